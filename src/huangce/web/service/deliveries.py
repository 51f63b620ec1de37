"""Deliver a list with a program: send the file, ask how far it is, fetch the answers and the receipts."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from typing import Any, Final

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header

from huangce.county import answering
from huangce.errors import NotFound, Refused, Unreadable
from huangce.exchange.models import ReceivedList, Withdrawal
from huangce.exchange.tokens import Bearer
from huangce.web.lists import arriving, held, jobs, work
from huangce.web.lists.models import Job, Upload
from huangce.web.service.bearers import NothingHere, bearers, data

PIECE: Final = 1 << 20
MOST_WAITING: Final = 20


class TooLarge(Refused):
    """A file sent by a program has at most {limit} MiB, and its length is said before it."""

    code = "upload-too-large"
    status = 413


class CutOff(Unreadable):
    """The file is shorter than its length said: send it again, a large one in pieces."""

    code = "upload-cut-off"


class TooManyWaiting(Refused):
    """{most} files of yours wait to be worked on: ask for them, then send the next."""

    code = "too-many-waiting"
    status = 429


class NotReady(NotFound):
    """The delivery has no answers: it waits, was refused, or they were fetched long ago."""

    code = "answers-not-ready"


@bearers("POST")
def deliver(request: Any) -> HttpResponse:
    """Take a file (the body, its name in ?name=) and work on it; ask the address in `status` what became of it."""
    require_room(request.bearer)
    content = _body(request)
    upload = take(request, held.plain_name(request.GET.get("name", "")), content, hashlib.sha256(content).hexdigest())
    where = reverse("api-delivery", args=(upload.pk,))
    answer = data({"delivery": upload.pk, "state": "waiting", "sha256": upload.sha256, "status": where}, status=202)
    answer["Location"] = where
    return answer


def require_room(bearer: Bearer) -> None:
    """Raise `TooManyWaiting` while too much waits for who asks."""
    waiting = Job.objects.filter(officer=bearer.officer, state__in=("waiting", "running")).count()
    if waiting >= MOST_WAITING:
        raise TooManyWaiting(most=MOST_WAITING)


def take(request: Any, name: str, content: bytes, sha256: str) -> Upload:
    """Keep a file that came whole, and ask for it to be worked on."""
    bearer: Bearer = request.bearer
    with transaction.atomic():
        upload = Upload.objects.create(
            officer=bearer.officer,
            name=name,
            sha256=sha256,
            size=len(content),
            received_at=request.now,
            keep_until=request.now + work.KEPT,
        )
        held.keep(f"upload-{upload.pk}", content)
        options = {"channel": "api", "codes": list(bearer.codes), "token": bearer.token}
        jobs.ask("deliver", bearer.officer, upload=upload, options=options)
    return upload


def length_of(request: Any) -> int:
    """Return how long the body is said to be. Raises `TooLarge`."""
    length = request.headers.get("Content-Length", "")
    if not length.isdigit() or int(length) > arriving.LARGEST:
        raise TooLarge(limit=arriving.LARGEST >> 20)
    return int(length)


def pieces_of(request: Any, length: int) -> Iterator[bytes]:
    """Yield the body as it comes, and no more than its length; less where the connection broke."""
    left = length
    with contextlib.suppress(OSError):  # Django's UnreadablePostError, and what the server itself raises
        while left and (piece := request.read(min(PIECE, left))):
            yield piece
            left -= len(piece)


def _body(request: Any) -> bytes:
    """Return the body, never more than is allowed. Raises `TooLarge`, `CutOff`."""
    length = length_of(request)
    content = b"".join(pieces_of(request, length))
    if len(content) != length:
        raise CutOff()
    return content


@bearers("GET")
def status(request: Any, upload: int) -> HttpResponse:
    """Say how far a delivery is, and what became of its lists: form only, nothing of the register."""
    found, job = _own(request, upload)
    told: dict[str, Any] = {"delivery": found.pk, "state": job.state, "file": found.name, "sha256": found.sha256}
    if "error" in job.report:
        told["error"] = {"code": job.report["error"]["code"], "detail": job.report["error"]["zh"]}
    told["lists"] = [
        {
            "list": one["batch"],
            "list_kind": one["kind"],
            "rows": one["rows"],
            "usable": one["usable"],
            "problems": one["problems"],
            "codes": one["codes"],
            "outcome": one["outcome"],
            "overlap": one["overlap"],
        }
        for one in job.report.get("lists", ())
    ]
    if found.answered and not found.forgotten_at:
        told["answers"] = reverse("api-answers", args=(found.pk,))
    if told["lists"]:
        told["receipts"] = reverse("api-receipts", args=(found.pk,))
    return data(told)


@bearers("GET")
def answers(request: Any, upload: int) -> HttpResponse:
    """Give the sender's own file back, every row answered as far as the agreement says."""
    found, _job = _own(request, upload)
    if not found.answered or found.forgotten_at:
        raise NotReady()
    answer = HttpResponse(held.content(f"answer-{found.pk}"), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, found.answered) or "attachment"
    return answer


@bearers("GET")
def receipts(request: Any, upload: int) -> HttpResponse:
    """Give the signed receipts of the lists of a delivery; of a withdrawn one also that of its withdrawal."""
    _found, job = _own(request, upload)
    lists = [one["batch"] for one in job.report.get("lists", ())]
    kept = ReceivedList.objects.filter(pk__in=lists).order_by("pk").values_list("receipt", flat=True)
    gone = Withdrawal.objects.filter(pk__in=lists).order_by("pk").values_list("receipt", flat=True)
    return data([*kept, *gone])


@bearers("GET")
def later(request: Any, received: int) -> HttpResponse:
    """Give the answers to a list as they stand now: rows with what the agreement lets go back."""
    one = ReceivedList.objects.filter(pk=received, received_by=request.bearer.officer.pk).first()
    if one is None:
        raise NothingHere()
    request.bearer.require(one.agreement_code)
    return data(answering.later(received, by=request.bearer.officer).to_dicts())


def _own(request: Any, upload: int) -> tuple[Upload, Job]:
    """Return a delivery that came with this token, and its job. Raises `NothingHere`."""
    jobs.settle()
    job = (
        Job.objects.select_related("upload")
        .filter(upload=upload, kind="deliver", options__token=request.bearer.token)
        .order_by("-id")
        .first()
    )
    if job is None or job.upload is None:
        raise NothingHere()
    return job.upload, job
