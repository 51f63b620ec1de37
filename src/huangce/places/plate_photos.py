"""Photos of plates, kept with the register by the digest of their bytes (requirements 3.13)."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

from huangce.accounts.models import Officer
from huangce.errors import NotFound
from huangce.places.plate_models import PlatePhoto
from huangce.rules.photos import Photo

# What a step cites of a photo that is kept here; any other reference is to a photo kept elsewhere.
HERE: Final = "sha256:"


class NoSuchPhoto(NotFound):
    """There is no such photo of a plate here."""

    code = "no-such-plate-photo"


def keep_photo(photo: Photo, *, by: Officer, now: datetime) -> str:
    """Keep a photo and return its reference; one that is kept already is the same one."""
    digest = hashlib.sha256(photo.content).hexdigest()
    row = PlatePhoto(sha256=digest, media_type=photo.media_type, content=photo.content, kept_by=by.pk, kept_at=now)
    PlatePhoto.objects.bulk_create([row], ignore_conflicts=True)
    return f"{HERE}{digest}"


def is_here(reference: str) -> bool:
    """Whether a reference is to a photo that is kept here."""
    return reference.startswith(HERE)


def photo_of(reference: str) -> tuple[str, bytes]:
    """Return the kind and the bytes of a photo that is kept here. Raises `NoSuchPhoto`."""
    found = PlatePhoto.objects.filter(sha256=reference.removeprefix(HERE)).first() if is_here(reference) else None
    if found is None:
        raise NoSuchPhoto()
    return found.media_type, bytes(found.content)
