"""What the machine has and lacks, in words; the last backup; which versions work here."""

from __future__ import annotations

import re
import sys
from datetime import datetime
from importlib.metadata import version
from typing import Any, Final

import django
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe

from huangce.home import backup, doctor
from huangce.web.frame.signed_in import needs
from huangce.web.lists import jobs

CHECKS: Final = {
    "python": _("Python 版本"),
    "packages": _("程序包"),
    "memory": _("内存"),
    "disk": _("磁盘"),
    "settings": _("天数设置"),
    "home": _("数据目录"),
    "secrets": _("密钥"),
    "socket": _("数据库接口"),
    "postgresql": _("数据库程序"),
    "database": _("数据库"),
    "rights": _("数据库权限"),
    "tables": _("数据表"),
}
# What the doctor finds, for a page in Chinese: its words are those of the command line.
FOUND: Final = (
    (r"missing: (.+)", r"缺少：\1"),
    (r"(\d+) periods in days can be used", r"\1 个都能用"),
    (r"(\d+) installed", r"\1 个都在"),
    (r"([\d.]+ GiB) free at (.+)", r"\2 还有 \1"),
    (r"(.+) cannot be written", r"\1 不能写"),
    (r"readable by others: (.+)", r"别人读得到：\1"),
    (r"readable by you alone", "只有运行者读得到"),
    (r"not made yet.*", "还没有建"),
    (r"(.+) is not made yet.*", r"\1 还没有建"),
    (r"(\d+) of (\d+) bytes", r"路径 \1 字节，上限 \2"),
    (r"([\d.]+) in (.+)", r"\1，在 \2"),
    (r"PostgreSQL ([\d.]+), embedded", r"PostgreSQL \1，内嵌"),
    (r"PostgreSQL ([\d.]+), at (.+)", r"PostgreSQL \1，在 \2"),
    (r"the application is (\S+), which may do too much", r"程序以 \1 连接，权限过大"),
    (r"the application is (\S+)", r"程序以 \1 连接"),
    (r"to be migrated: (\d+) steps.*", r"要升级\1处，下一个命令会做"),
    (r"to be migrated: (.+)", r"要升级：\1"),
    (r"up to date", "是最新的"),
)
MEND: Final = {
    "python": _("安装 Python 3.11 或更新的版本"),
    "packages": _("重新安装程序"),
    "memory": _("至少2 GiB；一百万人的县宜有8 GiB"),
    "disk": _("腾出5 GiB，或用 HUANGCE_HOME 换一块磁盘"),
    "settings": _("改正这个环境变量，重新启动"),
    "home": _("收紧数据目录的权限，或用 HUANGCE_HOME 换一个目录"),
    "secrets": _("收紧 secrets 目录的权限，只留运行者"),
    "rights": _("收回数据库用户多余的权限"),
}


@needs(views=("system",))
@require_safe
def system(request: HttpRequest) -> HttpResponse:
    """Show the doctor's findings, the last backup and the versions."""
    last = backup.last()
    checks = [check_words(one) for one in doctor.examine()]
    context = {
        "checks": checks,
        "wrong": sum(not one["ok"] for one in checks),
        "is_worked": jobs.is_worked(),
        "backup": last,
        "backup_at": datetime.fromisoformat(last["made_at"]) if last else None,
        "versions": [
            ("Huangce", version("huangce")),
            ("Python", sys.version.split()[0]),
            ("Django", django.get_version()),
            ("Polars", version("polars")),
        ],
    }
    return render(request, "office/system.html", context)


def check_words(check: doctor.Check) -> dict[str, Any]:
    """Return a finding of the doctor in the language of the page."""
    found = check.found
    if get_language() != "en":
        found = next((re.sub(pattern, said, found) for pattern, said in FOUND if re.fullmatch(pattern, found)), found)
    mend = "" if check.ok else MEND.get(check.name, "")
    return {"name": CHECKS.get(check.name, check.name), "ok": check.ok, "found": found, "mend": mend}
