"""What the jobs do: check a file, load it, undo a load, reconcile, seal, record what is large, number it for notices.

Each reports counts and codes only.
"""

from __future__ import annotations

import dataclasses
import shutil
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from huangce.accounts.models import Officer
from huangce.county import agreed, answering, delivering
from huangce.county.loading import OFFICE_TIME, OWN, Progress, load_folder
from huangce.errors import HuangceError
from huangce.exchange import agreement_store, liaisons, store
from huangce.exchange.deliveries import Delivery, read_file
from huangce.exchange.models import ReceivedList
from huangce.exchange.notices import ledger
from huangce.home import paths
from huangce.matching.findings import reconcile_register
from huangce.matching.referral_retention import forget_closed
from huangce.register.record import record
from huangce.register.seal import seal
from huangce.rules.acts.reversals import BatchUndone
from huangce.rules.payload import from_payload
from huangce.statistics.samples import retention
from huangce.web.lists import checking, held, jobs, pieces
from huangce.web.lists.models import Job, Upload

KEPT = timedelta(days=7)  # an answered file, and a file that was given and not loaded
ARRIVAL = timedelta(hours=1)  # longer takes no upload
TOLD = "update job set step = %s, done = %s, total = %s where id = %s"
SELDOM = 0.25  # seconds between two writes of the progress


class Teller:
    """Progress of a job, written by a connection of its own, so that pages see it before anything is committed."""

    def __init__(self, connection: psycopg.Connection[Any], job: int) -> None:
        self.connection, self.job = connection, job
        self.step, self.at = "", 0.0

    def __call__(self, step: str, done: int, of: int) -> None:
        now = time.monotonic()
        if step == self.step and done < of and now - self.at < SELDOM:
            return
        self.step, self.at = step, now
        self.connection.execute(TOLD, (step, done, of, self.job))


def do(job: Job, *, tell: Progress) -> None:
    """Do a job and note what came of it; when this process is told to end, note that it was interrupted."""
    try:
        report = KINDS[job.kind](job, tell)
    except HuangceError as error:
        jobs.refuse(job, error)
    except (SystemExit, KeyboardInterrupt):
        jobs.interrupt_running()
        raise
    else:
        jobs.finish(job, report)


def forget_old(now: datetime | None = None) -> int:
    """Destroy what was kept long enough: officers' files, deliveries whose agreement ended, where a referral led,
    who was drawn in a sample."""
    moment = now or datetime.now(UTC)
    old = list(Upload.objects.filter(forgotten_at__isnull=True, keep_until__lt=moment))
    for upload in old:
        forget(upload, moment)
    for left in held.folder().glob(f"{held.ARRIVING}*"):
        if datetime.fromtimestamp(left.stat().st_mtime, UTC) < moment - ARRIVAL:
            left.unlink(missing_ok=True)
    pieces.forget_old(moment)
    today = moment.astimezone(OFFICE_TIME).date()
    kept_no_longer = store.forget_expired(today=today, now=moment) + forget_closed(today=today, now=moment)
    return len(old) + kept_no_longer + retention.forget_old(today=today)


def forget(upload: Upload, moment: datetime) -> None:
    """Destroy a file, its answers and its list of problems."""
    for name in ("upload", "answer", "problems"):
        held.forget(f"{name}-{upload.pk}")
    upload.forgotten_at = moment
    upload.save(update_fields=["forgotten_at"])


def _check(job: Job, tell: Progress) -> dict[str, Any]:
    upload = _upload(job)
    tell("reading lists", 0, 1)
    with held.opened(f"upload-{upload.pk}", upload.name) as path:
        if "mapping" in job.options:
            checking.remember(path, job.options["mapping"])
        deliveries = _read(path, upload)
        report, problems = checking.report_on(deliveries, path, by=_by(job), on=_today())
    held.keep(f"problems-{upload.pk}", problems)
    tell("reading lists", 1, 1)
    return report


def _load(job: Job, tell: Progress) -> dict[str, Any]:
    upload = _upload(job)
    with held.opened(f"upload-{upload.pk}", upload.name) as path:
        tell("reading lists", 0, 1)
        deliveries = _read(path, upload)
        is_own = any(one.kind in OWN for one in deliveries)
        if is_own:
            report, answered = _load_own(job, path, tell)
        else:
            found = delivering.deliver(deliveries, by=_by(job), on=_today(), now=datetime.now(UTC), progress=tell)
            answering.compare(tell)
            report = {"lists": [dataclasses.asdict(one) for one in found]}
            tell("answers", 0, 1)
            answered = delivering.answer(deliveries, path.parent)
        if answered is not None:
            held.keep(f"answer-{upload.pk}", answered.read_bytes())
            upload.answered = answered.name
    if not is_own:  # an own list stays for its time: what is undone may be loaded again
        held.forget(f"upload-{upload.pk}")
    upload.keep_until = datetime.now(UTC) + KEPT
    upload.save(update_fields=["answered", "keep_until"])
    return report


