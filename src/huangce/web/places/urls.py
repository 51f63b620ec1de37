"""Pages of named places and of what becomes of addresses."""

from django.urls import path

from huangce.web.places import (
    backlog,
    base_map,
    browse,
    building,
    complete,
    doubts,
    gone,
    maps,
    missing,
    naming,
    one,
    plates,
    resolving,
)

urlpatterns = [
    path("places/", browse.index, name="places"),
    path("places/<int:record>/", one.show, name="place"),
    path("places/map/", maps.show, name="map"),
    path("places/map/tiles/<int:z>/<int:x>/<int:y>.mvt", maps.tile, name="map-tile"),
    path("places/map/here/", maps.here, name="map-here"),
    path("places/map/names/", maps.names, name="map-names"),
    path("places/map/base/<int:z>/<int:x>/<int:y>/", base_map.tile, name="map-base"),
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
