"""Addresses of this room."""

from django.urls import path

from huangce.web.office import accounts, grants, own, setup, system

urlpatterns = [
    path("officers/", accounts.officers, name="officers"),
    path("officers/<str:username>/", accounts.officer, name="officer"),
    path("officers/<str:username>/password/", accounts.password, name="officer-password"),
    path("officers/<str:username>/close/", accounts.close, name="officer-close"),
    path("officers/<str:username>/grant/", grants.grant, name="officer-grant"),
    path("officers/<str:username>/revoke/", grants.revoke, name="officer-revoke"),
    path("me/password/", own.password, name="my-password"),
    path("setup/", setup.setup, name="setup"),
    path("system/", system.system, name="system"),
]
