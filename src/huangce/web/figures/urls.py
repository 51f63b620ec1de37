"""Addresses of this room."""

from django.urls import path

from huangce.web.figures import figure, indicators, plans, rows, samples

urlpatterns = [
    path("rates/", indicators.index, name="rates"),
    path("rates/assessment/", plans.assessment, name="assessment"),
    path("rates/<str:code>/", figure.show, name="rate"),
    path("rates/<str:code>/rows/", rows.show, name="rate-rows"),
    path("samples/", samples.index, name="samples"),
    path("samples/<int:sample>/", samples.show, name="sample"),
    path("samples/<int:sample>/lines/", samples.lines, name="sample-lines"),
    path("samples/<int:sample>/returned/", samples.returned, name="sample-returned"),
    path("samples/<int:sample>/sheet.<str:kind>", samples.sheet, name="sample-sheet"),
]
