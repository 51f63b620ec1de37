"""Pages of the frame."""

from django.urls import path

from huangce.web.frame import health, language, offering, purpose, signing_in

urlpatterns = [
    path("", health.home, name="home"),
    path("sign-in/", signing_in.sign_in_page, name="sign-in"),
    path("sign-out/", signing_in.sign_out, name="sign-out"),
    path("lock/", signing_in.lock, name="lock"),
    path("language/", language.choose, name="language"),
    path("purpose/", purpose.purpose_page, name="purpose"),
    path("keys/", health.keys_page, name="keys"),
    path("which-division/", offering.divisions, name="division-options"),
    path("drafts/keep/", language.keep_draft, name="keep-draft"),
    path("drafts/drop/", language.drop_draft, name="drop-draft"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
