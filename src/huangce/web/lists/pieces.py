"""Files that come in pieces: what is here stays when the connection breaks, and the sender goes on from there.

A file is begun with its size and its digest, grows (`exchange.growing`), and is whole when it has the size and the
digest that were named. What does not grow any more is destroyed after a day, and a program has few of them at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.db import transaction

from huangce.errors import NotFound, Refused
from huangce.exchange import growing
from huangce.exchange.models import Token
from huangce.home import paths
from huangce.web.lists import held
from huangce.web.lists.models import Arriving

KEPT: Final = timedelta(days=1)  # after the last piece
MOST: Final = 4  # of one token at once
BEGINNING: Final = "pieces-"


class NoSuchPieces(NotFound):
    """No such file of yours arrives here: it was never begun, was given up, or did not grow for a day."""

    code = "nothing-arriving"


class TooManyArriving(Refused):
    """{most} files of yours are arriving: finish or give up one of them first."""

    code = "too-many-arriving"
    status = 429


class OtherDigest(Refused):
    """What arrived has not the SHA-256 that was named before. It was destroyed: send the file again."""

    code = "upload-digest"


def begin(*, token: int, name: str, size: int, sha256: str, now: datetime) -> Arriving:
    """Begin a file, or return the one with this digest that is not yet whole. Raises `TooManyArriving`."""
    with transaction.atomic():
        Token.objects.select_for_update().get(pk=token)  # one after another, or there would be two of one file
        open_ones = list(Arriving.objects.filter(token=token, upload=None).order_by("id"))
        for one in open_ones:
            if (one.sha256, one.size) == (sha256, size) and _is_here(one, now):
                return one
        if sum(_is_here(one, now) for one in open_ones) >= MOST:
            raise TooManyArriving(most=MOST)
        begun = Arriving.objects.create(token=token, name=name, size=size, sha256=sha256, keep_until=now + KEPT)
        forget(begun)  # a restored register may number anew
        growing.begin(*_files(begun.pk))
    return begun


def find(number: int, *, token: int, now: datetime) -> Arriving:
    """Return a file of this token that arrives, or has. Raises `NoSuchPieces`."""
    found = Arriving.objects.filter(pk=number, token=token).first()
    if found is None or not _is_here(found, now):
        raise NoSuchPieces()
    return found


def offset(one: Arriving) -> int:
    """Return how many bytes of a file are here."""
    return one.size if one.upload_id is not None else growing.size(_files(one.pk)[0])


def add(one: Arriving, piece: bytes, *, at: int, now: datetime) -> int:
    """Add a piece, and return how many bytes are here. Raises `OffsetMoved`."""
    reached = growing.append(*_files(one.pk), piece, at=at)
    one.keep_until = now + KEPT
    Arriving.objects.filter(pk=one.pk).update(keep_until=one.keep_until)
    return reached


@contextmanager
def locked(one: Arriving) -> Iterator[Arriving]:
    """Have a file as it stands now to oneself. Raises `NoSuchPieces` where it was given up meanwhile."""
    with transaction.atomic():
        found = Arriving.objects.select_for_update().filter(pk=one.pk).first()
        if found is None:
            raise NoSuchPieces()
        yield found


def content(one: Arriving) -> bytes:
    """Return a file that is whole. Raises `OtherDigest`."""
    whole = b"".join(growing.read(*_files(one.pk)))
    if hashlib.sha256(whole).hexdigest() != one.sha256:
        raise OtherDigest()
    return whole


def forget(one: Arriving) -> None:
    """Destroy what came of a file; that it came remains while its sender may ask."""
    growing.forget(*_files(one.pk))


def give_up(one: Arriving) -> None:
    """Destroy what came of a file, and its row."""
    forget(one)
    Arriving.objects.filter(pk=one.pk).delete()


def forget_old(moment: datetime) -> None:
    """Destroy what has not grown for long, and what no row knows of."""
    for one in Arriving.objects.filter(keep_until__lt=moment):
        give_up(one)
    known = set(Arriving.objects.filter(upload=None).values_list("pk", flat=True))
    for left in held.folder().glob(f"{BEGINNING}*"):
        number = int(left.stem.removeprefix(BEGINNING))
        if number not in known and left.stat().st_mtime < (moment - KEPT).timestamp():
            growing.forget(*_files(number))


def _is_here(one: Arriving, now: datetime) -> bool:
    """Whether a file may still grow or be asked about; a restored row has no key any more."""
    return one.keep_until >= now and (one.upload_id is not None or _files(one.pk)[1].exists())


def _files(number: int) -> tuple[Path, Path]:
    """Return where a file grows, and its key; backups leave such keys out, as those of deliveries."""
    name = f"{BEGINNING}{number}"
    return held.folder() / f"{name}.growing", paths.secrets() / f"delivery-{name}.key"
