"""A file is given, checked, mapped, loaded, answered, undone; nothing of it stays where it should not."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import psycopg
import pytest
from django.db import connection
from django.utils.translation import override

from huangce.county.loading import OFFICE_TIME
from huangce.exchange import store
from huangce.exchange.models import ReceivedList
from huangce.home import database, paths
from huangce.register.models import Act, Batch, Person
from huangce.web.lists import held, jobs, work
from huangce.web.lists.models import Job, Upload
from huangce.web.lists.said import problem
from tests.register.conftest import open_house
from tests.web.lists.conftest import AGREEMENT, CREMATED, give, given, work_off
from tests.web.test_routes import client_of

COUNTY = "511703000000"


def left_open() -> list[Path]:
    """Files in the home's uploads that are not sealed."""
    return [one for one in held.folder().rglob("*") if one.suffix != ".sealed"]


def loaded(client, name: str, content: bytes) -> tuple[Upload, Job]:
    upload = given(client, name, content)
    form = {"county": "511703", "opened_on": "2025-06-30"}
    assert client.post(f"/lists/{upload.pk}/load/", form).status_code == 302
    job = work_off()
    upload.refresh_from_db()
    return upload, job


def test_it_works(county, client_for):
    client = client_for("fang", "registrar", COUNTY)
    content = (county / "户籍人口.csv").read_bytes()
    upload = given(client, "户籍人口.csv", content)
    page = client.get(f"/lists/{upload.pk}/").content.decode()
    assert "户籍人口" in page
    assert "装载到登记册" in page
    upload, job = loaded(client, "户籍人口.csv", content)
    assert job.state == "done", job.report
    assert Person.objects.filter(status="registered").count() > 250
    page = client.get(f"/lists/{upload.pk}/").content.decode()
    assert "下载逐行答复" in page
    answer = client.get(f"/lists/{upload.pk}/answers/")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    rows = pl.read_csv(answer.content, infer_schema=False)
    assert rows["处理结果"].null_count() == 0
    assert left_open() == []


def test_a_load_is_undone_by_an_act_and_only_once(county, client_for):
    client = client_for("fang", "registrar", COUNTY)
    loaded(client, "户籍人口.csv", (county / "户籍人口.csv").read_bytes())
    batch = Batch.objects.get(list_kind="register").id
    assert client.post(f"/lists/batches/{batch}/", {"reason": " "}).status_code == 422
    assert client.post(f"/lists/batches/{batch}/", {"reason": "文件拿错了"}).status_code == 302
    assert work_off().state == "done"
    assert Person.objects.count() == 0
    colleague = client_for("gu", "registrar", COUNTY)
    for one in (client, colleague):
        page = one.get(f"/lists/batches/{batch}/").content.decode()
        assert "已整批撤销" in page
        assert "fang：文件拿错了" in page
        assert "整批撤销这次装载" not in page
    receipt = colleague.get(f"/acts/{Act.objects.get(kind='batch_undone').pk}/").content.decode()
    assert f"/lists/batches/{batch}/" in receipt
    assert "那次装载写入的人、户、居住都不再算数" in receipt


def test_the_page_of_a_file_says_that_its_load_was_undone_and_loads_it_again(county, client_for):
    client = client_for("fang", "registrar", COUNTY)
    upload, _job = loaded(client, "户籍人口.csv", (county / "户籍人口.csv").read_bytes())
    batch = Batch.objects.get(list_kind="register").id
    client.post(f"/lists/batches/{batch}/", {"reason": "文件拿错了"})
    assert work_off().state == "done"
    page = client.get(f"/lists/{upload.pk}/").content.decode()
    assert "已装载" not in page
    assert "人、" not in page.partition("后来撤销了")[2].partition("</section>")[0]
    assert "fang：文件拿错了" in page
    assert "再装载到登记册" in page
    assert "已整批撤销" in client.get("/lists/").content.decode().partition("我交的文件")[2].partition("</table>")[0]
    for _ in range(2):
        client.post(f"/lists/{upload.pk}/load/", {"county": "达川区", "opened_on": "2025-06-30"})
    assert work_off().state == "done"
    assert Person.objects.filter(status="registered").count() > 250
    page = client.get(f"/lists/{upload.pk}/").content.decode()
    assert "已装载" in page
    assert "已整批撤销" not in page
    assert "再装载到登记册" not in page
    assert Job.objects.filter(kind="load").count() == 2
    client.post(f"/lists/{upload.pk}/load/", {"county": "达川区", "opened_on": "2025-06-30"})
    assert Job.objects.filter(kind="load").count() == 2


