"""The seal finds what the owner of the database alters with the triggers off, and says where."""

import itertools
from datetime import date, timedelta

import psycopg
import pytest

from huangce.home import database
from huangce.register import seal as sealing
from huangce.register.evidence import Database, Export, NotAnExport, export
from huangce.register.seal import Head, UnreadableHead
from huangce.register.signing import SUITES
from huangce.register.verify import Report, verify
from huangce.rules.acts.birth import Birth
from tests import lins
from tests.register.conftest import House, do, open_house


def seal(**options: object) -> Head:
    """Seal on the tests' day, each time a little later."""
    head = sealing.seal(now=lins.NOW + timedelta(seconds=next(LATER)), **options)  # type: ignore[arg-type]
    assert head is not None
    return head


LATER = itertools.count(1)


@pytest.fixture
def sealed(committed_db: None) -> House:
    """Three sealed acts, with two heads."""
    house = open_house()
    seal()
    do(birth(house, "林小雨"))
    do(birth(house, "林小雪"))
    seal()
    return house


DAYS = itertools.count()  # no two are twins


def birth(house: House, name: str) -> Birth:
    return Birth(
        happened_on=date(2026, 5, 1) - timedelta(days=next(DAYS)),
        household=house.id,
        name=name,
        sex="2",
        ethnicity="01",
        relation="32",
        mother=house.mother,
        evidence=lins.shown("birth_certificate"),
    )


def tamper(statement: str) -> None:
    """What an owner can do with a quiet evening: run a statement with every trigger off."""
    with psycopg.connect(database.url(owner=True)) as connection:
        for table in ("act", "fact", "fact_value", "seal_leaf", "seal_head"):
            connection.execute(f"alter table {table} disable trigger user")
        connection.execute(statement)
        for table in ("act", "fact", "fact_value", "seal_leaf", "seal_head"):
            connection.execute(f"alter table {table} enable trigger user")


def check(**options: object) -> Report:
    return verify(Database(database.url()), **options)  # type: ignore[arg-type]


def test_it_works(sealed):
    report = check()
    assert report.holds
    assert report.verdict == "self-consistent only"
    assert (report.acts, report.sealed, report.unsealed, report.heads) == (3, 3, 0, 2)


BLANKED = "value = null, salt = null, commitment = sha256(convert_to(replace(salt::text, '-', '') || value, 'UTF8'))"
COPIED = (
    "insert into act select id + 500, kind, happened_on, day_order, recorded_at - interval '2 days', entered_by, "
    "collected_by, approved_by, office, legal_ground, evidence, null, batch, voids, voids_batch, 0, digest from act "
)
NEWEST = "(select max(id) from act)"
FIRST = "(select min(id) from act)"


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        (f"update act set kind = 'death' where id = {NEWEST}", "altered"),
        (f"update act set recorded_at = recorded_at - interval '1 year' where id = {NEWEST}", "altered"),
        (f"update act set office = '1' where id = {NEWEST}", "altered"),
        (f"update fact set valid_from = '2001-01-01' where act = {NEWEST} and ordinal = 1", "altered"),
        (f"update fact_value set value = replace(value, '雪', '雨') where act = {NEWEST} and ordinal = 1", "altered"),
        (f"update fact_value set value = replace(value, '雪', '雨') where act = {NEWEST} and ordinal = 0", "altered"),
        (f"delete from fact where act = {NEWEST} and ordinal = 2", "altered"),
        (f"delete from fact_value where act = {NEWEST} and ordinal = 2", "altered"),
        (
            "insert into fact select act, 99, record, grp, valid_from, object from fact "
            f"where act = {NEWEST} and ordinal = 1",
            "altered",
        ),
        (f"update act set digest = sha256('x') where id = {NEWEST}", "altered"),
        (f"delete from act where id = {FIRST}", "missing"),
        ("delete from seal_leaf where position = 2", "log-gap"),
        ("delete from seal_head where size = 3", "head"),
        ("update seal_head set signature = repeat('00', 64)", "unsigned"),
        (
            "update seal_leaf set position = -position where position in (2, 3);"
            "update seal_leaf set position = 5 + position where position < 0",
            "reordered",
        ),
        (
            f"{COPIED} where id = {NEWEST}",
            "inserted",
        ),
        (
            f"update fact_value set {BLANKED} where act = {NEWEST} and ordinal = 2",
            "blanked",
        ),
    ],
)
def test_what_the_owner_alters_is_found_and_located(sealed, statement, what):
    tamper(statement)
    report = check()
    assert what in {one.what for one in report.found}
    assert any(one.act or one.position for one in report.found) or what in ("unsigned", "head")


def test_a_rewritten_register_shows_only_against_a_head_kept_elsewhere(sealed, tmp_path):
    kept = seal()
    kept.write(tmp_path / "head.json")
    tamper(
        "delete from seal_leaf; delete from seal_head; delete from fact_value where act = (select max(id) from act);"
        "delete from fact where act = (select max(id) from act); delete from act where id = (select max(id) from act)"
    )
    seal(full=True)
    assert check().holds
    found = check(outside=Head.read(tmp_path / "head.json"))
    assert {one.what for one in found.found} == {"cut-off"}
    do(birth(sealed, "林小雪"))
    seal()
    found = check(outside=Head.read(tmp_path / "head.json"))
    assert {one.what for one in found.found} == {"rewritten"}


def test_an_older_head_still_agrees_when_the_register_has_grown(sealed, tmp_path):
    kept = seal()
    kept.write(tmp_path / "head.json")
    do(birth(sealed, "林小霜"))
    seal()
    report = check(outside=Head.read(tmp_path / "head.json"))
    assert report.holds
    assert "3 acts" in report.verdict


def test_an_auditor_checks_an_export_offline(sealed, tmp_path):
    assert export(Database(database.url()), tmp_path / "export") == 3
    assert verify(Export(tmp_path / "export")).holds
    with pytest.raises(NotAnExport):
        Export(tmp_path)


def test_what_is_not_sealed_yet_is_counted(sealed):
    do(birth(sealed, "林小霜"))
    assert check().unsealed == 1


@pytest.mark.parametrize("suite", sorted(SUITES))
def test_both_suites_sign_and_check(suite):
    chosen = SUITES[suite]
    private = chosen.new_key()
    public = chosen.public(private)
    assert chosen.holds(public, chosen.sign(private, b"head"), b"head")
    assert not chosen.holds(public, chosen.sign(private, b"head"), b"heap")


def test_the_national_suite_seals_a_register(committed_db):
    open_house()
    head = seal(suite_name="sm2")
    assert head is not None
    assert head.suite == "sm2"
    assert check().holds


def test_a_file_that_is_no_head_is_refused(tmp_path):
    (tmp_path / "x.json").write_text("[]")
    with pytest.raises(UnreadableHead):
        Head.read(tmp_path / "x.json")


def wrong_key() -> str:
    return SUITES["ed25519"].public(SUITES["ed25519"].new_key()).hex()


def test_a_head_signed_by_another_key_is_found_where_the_key_is_known(sealed):
    assert {one.what for one in check(key=wrong_key()).found} == {"unsigned"}
