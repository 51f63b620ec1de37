"""Django settings. Everything an office may change comes from the environment and is checked when it is read."""

from __future__ import annotations

SECRET_KEY = "replaced by the home room"
INSTALLED_APPS: list[str] = []
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
