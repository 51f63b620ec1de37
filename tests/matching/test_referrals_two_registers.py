"""Two installations, each with its own database and key, refer a person by the commands and files alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from huangce.accounts import officers
from huangce.home import database
from huangce.home import django as house
from huangce.matching.referral_models import Referral
from huangce.register.erase import erase
from huangce.register.models import Person
from huangce.register.record import record
from huangce.rules.acts.residences import ResidenceDeclared
from tests import lins, people
from tests.conftest import make_home, remove_home
from tests.matching.test_referrals import HERE, NOW, TODAY, moved_away, state
from tests.statistics.conftest import run

__all__ = ["run"]
FAR = "990102001001"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def homes(
    fresh_home: Path, django_elsewhere: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Callable[[], None], Callable[[], None]]]:
    """Go to the one installation, go to the other."""
    far_home = make_home()
    (far_home / "postgresql.conf").write_text("fsync = off\nshared_buffers = 16MB\n")

    def go(home: Path) -> Callable[[], None]:
        def there() -> None:
            monkeypatch.setenv("HUANGCE_HOME", str(home))
            house.setup(keep=True)

        return there

    yield go(fresh_home), go(far_home)
    monkeypatch.setenv("HUANGCE_HOME", str(far_home))
    database.stop()
    remove_home(far_home)


def test_it_works(run: Run, homes: tuple[Callable[[], None], Callable[[], None]], tmp_path: Path) -> None:
    origin, far = homes
    paper, answer, receipt, card, far_card = (
        tmp_path / f"{name}.json" for name in ("paper", "answer", "receipt", "card", "far-card")
    )

    def done(*words: object) -> str:
        code, out, err = run(*words)
        assert code == 0, err
        return out.strip()

    far()
    member = lins.Member(name="何一三", relation="02", sex="1", birth_date="1970", ethnicity="01")
    record(lins.family(member, division=FAR), by=lins.LIN, now=NOW)
    yuan = officers.add("yuan", "袁", on=people.OPENED)
    officers.grant(yuan, "registrar", "990102", by=None, on=people.OPENED)
    of_far = json.loads(done("partners", "key", "--out", far_card, "--json"))

    origin()
    moved_away()
    own = json.loads(done("partners", "key", "--out", card, "--json"))
    assert not set(own.values()) & set(of_far.values())
    assert own["fingerprint"] in done("partners", "key")
    done(
        "partners",
        "enter",
        "远县公安局",
        "--card",
        far_card,
        "--fingerprint",
        of_far["fingerprint"],
        "--division",
        "990102",
        "--basis",
        "函1号",
        "--as",
        "lin",
    )
    asked = (
        "--address",
        "远城镇一组8号",
        "--contact",
        "石桥派出所",
        "--how",
        "in_person",
        "--on",
        TODAY,
        "--as",
        "lin",
    )
    one = done("referrals", "refer", "a", "--to", FAR, *asked).split()[0]
    done("referrals", "give-out", one, "--out", paper, "--as", "lin")
    assert run("referrals", "step", one, "received", "--as", "lin")[0] == 2
    assert of_far["fingerprint"] in done("partners", "list")
    assert "林建国" not in paper.read_text()
    assert lins.FATHER.citizen_id not in paper.read_text()
    assert "paper-for-another" in run("referrals", "receive", paper, "--as", "lin")[2]

    far()
    assert "unknown-signer" in run("referrals", "receive", paper, "--as", "yuan")[2]
    near = (
        "partners",
        "enter",
        "近县公安局",
        "--card",
        card,
        "--division",
        HERE[:6],
        "--basis",
        "函1号",
        "--as",
        "yuan",
    )
    wrong = run(*near, "--fingerprint", of_far["fingerprint"])
    assert "partner-other-fingerprint" in wrong[2]
    done(*near, "--fingerprint", own["fingerprint"])
    cut = tmp_path / "cut.json"
    cut.write_text(
        json.dumps(json.loads(paper.read_text()) | {"sealed": json.loads(paper.read_text())["sealed"][:400]})
    )
    assert "paper-broken" in run("referrals", "receive", cut, "--as", "yuan")[2]
    assert json.loads(done("referrals", "list", "--as", "yuan", "--json")) == []
    taken = json.loads(done("referrals", "receive", paper, "--receipt", receipt, "--as", "yuan", "--json"))
    assert json.loads(done("referrals", "receive", paper, "--as", "yuan", "--json")) == taken | {"repeated": True}
    here = taken["referral"]
    (listed,) = json.loads(done("referrals", "list", "--as", "yuan", "--json"))
    assert (listed["id"], listed["state"], listed["other"]) == (here, "sent", "近县公安局")
    shown = json.loads(done("referrals", "show", here, "--as", "yuan", "--json"))
    assert (shown["name"], shown["address"]) == ("林建国", "远城镇一组8号")
    assert lins.FATHER.citizen_id not in json.dumps(shown)
    for step in ("received", "visited"):
        done("referrals", "step", here, step, "--as", "yuan")
    arrived = ResidenceDeclared(
        happened_on=TODAY,
        residence_kind="usual",
        division=FAR,
        address="远城镇一组8号",
        name="林建国",
        citizen_id=lins.FATHER.citizen_id,
    )
    act = record(arrived, by=lins.LIN).act
    done("referrals", "step", here, "confirmed_registered", "--act", act, "--as", "yuan")
    done("referrals", "give-out", here, "--out", answer, "--as", "yuan")
    assert json.loads(done("referrals", "list", "--waiting", "--as", "yuan", "--json")) == []

    origin()
    done("verify", "--receipt", receipt, "--file", paper, "--key", of_far["key"])
    assert done("referrals", "receive", answer, "--as", "lin") == f"{one}  confirmed_registered"
    done("referrals", "step", one, "closed", "--as", "lin")
    assert state() == "decided"

    erase(
        Referral.objects.get().record or 0,
        ("identity",),
        by=lins.LIN,
        approved_by=lins.CHEN.id,
        legal_ground="个人信息保护法 art. 47",
        happened_on=TODAY,
        now=NOW,
    )
    assert f"erasure waits for {FAR}" in done("referrals", "list", "--out", "--as", "lin")
    done("referrals", "give-out", one, "--erasure", "--out", paper, "--as", "lin")

    far()
    assert done("referrals", "receive", paper, "--as", "yuan").startswith(f"{here}  closed")
    shown = json.loads(done("referrals", "show", here, "--as", "yuan", "--json"))
    assert (shown["name"], shown["address"], shown["contact"]) == ("", "", "")
    assert Person.objects.filter(citizen_id=lins.FATHER.citizen_id, name="林建国").exists()
    done("referrals", "give-out", here, "--erasure", "--out", answer, "--as", "yuan")

    origin()
    done("referrals", "receive", answer, "--as", "lin")
    assert "erasure" not in done("referrals", "list", "--out", "--as", "lin")
