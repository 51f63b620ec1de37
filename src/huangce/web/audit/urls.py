"""Pages for auditors: acts without persons, who looked at whom and why, and the seal."""

from django.urls import path

from huangce.web.audit import acts, looks, seal

urlpatterns = [
    path("audit/acts/", acts.listing, name="audit-acts"),
    path("audit/acts/<int:act>/", acts.show, name="audit-act"),
    path("audit/looks/", looks.listing, name="audit-looks"),
    path("audit/sign-ins/", looks.sign_ins, name="audit-sign-ins"),
    path("audit/seal/", seal.show, name="audit-seal"),
    path("audit/seal/<int:size>/head.json", seal.head, name="audit-head"),
    path("audit/seal/export/", seal.export, name="audit-export"),
]