@pytest.mark.parametrize("nth", range(1, 5))
def test_a_check_that_ends_while_the_page_is_made_is_shown_or_asked_for_again(nth, client_for, agreements):
    client = client_for("he", "department_officer", COUNTY)
    give(client, "火化名单.csv", CREMATED.encode())
    job, left = jobs.take(), [nth]

    def ends_after(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if left and sql.startswith("SELECT") and 'FROM "job"' in sql:
            left[0] -= 1
            if not left[0]:
                left.clear()
                work.do(job, tell=lambda _step, _done, _of: None)
        return answer

    with psycopg.connect(database.url()) as runner:  # somebody works jobs off while this stands
        runner.execute("select pg_advisory_xact_lock(%s)", [jobs.LOCK])
        with connection.execute_wrapper(ends_after):
            page = client.get(f"/lists/{job.upload_id}/").content.decode()
    assert ("问题，按种类" in page) != ('hx-trigger="every 1s"' in page)


def test_a_file_that_is_gone_is_asked_for_when_its_load_was_undone(county, client_for):
    client = client_for("fang", "registrar", COUNTY)
    upload, _job = loaded(client, "户籍人口.csv", (county / "户籍人口.csv").read_bytes())
    held.forget(f"upload-{upload.pk}")
    client.post(f"/lists/batches/{Batch.objects.get().id}/", {"reason": "文件拿错了"})
    work_off()
    assert "请重新交一次" in client.get(f"/lists/{upload.pk}/").content.decode()
    assert client.post(f"/lists/{upload.pk}/load/", {"county": "511703"}).status_code == 422


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("达川区", 302),
        ("四川省达州市达川区", 302),
        ("511703000000", 302),
        ("石桥镇", 422),
        ("达州市", 422),
        ("没有这个地方", 422),
    ],
)
def test_the_county_of_a_list_is_typed_by_its_name(typed, status, county, client_for):
    client = client_for("fang", "registrar", COUNTY)
    upload = given(client, "户籍人口.csv", (county / "户籍人口.csv").read_bytes())
    assert 'value="511703000000"' in client.get(f"/lists/{upload.pk}/").content.decode()
    answer = client.post(f"/lists/{upload.pk}/load/", {"county": typed, "opened_on": "2025-06-30"})
    assert answer.status_code == status
    if status == 302:
        assert Job.objects.get(kind="load").options["county"] == "511703"
    else:
        assert f'value="{typed}"' in answer.content.decode()


def test_it_is_said_what_was_done_with_a_cell_that_cannot_be_used(agreements, client_for):
    client = client_for("he1", "department_officer", COUNTY)
    rows = "林四,男,990101199001011234,2025-03-01,2025-03-05,2\n林五,女,,2025-03-02,2025-03-04,三,多\n"
    upload = given(client, "火化名单.csv", (CREMATED + rows).encode())
    page = client.get(f"/lists/{upload.pk}/?code=citizen-id-check").content.decode()
    assert "照写的收下，不算有效号码" in page
    by_row = client.get(f"/lists/{upload.pk}/").content.decode().partition('id="problems"')[2]
    said = re.findall(r'<tr data-row>.*?label="行">(\w+).*?chip" data-tone="[^"]*">([^<]*)', by_row, re.DOTALL)
    assert ("3", "这一格不采用，这一行照收") in said
    assert ("4", "整行退回") in said
    assert ("6", "整行退回") in said
    assert "不能用" not in page + by_row


def test_a_problem_that_names_another_row_is_a_sentence_without_it():
    with override("zh-hans"):
        assert problem("row-duplicated") == "与前面某一行完全相同"
    with override("en"):
        assert problem("row-duplicated") == "The row is the same as an earlier row."
        assert problem("number-repeated").startswith("An earlier row has")


def test_a_load_on_which_something_builds_is_refused_by_name(county, client_for):
    client = client_for("fang", "registrar", COUNTY)
    loaded(client, "户籍人口.csv", (county / "户籍人口.csv").read_bytes())
    loaded(client, "实有人口.csv", (county / "实有人口.csv").read_bytes())
    batch = Batch.objects.get(list_kind="register").id
    client.post(f"/lists/batches/{batch}/", {"reason": "文件拿错了"})
    job = work_off()
    assert job.report["error"]["code"] == "batch-built-on"
    assert job.report["error"]["first"] > 0
    assert job.report["error"]["zh"] in client.get(f"/lists/batches/{batch}/").content.decode()
    assert Person.objects.exists()


