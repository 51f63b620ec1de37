"""Addresses of this room."""

from django.urls import path

from huangce.web.work import desk, guide

urlpatterns = [
    path("my-work/", desk.index, name="work"),
    path("my-work/guide/rate/", guide.to_the_rate, name="guide-rate"),
    path("my-work/guide/put-away/", guide.put_away, name="guide-put-away"),
]
