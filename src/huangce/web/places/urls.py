"""Pages of named places and of what becomes of addresses."""

from django.urls import path

from huangce.web.places import browse, gone, one, resolving

urlpatterns = [
    path("places/", browse.index, name="places"),
    path("places/<int:record>/", one.show, name="place"),
    path("places/resolve/", resolving.ask, name="address-resolve"),
    path("places/gone/", gone.worklist, name="address-gone"),
]
