"""Addresses of this room."""

from django.urls import path

from huangce.web.lists import batches, columns, pages, reconciling, waiting

urlpatterns = [
    path("lists/", pages.lists, name="lists"),
    path("lists/<int:upload>/", pages.one, name="list"),
    path("lists/<int:upload>/columns/", columns.columns, name="list-columns"),
    path("lists/<int:upload>/under/", pages.under, name="list-under"),
    path("lists/<int:upload>/load/", pages.load, name="list-load"),
    path("lists/<int:upload>/answers/", pages.answers, name="list-answers"),
    path("lists/<int:upload>/forget/", pages.forget, name="list-forget"),
    path("lists/batches/<int:batch>/", batches.batch, name="batch"),
    path("lists/jobs/<int:job>/", waiting.job, name="job"),
    path("lists/reconcile/", reconciling.reconcile, name="reconcile"),
]
