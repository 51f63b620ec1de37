"""J2 on its page: the outcomes side by side, and the referrals behind them without a name."""

from __future__ import annotations

from tests.matching.test_referrals import sent
from tests.web.test_routes import client_of


def test_it_works(committed_db: None) -> None:
    one = sent()
    shi = client_of("shi")
    assert "还没有答复" in shi.get("/rates/J2/").content.decode()
    rows = shi.get("/rates/J2/rows/?part=unknown").content.decode()
    assert f"/referrals/{one}/" in rows
    assert "林建国" not in rows
    rows = client_of("gao").get("/rates/J2/rows/?part=unknown").content.decode()
    assert f"推送{one}" in rows
    assert f"/referrals/{one}/" not in rows
