"""Addresses of this room."""

from django.urls import path

from huangce.web.acts import receipts, views

urlpatterns = [
    path("acts/birth/", views.birth, name="act-birth"),
    path("acts/death/", views.death, name="act-death"),
    path("acts/moves/", views.moves, name="act-moves"),
    path("acts/households/", views.households, name="act-households"),
    path("acts/correction/", views.corrections, name="act-correction"),
    path("acts/residence/", views.residences, name="act-residence"),
    path("acts/duplicates/", views.duplicates, name="act-duplicates"),
    path("acts/places/", views.places, name="act-places"),
    path("acts/new/<str:kind>/", views.act_form, name="act-new"),
    path("acts/new/<str:kind>/check/", views.check, name="act-check"),
    path("acts/<int:act>/", receipts.receipt, name="act"),
]