def _deliver(job: Job, tell: Progress) -> dict[str, Any]:
    """Take a list that a program sent: read under the agreements of its token, kept, answered."""
    upload = _upload(job)
    agreements = {code: one for code, one in agreed.standing().items() if code in job.options["codes"]}
    with held.opened(f"upload-{upload.pk}", upload.name) as path:
        tell("reading lists", 0, 1)
        lists = read_file(path, agreements, _mappings(), today=_today(), sha256=upload.sha256)
        for one in lists:
            if one.checked is None:
                raise delivering.SheetNotTaken(sheet=one.sheet or upload.name, reason=one.problems[0].message)
        now = datetime.now(UTC)
        found = delivering.deliver(
            lists, by=_by(job), on=_today(), now=now, progress=tell, channel=job.options["channel"]
        )
        answering.compare(tell)
        answered = delivering.answer(lists, path.parent)
        if answered is not None:
            held.keep(f"answer-{upload.pk}", answered.read_bytes())
            upload.answered = answered.name
    held.forget(f"upload-{upload.pk}")
    upload.keep_until = now + KEPT
    upload.save(update_fields=["answered", "keep_until"])
    overlaps = dict(ReceivedList.objects.filter(pk__in=[one.batch for one in found]).values_list("pk", "overlap"))
    return {"lists": [dataclasses.asdict(one) | {"overlap": overlaps.get(one.batch or 0)} for one in found]}


def _load_own(job: Job, path: Path, tell: Progress) -> tuple[dict[str, Any], Path | None]:
    recorded = agreed.file()
    if recorded is not None:
        shutil.copy(recorded, path.parent / agreed.FILE)
    loaded = load_folder(
        path.parent,
        by=_by(job),
        county=job.options.get("county") or None,
        opened_on=date.fromisoformat(job.options["opened_on"]) if job.options.get("opened_on") else None,
        answers=path.parent / "answers",
        progress=tell,
    )
    report = dataclasses.asdict(loaded) | {"opened_on": loaded.opened_on.isoformat(), "answers": None}
    written = next((path.parent / "answers").iterdir(), None)
    if written is not None:
        written = written.rename(written.with_name(f"{written.stem}-答复{written.suffix}"))
    return report, written


def _undo(job: Job, tell: Progress) -> dict[str, Any]:
    tell("undoing", 0, 1)
    act = BatchUndone(happened_on=_today(), batch=job.options["batch"], reason=job.options["reason"])
    receipt = record(act, by=_by(job), transaction_id=uuid.UUID(job.options["transaction"]))
    tell("undoing", 1, 1)
    return {"act": receipt.act, "batch": job.options["batch"]}


def _reconcile(job: Job, tell: Progress) -> dict[str, Any]:
    as_of = date.fromisoformat(job.options["as_of"]) if job.options.get("as_of") else None
    report = reconcile_register(by=_by(job), as_of=as_of, progress=tell)
    answering.compare(tell)
    return dataclasses.asdict(report) | {"as_of": report.as_of.isoformat()}


def _seal(_job: Job, tell: Progress) -> dict[str, Any]:
    tell("sealing", 0, 1)
    head = seal()
    tell("sealing", 1, 1)
    return {"size": head.size, "signed_at": head.signed_at} if head is not None else {}


def _record(job: Job, tell: Progress) -> dict[str, Any]:
    """Record an act that touches very much."""
    asked = job.options
    act = from_payload(asked["kind"], asked["payload"])
    seen = {int(one): version for one, version in asked["seen"].items()}
    tell("addresses", 0, 1)
    receipt = record(act, by=_by(job), seen=seen, transaction_id=uuid.UUID(asked["transaction"]), progress=tell)
    return {"act": receipt.act}


def _tell(job: Job, tell: Progress) -> dict[str, Any]:
    """Seal what was recorded, and number the addresses that it changed, for notices and for those who follow."""
    tell("sealing", 0, 1)
    return {"entries": ledger.prepare(progress=tell)}


def ask_to_seal(now: datetime | None = None) -> None:
    """Ask for the day's seal, once; what was recorded while nobody served is sealed when somebody does again."""
    day = (now or datetime.now(UTC)).astimezone(OFFICE_TIME).date()
    jobs.ask_daily("seal", since=datetime.combine(day, datetime.min.time(), OFFICE_TIME))


def _by(job: Job) -> Officer:
    assert job.officer is not None
    return job.officer


def _read(path: Path, upload: Upload) -> list[Delivery]:
    """Read a file under the agreements of the officer's office; of several on a kind, under the one chosen."""
    agreements = liaisons.open_to(agreed.standing(), upload.officer, _today())
    chosen = upload.jobs.filter(kind="check", options__has_key="agreement").order_by("-id").first()
    if chosen is not None:
        agreements = agreement_store.under(agreements, chosen.options["agreement"])
    return read_file(path, agreements, _mappings(), today=_today(), sha256=upload.sha256)


def _mappings() -> Path:
    return paths.make_home() / "mappings"


def _upload(job: Job) -> Upload:
    assert job.upload is not None
    return job.upload


def _today() -> date:
    return datetime.now(UTC).astimezone(OFFICE_TIME).date()


KINDS: Mapping[str, Callable[[Job, Progress], dict[str, Any]]] = {
    "check": _check,
    "load": _load,
    "deliver": _deliver,
    "undo": _undo,
    "reconcile": _reconcile,
    "seal": _seal,
    "record": _record,
    "tell": _tell,
}