def test_the_same_file_is_not_loaded_twice(county, client_for):
    client = client_for("fang", "registrar", COUNTY)
    content = (county / "户籍人口.csv").read_bytes()
    loaded(client, "户籍人口.csv", content)
    _upload, job = loaded(client, "another name.csv", content)
    assert [one["outcome"] for one in job.report["lists"]] == ["already loaded"]
    assert Batch.objects.count() == 1


def test_a_double_click_is_one_load(county, client_for):
    client = client_for("fang", "registrar", COUNTY)
    upload = given(client, "户籍人口.csv", (county / "户籍人口.csv").read_bytes())
    for _ in range(2):
        client.post(f"/lists/{upload.pk}/load/", {"county": "511703", "opened_on": "2025-06-30"})
    assert Job.objects.filter(kind="load").count() == 1


def test_a_day_to_come_or_a_wrong_county_is_said_with_what_was_typed(county, client_for):
    client = client_for("fang", "registrar", COUNTY)
    upload = given(client, "户籍人口.csv", (county / "户籍人口.csv").read_bytes())
    answer = client.post(f"/lists/{upload.pk}/load/", {"county": "511703", "opened_on": "2999-01-01"})
    assert answer.status_code == 422
    assert "2999-01-01" in answer.content.decode()


def test_a_registrar_of_another_county_loads_nothing_here_and_sees_no_load(county, client_for):
    stranger = client_for("wen", "registrar", "530602000000")
    _upload, job = loaded(stranger, "户籍人口.csv", (county / "户籍人口.csv").read_bytes())
    assert job.state == "refused"
    assert not Person.objects.exists()
    loaded(client_for("fang", "registrar", COUNTY), "户籍人口.csv", (county / "户籍人口.csv").read_bytes())
    batch = Batch.objects.get().id
    assert "还没有装载" in stranger.get("/lists/").content.decode()
    assert stranger.get(f"/lists/batches/{batch}/").status_code == 404


def test_a_department_delivers_its_list_and_sees_only_its_own(agreements, client_for):
    client = client_for("he1", "department_officer", COUNTY)
    upload = given(client, "火化名单.csv", CREMATED.encode())
    page = client.get(f"/lists/{upload.pk}/").content.decode()
    assert "交存这份清单" in page
    assert "不在协议里，不读" in page
    client.post(f"/lists/{upload.pk}/load/")
    assert work_off().state == "done"
    answered = client.get(f"/lists/{upload.pk}/answers/").content.decode()
    assert answered.splitlines()[0].endswith("处理结果,问题代码,问题说明")
    assert "已接收" in answered
    assert "退回" in answered
    other = client_for("he2", "department_officer", COUNTY)
    assert "火化名单.csv" not in other.get("/lists/").content.decode()
    for path in ("", "answers/", "columns/"):
        assert other.get(f"/lists/{upload.pk}/{path}").status_code == 404
    assert "火化名单.csv" in client.get("/lists/").content.decode()
    assert ReceivedList.objects.count() == 1


def test_what_waits_for_its_file_after_a_restore_is_said(agreements, client_for):
    he = client_for("he", "department_officer", "511703000000")
    upload = given(he, "火化名单.csv", CREMATED.encode())
    he.post(f"/lists/{upload.pk}/load/")
    work_off()
    one = ReceivedList.objects.latest("id")
    page = f"/sharing/lists/{one.pk}/"
    words = "同一个文件重新交来才读得出"
    assert words not in he.get("/lists/").content.decode() + he.get(page).content.decode()
    store._key(one.pk).unlink()
    for where in ("/lists/", page):
        assert words in he.get(where).content.decode()


def test_a_department_may_not_give_the_offices_own_list(county, client_for):
    client = client_for("he1", "department_officer", COUNTY)
    upload = given(client, "户籍人口.csv", (county / "户籍人口.csv").read_bytes())
    assert upload.jobs.get().report["sheets"][0]["error"]["code"] == "own-list-not-delivered"
    assert client.post(f"/lists/{upload.pk}/load/").status_code == 422


def test_a_list_without_an_agreement_is_not_read(client_for):
    upload = given(client_for("he1", "department_officer", COUNTY), "火化名单.csv", CREMATED.encode())
    assert upload.jobs.get().report["sheets"][0]["notes"][0][0] == "no-agreement"


