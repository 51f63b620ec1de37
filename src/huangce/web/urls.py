"""The table of contents of the pages. Each room has its own addresses."""

from django.urls import include, path

from huangce.web import ROOMS

urlpatterns = [path("", include(f"huangce.web.{room}.urls")) for room in ROOMS]

handler400 = "huangce.web.frame.errors.bad_request"
handler404 = "huangce.web.frame.signed_in.page_not_found"
handler500 = "huangce.web.frame.errors.server_error"
