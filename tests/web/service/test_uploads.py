"""A list that comes in pieces: what is here stays, the sender goes on from there, and nobody else can."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from hypothesis import given
from hypothesis import strategies as st

from huangce.exchange import growing
from huangce.exchange.models import ReceivedList
from huangce.exchange.sealed import KeyForgotten
from huangce.home import backup, paths
from huangce.web.lists import held, pieces, work
from huangce.web.lists.models import Arriving, Job, Upload
from huangce.web.service import deliveries
from tests.county.test_delivered import LIST
from tests.web.lists.conftest import work_off
from tests.web.service.test_service import Program, agreed, program, token

__all__ = ["agreed", "program"]

CONTENT = LIST.encode()
DIGEST = hashlib.sha256(CONTENT).hexdigest()


def begun(program: Program, content: bytes = CONTENT, *, digest: str = "") -> Any:
    named = digest or hashlib.sha256(content).hexdigest()
    return program.post(f"/api/uploads?name=火化.csv&size={len(content)}&sha256={named}", b"")


def send(program: Program, where: str, piece: bytes, at: int) -> Any:
    headers = program.headers | {"Upload-Offset": str(at), "Content-Length": str(len(piece))}
    return program.client.patch(where, piece, content_type="application/octet-stream", headers=headers)


def kept() -> list[str]:
    """What of files that come in pieces lies on the disk."""
    files = [*held.folder().glob("pieces-*"), *paths.secrets().glob("delivery-pieces-*")]
    return sorted(one.name for one in files)


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """The home is that of all tests: what one leaves there is no other's."""
    yield
    for left in [*held.folder().glob("pieces-*"), *paths.secrets().glob("delivery-pieces-*")]:
        left.unlink()


def test_it_works(program: Program) -> None:
    answer = begun(program)
    where = answer.headers["Location"]
    assert (answer.status_code, answer.json()["offset"], answer.headers["Upload-Complete"]) == (201, 0, "?0")
    first = send(program, where, CONTENT[:50], 0)
    assert (first.status_code, first.headers["Upload-Offset"]) == (200, "50")
    assert program.client.head(where, headers=program.headers).headers["Upload-Offset"] == "50"
    last = send(program, where, CONTENT[50:], 50)
    assert (last.status_code, last.headers["Upload-Complete"]) == (202, "?1")
    assert kept() == []
    work_off()
    told = program.get(last.json()["status"]).json()
    assert (told["state"], told["sha256"], told["file"]) == ("done", DIGEST, "火化.csv")
    assert ReceivedList.objects.get().channel == "api"
    assert program.get(where).json()["delivery"] == last.json()["delivery"]


def test_begun_again_it_goes_on_and_asked_again_at_the_end_it_is_one_delivery(program: Program) -> None:
    where = begun(program).headers["Location"]
    send(program, where, CONTENT[:7], 0)
    again = begun(program)
    assert (again.headers["Location"], again.json()["offset"]) == (where, 7)
    send(program, where, CONTENT[7:], 7)
    assert send(program, where, b"", len(CONTENT)).status_code == 202
    assert (Upload.objects.count(), Job.objects.count()) == (1, 1)


