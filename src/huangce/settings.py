"""Django settings. Importing them starts nothing; `huangce.home.django.setup()` fills in the database's addresses.

Everything an office may change comes from the environment: HUANGCE_HOME, DATABASE_URL, DATABASE_APP_URL, HUANGCE_HOSTS.
"""

from __future__ import annotations

import os
from typing import Any

from huangce.home import installation

SECRET_KEY = ""  # read from the home by setup(); Django refuses to work without it

# One line adds a room, from the day it has models. The order is that of their migrations.
INSTALLED_APPS: list[str] = [
    "huangce.accounts",
    "huangce.register",
    "huangce.places",
    "huangce.exchange",
    "huangce.matching",
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

# structlog and the command line speak for themselves; Django keeps to errors.
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"level": "WARNING"}}