def test_columns_are_said_by_hand_once_and_remembered(agreements, client_for):
    client = client_for("he1", "department_officer", COUNTY)
    strange = CREMATED.replace("逝者姓名", "甲").replace("火化日期", "乙").replace("死亡日期", "丙").encode()
    upload = given(client, "a.csv", strange)
    assert "手工对应各列" in client.get(f"/lists/{upload.pk}/").content.decode()
    assert "这是什么清单" in client.get(f"/lists/{upload.pk}/columns/?sheet=").content.decode()
    said = {"sheet": "", "kind": "cremations", "field:name": "甲"}
    missing = client.post(f"/lists/{upload.pk}/columns/", {"sheet": "", "kind": "cremations"})
    assert missing.status_code == 422
    answer = client.post(
        f"/lists/{upload.pk}/columns/", said | {"field:died_on": "丙", "field:cremated_on": "乙", "field:sex": "性别"}
    )
    assert answer.status_code == 302, answer.content.decode()
    work_off()
    assert "交存这份清单" in client.get(f"/lists/{upload.pk}/").content.decode()
    again = given(client, "b.csv", strange + "林三,男,,2025-04-01,2025-04-03,3\n".encode())
    assert again.jobs.get().report["sheets"][0]["kind"] == "cremations"
    for one in (paths.home() / "mappings").iterdir():
        one.unlink()


def test_problems_are_listed_by_row_and_filtered_by_kind(agreements, client_for):
    client = client_for("he1", "department_officer", COUNTY)
    rows = "".join(f"林{i},男,,三月,2025-03-04,2\n" for i in range(120))
    upload = given(client, "火化名单.csv", (CREMATED + rows).encode())
    first = client.get(f"/lists/{upload.pk}/?code=date-unreadable").content.decode()
    assert "共121处" in first
    assert "第1页，共3页" in first
    last = client.get(f"/lists/{upload.pk}/?code=date-unreadable&page=3").content.decode()
    assert last.count("data-row>") >= 21
    assert client.get(f"/lists/{upload.pk}/?code=nothing&page=x").status_code == 200
    client.cookies["language"] = "en"
    assert "Problems, row by row" in client.get(f"/lists/{upload.pk}/").content.decode()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (300 << 20))
    return out.getvalue()


