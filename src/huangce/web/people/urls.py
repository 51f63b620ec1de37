"""Pages to find and look at people, households and divisions."""

from django.urls import path

from huangce.web.people import division, find, household, person

urlpatterns = [
    path("find/", find.find, name="find"),
    path("find/rows/", find.rows, name="find-rows"),
    path("persons/<int:record>/", person.show, name="person"),
    path("persons/<int:record>/number/", person.reveal, name="person-number"),
    path("households/<int:household>/", household.show, name="household"),
    path("households/<int:household>/booklet/", household.booklet, name="booklet"),
    path("divisions/", division.top, name="division"),
    path("divisions/<str:code>/", division.show, name="division-of"),
]
