"""The periods in days that an office sets: what is no number of days is one clear error, told before serving."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from huangce.cli import app
from huangce.home import doctor, office_days
from huangce.home.office_days import PERIODS, OfficeDaysInvalid, Period


@pytest.mark.parametrize("period", PERIODS, ids=lambda one: one.setting)
def test_a_period_is_the_usual_one_unless_the_office_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, period: Period
) -> None:
    monkeypatch.delenv(period.setting, raising=False)
    assert period.days() == period.usual
    for days in (1, 17, period.most):
        monkeypatch.setenv(period.setting, f" {days} ")
        assert period.days() == days
    for wrong in ("0", str(period.most + 1), "x", "", "-1", "1.5", "３", "9" * 400):
        monkeypatch.setenv(period.setting, wrong)
        with pytest.raises(OfficeDaysInvalid, match=rf"{period.setting} .*from 1 to {period.most}"):
            period.days()


def test_a_wrong_one_is_told_before_anything_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    office_days.check()
    monkeypatch.setenv("HUANGCE_SAMPLE_KEPT_DAYS", "for ever")
    assert isinstance(CliRunner().invoke(app, ["serve"]).exception, OfficeDaysInvalid)


def test_the_doctor_names_a_wrong_one(fresh_home: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUANGCE_REFERRAL_DAYS", "0")
    found = {one.name: one for one in doctor.examine()}["settings"]
    assert not found.ok
    assert "HUANGCE_REFERRAL_DAYS" in found.found
