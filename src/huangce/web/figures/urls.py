"""Addresses of this room."""

from django.urls import path

from huangce.web.figures import figure, indicators, plans, rows

urlpatterns = [
    path("rates/", indicators.index, name="rates"),
    path("rates/assessment/", plans.assessment, name="assessment"),
    path("rates/<str:code>/", figure.show, name="rate"),
    path("rates/<str:code>/rows/", rows.show, name="rate-rows"),
]