BROKEN = {
    "empty.csv": b"",
    "cut.xlsx": b"PK\x03\x04" + b"\x00" * 200,
    "picture.xlsx": b"\x89PNG\r\n\x1a\n" + b"\x00" * 500,
    "nul.csv": b"a,b\n\x00\x00\x00,1\n",
    "county.toml": b"a = 1",
    "rows.csv": "逝者姓名,性别,身份证号,死亡日期,火化日期\n".encode() + b",,,,\n" * 100_000,
    "formula.csv": b"=cmd|' /C calc'!A0,@x\n1,2\n",
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_file_gets_one_clear_error(name, agreements, client_for):
    client = client_for("he1", "department_officer", COUNTY)
    upload = given(client, name, BROKEN[name])
    assert upload.jobs.get().state == "done"
    page = client.get(f"/lists/{upload.pk}/").content.decode()
    assert "交存这份清单" not in page
    assert client.post(f"/lists/{upload.pk}/load/").status_code == 422
    assert left_open() == []


def test_a_zip_bomb_is_not_opened(client_for):
    upload = given(client_for("he1", "department_officer", COUNTY), "bomb.xlsx", bomb())
    assert upload.jobs.get().report["sheets"][0]["notes"][0][0] in {"file-bomb", "file-damaged"}


def test_no_file_is_said(client_for):
    client = client_for("he1", "department_officer", COUNTY)
    assert client.post("/lists/").status_code == 422
    assert not Upload.objects.exists()


def test_who_is_not_signed_in_leaves_no_file_behind(db):
    from django.test import Client

    assert give(Client(), "x.csv", b"a,b\n1,2\n").status_code in {200, 302}
    assert not Upload.objects.exists()
    assert left_open() == []


def test_a_file_is_sealed_and_its_keys_are_gone_with_it(agreements, client_for):
    client = client_for("he1", "department_officer", COUNTY)
    upload = given(client, "火化名单.csv", CREMATED.encode())
    sealed = held.folder() / f"upload-{upload.pk}.sealed"
    assert "林一".encode() not in sealed.read_bytes()
    assert held.content(f"upload-{upload.pk}") == CREMATED.encode()
    client.post(f"/lists/{upload.pk}/forget/")
    assert not list(paths.secrets().glob(f"delivery-*-{upload.pk}.key"))
    assert "已删除" in client.get(f"/lists/{upload.pk}/").content.decode()
    assert client.get(f"/lists/{upload.pk}/answers/").status_code == 404


def test_what_was_kept_long_enough_is_forgotten(agreements, client_for):
    upload = given(client_for("he1", "department_officer", COUNTY), "火化名单.csv", CREMATED.encode())
    assert work.forget_old(upload.keep_until) == 0
    from datetime import timedelta

    assert work.forget_old(upload.keep_until + timedelta(seconds=1)) == 1
    assert list(held.folder().glob(f"*-{upload.pk}.sealed")) == []


def test_a_job_that_was_cut_off_says_so(agreements, client_for):
    client = client_for("he1", "department_officer", COUNTY)
    give(client, "火化名单.csv", CREMATED.encode())
    job = jobs.take()
    assert job is not None
    page = client.get(f"/lists/{job.upload_id}/").content.decode()
    assert "后台进程中途停了" in page
    assert Job.objects.get().state == "interrupted"


def test_a_job_that_waits_for_nobody_says_so_and_the_page_asks_again(agreements, client_for):
    client = client_for("he1", "department_officer", COUNTY)
    give(client, "火化名单.csv", CREMATED.encode())
    job = Job.objects.get()
    page = client.get(f"/lists/{job.upload_id}/").content.decode()
    assert 'http-equiv="refresh"' in page
    assert "没有在运行的后台进程" in page
    asks = {"HX-Request": "true"}
    assert "HX-Refresh" not in client.get(f"/lists/jobs/{job.pk}/", headers=asks).headers
    work_off()
    assert client.get(f"/lists/jobs/{job.pk}/", headers=asks).headers["HX-Refresh"] == "true"


def test_a_reconciliation_is_a_job_with_a_result_by_class(county, client_for):
    client = client_for("fang", "registrar", COUNTY)
    assert client.post("/lists/reconcile/", {"as_of": "tomorrow"}).status_code == 422
    client.post("/lists/reconcile/", {"as_of": "2025-06-30"})
    assert work_off().report["error"]["code"] == "nothing-to-reconcile"
    loaded(client, "户籍人口.csv", (county / "户籍人口.csv").read_bytes())
    assert client.post("/lists/reconcile/", {"as_of": "2025-06-30"}).status_code == 302
    assert work_off().state == "done"
    page = client.get("/lists/reconcile/").content.decode()
    assert "一人多户" in page
    assert "死亡未注销" in page


def test_officers_without_the_duty_get_no_form(db):
    for username in ("tang", "gao", "xi"):
        assert client_of(username).get("/lists/").status_code == 403
        assert give(client_of(username), "x.csv", b"a,b\n1,2\n").status_code == 403
    assert left_open() == []


def test_the_server_seals_once_a_day_by_itself(committed_db: None) -> None:
    open_house()
    midnight = datetime.now(OFFICE_TIME).replace(hour=0, minute=0, second=1)
    for moment in (midnight, midnight + timedelta(hours=3), midnight + timedelta(hours=23)):
        work.ask_to_seal(moment)
    job = work_off()
    assert (job.kind, job.officer) == ("seal", None)
    job.refresh_from_db()
    assert (job.state, job.report["size"]) == ("done", 1)
    assert Job.objects.filter(kind="seal").count() == 1
    work.ask_to_seal(midnight + timedelta(days=1))
    assert Job.objects.filter(kind="seal", state="waiting").count() == 1


def test_of_two_offices_with_one_kind_the_page_asks_which_delivered(agreements, client_for):
    second = AGREEMENT.replace("kind", 'code = "cremations-east"\nkind').replace("民政局", "东城殡仪馆")
    agreements.write_text(AGREEMENT + second.replace("= 12", "= 3"), encoding="utf-8")
    client = client_for("he1", "department_officer", COUNTY)
    upload = given(client, "火化名单.csv", CREMATED.encode())
    page = client.get(f"/lists/{upload.pk}/").content.decode()
    assert "是哪个单位交来的" in page
    assert "交存这份清单" not in page
    assert client.post(f"/lists/{upload.pk}/under/", {"agreement": "cremations-west"}).status_code == 404
    assert client.post(f"/lists/{upload.pk}/under/", {"agreement": "cremations-east"}).status_code == 302
    work_off()
    assert "按与东城殡仪馆的协议加密保存" in client.get(f"/lists/{upload.pk}/").content.decode()
    client.post(f"/lists/{upload.pk}/load/")
    assert work_off().state == "done"
    assert ReceivedList.objects.get().agreement_code == "cremations-east"
    assert client_for("he2", "department_officer", COUNTY).post(f"/lists/{upload.pk}/under/").status_code == 404
