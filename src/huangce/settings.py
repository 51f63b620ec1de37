"""Django settings. Importing them starts nothing; `huangce.home.django.setup()` fills in the database's addresses.

Everything an office may change comes from the environment: HUANGCE_HOME, DATABASE_URL, DATABASE_APP_URL, HUANGCE_HOSTS.
"""

from __future__ import annotations

import os
from typing import Any

from huangce.home import installation
from huangce.web import ROOMS

SECRET_KEY = ""  # read from the home by setup(); Django refuses to work without it

# One line adds a room, from the day it has models. The order is that of their migrations.
INSTALLED_APPS: list[str] = [
    "huangce.accounts",
    "huangce.register",
    "huangce.places",
    "huangce.exchange",
    "huangce.matching",
    "huangce.statistics",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    *(f"huangce.web.{room}" for room in ROOMS),
]

# Two roles on one database: the application's, and the owner's for migrations, erasure and bulk loads.
DATABASES: dict[str, dict[str, Any]] = {
    alias: {"ENGINE": "django.db.backends.postgresql", "NAME": "huangce", "CONN_MAX_AGE": 60}
    for alias in ("default", "owner")
}
DATABASE_ROUTERS = ["huangce.home.router.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# This installation's number, 1 to 8191: its ids are the number times 2^40 and on. Never change it once there is data.
HUANGCE_INSTALLATION = installation.number()

ALLOWED_HOSTS = [name for name in os.environ.get("HUANGCE_HOSTS", "localhost,127.0.0.1").split(",") if name]
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

# The pages. Nothing comes from the network, no script or style stands in a page (docs/reference/pages.md).
IS_SECURE = bool(os.environ.get("HUANGCE_TLS"))
ROOT_URLCONF = "huangce.web.urls"
STATIC_URL = "/static/"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "huangce.web.frame.words.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "huangce.web.frame.errors.Errors",
    "huangce.web.frame.signed_in.SignedIn",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("huangce.web.frame.compiled.Loader", ["django.template.loaders.app_directories.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "huangce.web.frame.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "huangce.web.frame.templatetags.huangce"],
        },
    }
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 31_536_000  # every address carries a mark of the content
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_ENGINE = "huangce.web.frame.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "huangce.web.frame.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
SECURE_REFERRER_POLICY = "same-origin"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["huangce.web.lists.arriving.IntoTheHome"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024  # ten thousand pasted addresses, nine bytes a character

# structlog and the command line speak for themselves; Django keeps to errors.
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"level": "WARNING"}}
