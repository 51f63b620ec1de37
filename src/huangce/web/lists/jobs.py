"""Ask for work in the background, take it up, tell how far it is, and say what came of it.

Jobs are rows; one process (`runner`) works them off in order and holds an advisory lock while it lives. A job that is
"running" while nobody holds the lock was cut off: it is then "interrupted", and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from huangce.accounts.models import Officer
from huangce.errors import HuangceError, NotFound
from huangce.web.frame.said import CHINESE, ENGLISH, said
from huangce.web.lists.models import Job, Upload

LOCK = 0x4A6F6273  # advisory lock of the process that works: "Jobs"
CHANNEL = "huangce_job"
HELD = "select 1 from pg_locks where locktype = 'advisory' and classid = 0 and objid = %s and objsubid = 1 and granted"


class NoSuchJob(NotFound):
    """There is no such job of yours."""

    code = "no-such-job"


def ask(
    kind: str, officer: Officer | None, *, upload: Upload | None = None, options: Mapping[str, Any] | None = None
) -> Job:
    """Note a piece of work, and wake the process that does it. Without an officer it is the server's own."""
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind, officer=officer, upload=upload, options=dict(options or {}), asked_at=datetime.now(UTC)
        )
        with connection.cursor() as cursor:
            cursor.execute("select pg_notify(%s, '')", [CHANNEL])
    return job


def ask_daily(kind: str, *, since: datetime) -> Job | None:
    """Note a piece of work that the server does itself, unless it was asked for since the day began."""
    if Job.objects.filter(kind=kind, asked_at__gte=since).exists():
        return None
    return ask(kind, None)


def of(officer: Officer, job_id: int, kind: str) -> Job:
    """Return a job of this officer, as it stands now. Raises `NoSuchJob`."""
    settle()
    job = Job.objects.select_related("upload").filter(pk=job_id, officer=officer, kind=kind).first()
    if job is None:
        raise NoSuchJob()
    return job


def is_worked() -> bool:
    """Whether a process is there that works jobs off."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, [LOCK])
        return cursor.fetchone() is not None


def settle() -> None:
    """Say of jobs that nobody works on any more that they were interrupted."""
    if Job.objects.filter(state="running").exists() and not is_worked():
        interrupt_running()


def interrupt_running() -> None:
    """Say of every job that was begun that it was interrupted."""
    Job.objects.filter(state="running").update(state="interrupted", ended_at=datetime.now(UTC))


def take() -> Job | None:
    """Begin the oldest job that waits, if there is one."""
    with transaction.atomic():
        waiting = Job.objects.select_for_update(of=("self",)).filter(state="waiting").order_by("id").first()
        if waiting is None:
            return None
        waiting.state, waiting.started_at = "running", datetime.now(UTC)
        waiting.save(update_fields=["state", "started_at"])
    return Job.objects.select_related("officer", "upload").get(pk=waiting.pk)


def finish(job: Job, report: Mapping[str, Any]) -> None:
    """Note what came of a job."""
    _end(job, "done", report)


def refuse(job: Job, error: HuangceError) -> None:
    """Note why a job was refused: nothing was changed."""
    _end(job, "refused", {"error": refusal(error)})


def refusal(error: HuangceError) -> dict[str, Any]:
    """Return an error as a report keeps it: its code, and what it says in both languages."""
    acts = {name: error.details[name] for name in ("first", "act") if isinstance(error.details.get(name), int)}
    return {"code": error.code, "zh": said(error, CHINESE), "en": said(error, ENGLISH), **acts}


def _end(job: Job, state: str, report: Mapping[str, Any]) -> None:
    job.state, job.report, job.ended_at = state, dict(report), datetime.now(UTC)
    job.save(update_fields=["state", "report", "ended_at"])
