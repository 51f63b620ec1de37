"""Deliver a large list over a line that breaks: begin, send pieces, ask how much is here, go on from there.

The headers are those of resumable uploads for HTTP (draft-ietf-httpbis-resumable-upload): `Upload-Offset` says where a
piece begins, and in answers how much is here; `Upload-Complete` whether that is all.
"""

from __future__ import annotations

import re
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse

from huangce.errors import Refused
from huangce.exchange.growing import OffsetMoved
from huangce.web.lists import arriving, held, pieces
from huangce.web.lists.models import Arriving
from huangce.web.service.bearers import NotANumber, bearers, data, number, problem
from huangce.web.service.deliveries import CutOff, TooLarge, length_of, pieces_of, require_room, take

DIGEST: Final = re.compile(r"[0-9a-f]{64}")
OFFSET: Final = "Upload-Offset"


class NoDigest(Refused):
    """`sha256` is the SHA-256 of the file, in 64 characters 0 to 9 and a to f."""

    code = "no-digest"


class PieceTooLong(Refused):
    """The piece goes beyond the {size} bytes that the file was said to have."""

    code = "piece-too-long"


@bearers("POST")
def begin(request: Any) -> HttpResponse:
    """Begin a file (`name`, `size`, `sha256`); the same again is answered with how much of it is here."""
    size, sha256 = number(request, "size", 0), request.GET.get("sha256", "").lower()
    if not 0 < size <= arriving.LARGEST:
        raise TooLarge(limit=arriving.LARGEST >> 20)
    if not DIGEST.fullmatch(sha256):
        raise NoDigest()
    require_room(request.bearer)
    name = held.plain_name(request.GET.get("name", ""))
    begun = pieces.begin(token=request.bearer.token, name=name, size=size, sha256=sha256, now=request.now)
    answer = _told(begun, status=201)
    answer["Location"] = reverse("api-upload", args=(begun.pk,))
    return answer


@bearers("GET", "HEAD", "PATCH", "DELETE")
def upload(request: Any, arrival: int) -> HttpResponse:
    """Say how much of a file is here; take a piece of it (PATCH); give it up (DELETE)."""
    found = pieces.find(arrival, token=request.bearer.token, now=request.now)
    if request.method == "PATCH":
        try:
            return _piece(request, found)
        except OffsetMoved as error:
            answer = problem(request, error)
            answer[OFFSET] = str(error.details["offset"])
            return answer
    if request.method == "DELETE":
        pieces.give_up(found)
        return HttpResponse(status=204)
    return _told(found)


def _piece(request: Any, found: Arriving) -> HttpResponse:
    """Take a piece, as much of it as comes; work on the file when it is whole."""
    offset = request.headers.get(OFFSET, "")
    if not (offset.isascii() and offset.isdigit()):
        raise NotANumber(name=OFFSET)
    at, length = int(offset), length_of(request)
    here = pieces.offset(found)
    if at != here:
        raise OffsetMoved(offset=here)
    if at + length > found.size:
        raise PieceTooLong(size=found.size)
    for piece in pieces_of(request, length):
        here = pieces.add(found, piece, at=here, now=request.now)
    if here < at + length:
        raise CutOff()
    return _told(found) if here < found.size else _whole(request, found)


def _whole(request: Any, found: Arriving) -> HttpResponse:
    """Work on a file that is whole, once."""
    try:
        with pieces.locked(found) as one:
            if one.upload_id is None:
                one.upload = take(request, one.name, pieces.content(one), one.sha256)
                one.save(update_fields=["upload"])
    except pieces.OtherDigest:
        pieces.give_up(found)
        raise
    pieces.forget(one)
    return _told(one, status=202)


def _told(one: Arriving, status: int = 200) -> HttpResponse:
    here = pieces.offset(one)
    told: dict[str, Any] = {"arrival": one.pk, "offset": here, "size": one.size, "sha256": one.sha256}
    told |= {"keep_until": one.keep_until, "delivery": one.upload_id, "status": None}
    if one.upload_id is not None:
        told["status"] = reverse("api-delivery", args=(one.upload_id,))
    answer = data(told, status)
    answer[OFFSET], answer["Upload-Complete"] = str(here), "?1" if one.upload_id is not None else "?0"
    return answer
