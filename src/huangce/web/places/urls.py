"""Pages of named places and of what becomes of addresses."""

from django.urls import path

from huangce.web.places import (
    backlog,
    browse,
    building,
    complete,
    doubts,
    gone,
    missing,
    naming,
    one,
    plates,
    resolving,
)

urlpatterns = [
    path("places/", browse.index, name="places"),
    path("places/<int:record>/", one.show, name="place"),
    path("old-addresses/", resolving.ask, name="address-resolve"),
    path("addresses-gone/", gone.worklist, name="address-gone"),
    path("address-backlog/", backlog.backlog, name="address-backlog"),
    path("buildings/", building.index, name="buildings"),
    path("buildings/<int:record>/", building.show, name="building"),
    path("address-doubts/", doubts.lists, name="address-doubts"),
    path("address-doubts/file/", doubts.workbook, name="address-doubts-file"),
    path("completeness/", complete.measures, name="completeness"),
    path("naming/", naming.naming, name="naming"),
    path("plates/missing/", missing.missing, name="plates-missing"),
    path("plates/", plates.plates, name="plates"),
    path("plates/orders/", plates.orders, name="plate-orders"),
    path("plates/orders/<int:order>/file/", plates.plate_file, name="plate-file"),
]