def test_a_piece_that_begins_elsewhere_is_told_how_much_is_here(program: Program) -> None:
    where = begun(program).headers["Location"]
    send(program, where, CONTENT[:7], 0)
    for at in (0, 3, 8):
        answer = send(program, where, CONTENT[at:], at)
        assert (answer.status_code, answer.json()["code"], answer.headers["Upload-Offset"]) == (
            409,
            "upload-offset",
            "7",
        )
    for at, code in (("", "not-a-number"), ("-1", "not-a-number"), ("７", "not-a-number")):
        headers = program.headers | ({"Upload-Offset": at} if at else {})
        answer = program.client.patch(where, b"x", content_type="text/plain", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    longer = send(program, where, CONTENT, 7)
    assert (longer.status_code, longer.json()["code"]) == (422, "piece-too-long")
    assert program.get(where).json()["offset"] == 7


class Broken(BytesIO):
    """A connection that gives so many bytes and then ends, or breaks."""

    error: OSError | None = None

    def read(self, size: int | None = -1) -> bytes:
        piece = super().read(size)
        if not piece and self.error is not None:
            raise self.error
        return piece


@pytest.mark.parametrize("error", [None, ConnectionResetError()])
def test_what_came_before_the_connection_broke_is_here(error: OSError | None) -> None:
    line = Broken(b"abc")
    line.error = error
    asked = {"REQUEST_METHOD": "PATCH", "CONTENT_LENGTH": "10", "wsgi.input": line}
    assert b"".join(deliveries.pieces_of(WSGIRequest(asked), 10)) == b"abc"


def test_what_has_another_digest_is_destroyed(program: Program) -> None:
    where = begun(program, digest="0" * 64).headers["Location"]
    answer = send(program, where, CONTENT, 0)
    assert (answer.status_code, answer.json()["code"]) == (422, "upload-digest")
    assert program.get(where).status_code == 404
    assert (kept(), Upload.objects.count(), Arriving.objects.count()) == ([], 0, 0)


def test_nobody_else_sees_or_touches_it(program: Program) -> None:
    where = begun(program).headers["Location"]
    other = Program(token("cremations"))
    for ask in (other.client.get, other.client.head, other.client.patch, other.client.delete):
        assert ask(where, headers=other.headers | {"Upload-Offset": "0"}).status_code == 404
        assert ask(where).status_code == 401
    assert begun(other).headers["Location"] != where


def test_what_is_given_up_or_does_not_grow_is_destroyed(program: Program) -> None:
    where = begun(program).headers["Location"]
    send(program, where, CONTENT[:7], 0)
    assert program.client.delete(where, headers=program.headers).status_code == 204
    assert kept() == []
    where = begun(program).headers["Location"]
    send(program, where, CONTENT[:7], 0)
    late = Arriving.objects.get().keep_until + timedelta(seconds=1)
    work.forget_old(late)
    assert (kept(), Arriving.objects.count()) == ([], 0)
    answer = program.get(where)
    assert (answer.status_code, answer.json()["code"]) == (404, "nothing-arriving")


def test_a_program_has_few_of_them_and_none_larger_than_a_delivery(program: Program) -> None:
    for i in range(pieces.MOST):
        assert begun(program, b"x" * (i + 1)).status_code == 201
    assert (begun(program, b"more").json()["code"], begun(program, b"x").status_code) == ("too-many-arriving", 201)
    for asked, code in (
        (f"size={1 << 40}&sha256={DIGEST}", "upload-too-large"),
        (f"sha256={DIGEST}", "upload-too-large"),
        (f"size=a&sha256={DIGEST}", "not-a-number"),
        ("size=5&sha256=abc", "no-digest"),
    ):
        assert program.post(f"/api/uploads?{asked}", b"").json()["code"] == code


def test_in_a_restored_register_it_is_begun_anew(program: Program) -> None:
    where = begun(program).headers["Location"]
    (key,) = paths.secrets().glob("delivery-pieces-*")
    assert key.name.startswith(backup.SHORT_LIVED)
    key.unlink()
    assert program.get(where).status_code == 404
    again = begun(program)
    assert (again.status_code, again.headers["Location"] == where) == (201, False)


def test_two_connections_do_not_write_one_over_the_other(tmp_path: Path) -> None:
    files = tmp_path / "a", tmp_path / "a.key"
    growing.begin(*files)
    growing.append(*files, b"one", at=0)
    with pytest.raises(growing.OffsetMoved):
        growing.append(*files, b"two", at=0)
    assert b"".join(growing.read(*files)) == b"one"
    growing.forget(*files)
    with pytest.raises(KeyForgotten):
        growing.append(*files, b"x", at=0)


@given(st.lists(st.binary(max_size=70), max_size=8))
def test_pieces_of_any_length_give_the_file_and_none_of_it_is_plain(cut: list[bytes]) -> None:
    folder = paths.make_home() / "growing"
    folder.mkdir(exist_ok=True)
    files = folder / "a", folder / "a.key"
    growing.begin(*files)
    at = 0
    for piece in cut:
        at = growing.append(*files, piece, at=at)
    whole = b"".join(cut)
    assert b"".join(growing.read(*files)) == whole
    assert len(whole) < 8 or files[0].read_bytes() != whole
    growing.forget(*files)
