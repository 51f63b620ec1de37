"""Pages of standard addresses: a heap in, seven segments out, and the address register."""

from django.urls import path

from huangce.web.addresses import heap, known, review

urlpatterns = [
    path("addresses/", heap.standardise, name="addresses"),
    path("addresses/review/", review.review, name="address-review"),
    path("addresses/search/", known.find, name="address-search"),
    path("addresses/options/", known.options, name="address-options"),
    path("addresses/<int:record>/", known.show, name="address"),
]
