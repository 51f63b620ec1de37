"""Files for the pages of lists: small ones of a kind that the formats know, and a county to load."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huangce.accounts import officers
from huangce.home import paths
from huangce.simulate.county import simulate
from huangce.web.lists import jobs, work
from huangce.web.lists.models import Job, Upload
from tests.people import OPENED, speaks_for_all
from tests.web.test_routes import session_of

AGREEMENT = """
[[agreement]]
kind = "cremations"
supplier = "民政局"
purpose = "核实死亡人员户口注销"
legal_ground = "户口登记条例第八条"
fields = ["name", "sex", "citizen_id", "died_on", "cremated_on"]
frequency = "每月"
retention_months = 12
returns = ["format"]
contact = "民政窗口"
"""
CREMATED = (
    "逝者姓名,性别,身份证号,死亡日期,火化日期,住址\n"
    "林一,男,,2025-03-01,2025-03-03,1\n林二,女,,三月,2025-03-04,2\n,男,,2025-04-01,2025-04-02,3\n"
)


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county") / "lists"
    simulate(folder, persons=300, seed=5)
    return folder


@pytest.fixture
def agreements() -> Any:
    """The office has an agreement on cremations."""
    file = paths.make_home() / "agreements.toml"
    file.write_text(AGREEMENT, encoding="utf-8")
    yield file
    file.unlink()


@pytest.fixture
def client_for(committed_db: None) -> Callable[..., Client]:
    """`client_for("lin", "registrar", "511703000000")`: a signed-in client of an officer who is made for it."""

    def sign_in(username: str, role: str, division: str) -> Client:
        officer = officers.add(username, username, on=OPENED)
        officers.grant(officer, role, division, by=None, on=OPENED)
        if role == "department_officer":
            speaks_for_all(officer)
        return session_of(officer)

    return sign_in


def give(client: Client, name: str, content: bytes) -> Any:
    """Send a file with the form of the page of lists."""
    return client.post("/lists/", {"file": SimpleUploadedFile(name, content)})


def work_off() -> Job:
    """Do every job that waits, as the process beside the server does; returns the last one."""
    last = None
    while (job := jobs.take()) is not None:
        work.do(job, tell=lambda _step, _done, _of: None)
        last = job
    assert last is not None
    return last


def given(client: Client, name: str, content: bytes) -> Upload:
    """Send a file and let it be checked."""
    answer = give(client, name, content)
    assert answer.status_code == 302, answer.content.decode()
    work_off()
    return Upload.objects.latest("id")
