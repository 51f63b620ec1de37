"""Two installations, each with its own database and key, refer a person by the commands and files alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from huangce.accounts import officers
from huangce.home import database
from huangce.home import django as house
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
    paper, answer, receipt = (tmp_path / f"{name}.json" for name in ("paper", "answer", "receipt"))

    def done(*words: object) -> str:
        code, out, err = run(*words)
        assert code == 0, err
        return out.strip()

    far()
    member = lins.Member(name="何一三", relation="02", sex="1", birth_date="1970", ethnicity="01")
    record(lins.family(member, division=FAR), by=lins.LIN, now=NOW)
    yuan = officers.add("yuan", "袁", on=people.OPENED)
    officers.grant(yuan, "registrar", "990102", by=None, on=people.OPENED)
    key_of_far = done("partners", "key")

    origin()
    moved_away()
    key = done("partners", "key")
    assert key != key_of_far
    done(
        "partners",
        "enter",
        "远县公安局",
        "--key",
        key_of_far,
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

    far()
    assert "unknown-signer" in run("referrals", "receive", paper, "--as", "yuan")[2]
    done("partners", "enter", "近县公安局", "--key", key, "--division", HERE[:6], "--basis", "函1号", "--as", "yuan")
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
    done("verify", "--receipt", receipt, "--file", paper, "--key", key_of_far)
    assert done("referrals", "receive", answer, "--as", "lin") == f"{one}  confirmed_registered"
    done("referrals", "step", one, "closed", "--as", "lin")
    assert state() == "decided"
