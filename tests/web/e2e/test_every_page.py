"""Every page that an address leads to, in a real browser: WCAG 2.2 AA in both themes, on a phone, on paper."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.e2e.conftest import PageAs, Town, asked, look_here
from tests.web.e2e.test_acts import with_purpose
from tests.web.test_routes import ROUTES

# Who opens a page; whatever is not here, the registrar. An act's form stands for its kind.
OPENED_BY = {
    "addresses": "deng",
    "address": "deng",
    "address-search": "deng",
    "address-resolve": "deng",
    "address-gone": "deng",
    "places": "deng",
    "map": "deng",
    "plates": "deng",
    "plates-missing": "deng",
    "plate-orders": "deng",
    "plates-apply": "deng",
    "plate-schemes": "deng",
    "place": "deng",
    "buildings": "deng",
    "buildings-waiting": "deng",
    "building": "deng",
    "address-doubts": "deng",
    "completeness": "deng",
    "naming": "deng",
    "act-places": "deng",
    "notices": "deng",
    "policies": "gao",
    "referrals": "lin",
    "referral-receive": "lin",
    "notice-receivers": "deng",
    "audit-acts": "zhao",
    "audit-act": "zhao",
    "audit-looks": "zhao",
    "audit-seal": "zhao",
    "audit-sign-ins": "zhao",
    "officers": "xi",
    "officer": "xi",
    "system": "xi",
    "act-duplicates": "shi",
    "visits": "tang",
}
# Answers without a page, pages of an upload or job (looked at in test_lists), of an act that is told (in test_notices),
# and the set-up of an empty office.
NOT_LOOKED_AT = frozenset(
    [
        "act-check",
        "address-doubts-file",
        "address-options",
        "agreement-end",
        "audit-export",
        "audit-head",
        "batch",
        "delivery-receipt",
        "division-options",
        "delivery-rows",
        "delivery-withdraw",
        "drop-draft",
        "keep-draft",
        "finding-answer",
        "finding-hand-over",
        "finding-paper",  # walked in test_by_keys
        "finding-paper-file",
        "finding-refer",  # and a referral: walked in test_by_keys
        "referral",
        "referral-step",
        "referral-paper",
        "finding-procedure",
        "finding-take-back",
        "findings-assign",
        "findings-next",
        "findings-returned",
        "findings-workbook",
        "findings-worklist",
        "find-rows",
        "guide-put-away",
        "guide-rate",
        "healthz",
        "readyz",
        "home",
        "job",
        "language",
        "list",
        "list-answers",
        "list-columns",
        "list-forget",
        "list-load",
        "list-under",
        "lock",
        "address-review",
        "notice",
        "notice-file",
        "notice-letter",
        "notice-receiver",
        "notice-receiver-end",
        "notices-prepare",
        "map-base",
        "map-here",
        "map-names",
        "map-tile",
        "officer-close",
        "officer-grant",
        "officer-password",
        "officer-revoke",
        "person-number",
        "policies-file",
        "policy-department",
        "policy-department-end",
        "policy-take-back",
        "plate",  # plates are made in test_plates
        "plate-code",
        "plate-file",
        "plate-order",
        "plate-photo",
        "plate-step",
        "rate-rows",
        "sample",  # samples are drawn in test_samples
        "sample-lines",
        "sample-returned",
        "sample-sheet",
        "setup",
        "sign-out",
        "sign-in",
        "liaison-end",
        "liaison-name",
        "token-issue",
        "token-revoke",
    ]
)
LOOKED_AT = sorted(name for name in set(ROUTES) - NOT_LOOKED_AT if not name.startswith("api-"))


@pytest.fixture(scope="module")
def parts(town: Town) -> dict[str, Any]:
    """What the addresses name, from the county."""

    def one(query: str) -> Any:
        return asked(town, query)[0][0]

    return {
        "record": one("select id from person where status = 'registered' order by id limit 1"),
        "household": one("select household from person where status = 'registered' order by id limit 1"),
        "address": one("select id from address order by id limit 1"),
        "place": one("select id from named_place order by id limit 1"),
        "building": one("select id from building order by id limit 1"),
        "finding": one("select id from finding where record is not null order by id limit 1"),
        "which": 0,
        "act": one("select id from act order by id limit 1"),
        "received": one("select id from received_list order by id limit 1"),
        "division": one("select division from address order by id limit 1"),
    }


def address_of(name: str, parts: dict[str, Any]) -> str:
    from django.urls import reverse

    given = {key: parts.get(key) for key in ROUTES[name].pattern.converters}
    fixed: dict[str, Any] = {
        "kind": "move_within",
        "subject": "death_registered",
        "username": "lin",
        "code": {"rate": "J3", "agreement": "cremations", "agreement-amend": "cremations"}.get(name, parts["division"]),
    }
    if name in ("address", "place", "building"):
        given["record"] = parts[name]
    return reverse(name, kwargs={key: fixed.get(key, value) for key, value in given.items()})


@pytest.fixture(scope="module")
def entries() -> dict[str, Any]:
    """What the first page of each officer held, who goes in without a password from then on."""
    return {}


@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_page_can_be_read_by_everybody(
    name: str, page_as: PageAs, parts: dict[str, Any], entries: dict[str, Any]
) -> None:
    officer = OPENED_BY.get(name, "lin")
    page = page_as(officer, entered=entries.get(officer))
    if officer not in entries:
        if page.locator(".seek").count():
            with_purpose(page)
        entries[officer] = page.context.storage_state()
    answer = page.goto(address_of(name, parts))
    assert answer.status == 200, answer.text()[:500]
    expect(page.locator("h1")).to_have_count(1)
    look_here(page, f"every-{name}")
    page.emulate_media(media="print")
    expect(page.locator(".nav")).to_be_hidden()
