"""Addresses of this room."""

from django.urls import path

from huangce.web.figures import figure, indicators, rows

urlpatterns = [
    path("rates/", indicators.index, name="rates"),
    path("rates/<str:code>/", figure.show, name="rate"),
    path("rates/<str:code>/rows/", rows.show, name="rate-rows"),
]
