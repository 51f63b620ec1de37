"""Addresses of this room. Each is described in `openapi.PATHS`, which a test holds against this list."""

from django.urls import path

from huangce.web.service import addresses, deliveries, feeds, openapi, uploads

urlpatterns = [
    path("api/openapi.json", openapi.description, name="api-description"),
    path("api/addresses", addresses.look_up, name="api-address-look-up"),
    path("api/addresses/standardise", addresses.standardise, name="api-address-standardise"),
    path("api/addresses/<int:record>", addresses.by_id, name="api-address"),
    path("api/deliveries", deliveries.deliver, name="api-deliver"),
    path("api/deliveries/<int:upload>", deliveries.status, name="api-delivery"),
    path("api/deliveries/<int:upload>/answers", deliveries.answers, name="api-answers"),
    path("api/deliveries/<int:upload>/receipts", deliveries.receipts, name="api-receipts"),
    path("api/uploads", uploads.begin, name="api-upload-begin"),
    path("api/uploads/<int:arrival>", uploads.upload, name="api-upload"),
    path("api/lists/<int:received>/answers", deliveries.later, name="api-later-answers"),
    path("api/feeds/<str:code>", feeds.page, name="api-feed"),
    path("api/feeds/<str:code>/answers", feeds.answer, name="api-feed-answers"),
]
