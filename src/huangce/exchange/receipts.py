"""Receipts of deliveries and withdrawals: what the sender keeps, and anybody can check without us.

A receipt says which file came when, under which agreement, how many rows of it can be used and until when they are
kept. It says nothing about any row and nothing about the register.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from huangce.errors import Refused
from huangce.register.signed import DOCUMENT, signed

if TYPE_CHECKING:
    from huangce.exchange.models import ReceivedList

KIND: Final = "huangce receipt 1"


class OtherFile(Refused):
    """The receipt is of another file than {file}."""

    code = "receipt-of-another-file"


def of_delivery(received: ReceivedList) -> dict[str, Any]:
    """Return the signed receipt of a list."""
    return signed(KIND, {"about": "delivery", **_described(received)})


def of_withdrawal(received: ReceivedList, *, at: datetime, findings: int) -> dict[str, Any]:
    """Return the signed receipt of a withdrawal. findings: how many rested on the list alone."""
    body = {"about": "withdrawal", **_described(received), "withdrawn_at": _moment(at), "findings_withdrawn": findings}
    return signed(KIND, body)


def of_paper(document: Mapping[str, Any], content: bytes, *, about: str, at: datetime) -> dict[str, Any]:
    """Return the signed receipt of a signed paper of another installation, by the bytes in which it came."""
    body = {"about": about, "of": document[DOCUMENT], "sha256": hashlib.sha256(content).hexdigest()}
    return signed(KIND, body | {"received_at": _moment(at)})


def require_file(receipt: dict[str, Any], name: str, content: bytes) -> None:
    """Raise `OtherFile` unless the receipt is of these bytes."""
    if receipt.get("sha256") != hashlib.sha256(content).hexdigest():
        raise OtherFile(file=name)


def _described(received: ReceivedList) -> dict[str, Any]:
    return {
        "list": received.id,
        "list_kind": received.list_kind,
        "file": received.source,
        "sheet": received.sheet,
        "sha256": received.sha256,
        "rows": received.rows,
        "usable": received.usable,
        "problems": received.problems,
        "agreement": {
            "code": received.agreement_code,
            "version": received.agreement_version,
            "sha256": hashlib.sha256(received.agreement.encode()).hexdigest(),
        },
        "received_at": _moment(received.received_at),
        "keep_until": received.keep_until.isoformat(),
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
