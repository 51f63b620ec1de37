"""Addresses of this room."""

from django.urls import path

from huangce.web.notices import acts, letters, receivers

urlpatterns = [
    path("notices/", acts.index, name="notices"),
    path("notices/prepare/", acts.prepare, name="notices-prepare"),
    path("notices/receivers/", receivers.index, name="notice-receivers"),
    path("notices/receivers/<int:receiver>/", receivers.one, name="notice-receiver"),
    path("notices/receivers/<int:receiver>/end/", receivers.end, name="notice-receiver-end"),
    path("notices/<int:act>/", acts.one, name="notice"),
    path("notices/<int:act>/<str:party>/", letters.letter, name="notice-letter"),
    path("notices/<int:act>/<str:party>/addresses.xlsx", letters.workbook, name="notice-file"),
]
