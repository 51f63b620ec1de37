"""The folder of a simulated county: the contract with those who read it, and nothing real in it."""

import re
import tomllib

import polars as pl
import pytest

from huangce.errors import HuangceError
from huangce.simulate import agreements, county, files
from huangce.simulate.formats import FORMATS, KINDS
from tests.simulate.conftest import PERSONS, SEED
from tests.simulate.reading import read

CONTRACT = {
    "register": "household_no household_kind relation name former_name sex ethnicity birth_date citizen_id birthplace "
    "native_place education marital_status division division_name address moved_in_on",
    "residents": "name citizen_id sex birth_date registered_place address division kind arrived_on phone collected_on "
    "source",
    "addresses": "address_code division full_address street compound plate group building unit floor room use "
    "plate_state longitude latitude",
    "cremations": "name sex citizen_id died_on cremated_on address",
    "medical_deaths": "certificate_no name sex citizen_id birth_date died_on institution address",
    "funeral_benefits": "name citizen_id died_on paid_on division_name",
    "newborns": "certificate_no name sex birth_date mother_name mother_citizen_id father_name father_citizen_id "
    "address institution",
    "insured": "name citizen_id registered_place address phone",
    "relocated": "household_no name citizen_id relation origin_address address moved_in_on",
    "permits": "permit_no name sex ethnicity birth_date citizen_id registered_place address issued_on valid_until",
    "pupils": "name sex birth_date guardian_name guardian_citizen_id consent address school",
    "enlisted": "name citizen_id sex birth_date enlisted_on address",
    "settled_abroad": "name citizen_id birth_date settled_on address",
}


def test_it_works(summary):
    assert summary.rows["register"] == PERSONS + summary.planted["held_twice"] + summary.planted["fictitious"]
    assert sorted(path.name for path in summary.folder.iterdir()) == sorted(
        [*summary.files.values(), "agreements.toml", "county.toml", "plates", "truth"]
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_list_has_the_columns_of_the_contract(folder, summary, kind):
    assert list(FORMATS[kind].headers) == CONTRACT[kind].split()
    assert len(read(folder, kind)) == summary.rows[kind] > 0


def test_the_same_seed_gives_the_same_bytes_and_tables(folder, summary, tmp_path):
    again = county.simulate(tmp_path / "again", persons=PERSONS, seed=SEED)
    assert again.rows == summary.rows
    for kind, file in summary.files.items():
        if file.endswith(".csv"):
            assert (folder / file).read_bytes() == (again.folder / file).read_bytes()
        else:
            assert read(folder, kind).equals(read(again.folder, kind))
    for name in ("persons", "discrepancies", "addresses"):
        one, other = (pl.read_parquet(place / "truth" / f"{name}.parquet") for place in (folder, again.folder))
        assert one.equals(other)


def test_another_seed_gives_another_county(folder, tmp_path):
    other = county.simulate(tmp_path / "other", persons=200, seed=SEED + 1)
    assert set(read(other.folder, "register")["name"]) != set(read(folder, "register")["name"].head(200))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_looks_like_a_real_number_or_telephone(folder, kind):
    for column in read(folder, kind):
        values = column.drop_nulls().str.replace_many(list("０１２３４５６７８９"), list("0123456789"))
        long = values.filter(values.str.contains(r"[0-9]{15}"))
        assert long.str.contains(r"^[^0-9]*99").all()
        assert values.filter(values.str.contains(r"(^|[^0-9])1[0-9]{10}($|[^0-9])")).str.contains("100[0-9]{8}").all()


def test_encodings_are_those_of_the_departments(folder):
    def data(kind):
        return (folder / FORMATS[kind].file).read_bytes()

    assert data("register").decode("utf-8")[0] != "\ufeff"
    assert data("addresses").startswith(b"\xef\xbb\xbf")
    assert data("residents").decode("gb18030")
    for kind in ("medical_deaths", "insured"):
        assert data(kind).decode("gbk")
        assert b"\r\n" in data(kind)
        with pytest.raises(UnicodeDecodeError):
            data(kind).decode("utf-8")


def test_gbk_lists_lose_rare_characters_and_gb18030_keeps_them(tmp_path):
    rates = tmp_path / "rates.toml"
    rates.write_text("name_rare = 0.5\nname_changed = 0\nname_changed_residents = 0\nname_spaced = 0\n")
    made = county.simulate(tmp_path / "rare", persons=300, seed=1, given_rates=rates)
    assert read(made.folder, "insured")["name"].str.contains("?", literal=True).any()
    assert not read(made.folder, "residents")["name"].str.contains("?", literal=True).any()
    assert read(made.folder, "residents")["name"].str.contains(r"[\x{20000}-\x{3134F}]").any()


def test_workbooks_have_titles_merged_headers_and_feet(folder):
    import fastexcel

    sheet = fastexcel.read_excel(folder / "火化名单.xlsx").load_sheet(0, header_row=None, dtypes="string").to_polars()
    assert "火化" in sheet.row(0)[0]
    assert sheet.row(2)[1] == "死者基本信息"
    assert sheet.row(3)[1] == "死者姓名"
    assert sheet.row(-2)[0].startswith("合计")
    assert (folder / "丧葬补助.xls").read_bytes()[:4] == b"\xd0\xcf\x11\xe0"


def test_a_workbook_that_cannot_hold_the_rows_becomes_a_csv(tmp_path):
    table = pl.DataFrame({name: ["x"] * 70_000 for name in FORMATS["funeral_benefits"].headers})
    file, note = files.write(tmp_path, FORMATS["funeral_benefits"], table, {"county": "", "year": "", "date": ""})
    assert file == "丧葬补助.csv"
    assert "70000 rows" in note
    assert (tmp_path / file).read_bytes().decode("gb18030").count("\r\n") == 70_001


def test_the_register_follows_the_real_divisions(folder):
    from huangce.rules import divisions

    known = {one.code: one.name for town in divisions.children("511703") for one in divisions.children(town.code)}
    pairs = read(folder, "register").select("division", "division_name").unique()
    assert all(known[code] == name for code, name in pairs.iter_rows())


def test_standard_addresses_are_all_different_but_for_the_few_doors_listed_twice(folder):
    table = read(folder, "addresses")
    times = table["full_address"].value_counts()["count"]
    assert 0 < (times == 2).sum() < len(times) / 20
    assert times.max() == 2
    assert table["address_code"].is_unique().all()


def test_every_list_of_a_department_has_its_agreement(folder):
    given = tomllib.loads((folder / "agreements.toml").read_text("utf-8"))["agreement"]
    own = {"register", "residents", "addresses"}
    assert {one["kind"] for one in given} == set(KINDS) - own
    for one in given:
        assert set(one) == {field.name for field in agreements.fields()} | {"fields"}
        assert set(one["fields"]) <= set(FORMATS[one["kind"]].headers)


def test_a_folder_in_use_is_refused_and_force_replaces_only_a_county(folder, tmp_path):
    used = tmp_path / "used"
    county.simulate(used, persons=20, seed=1)
    with pytest.raises(county.FolderInUse):
        county.simulate(used, persons=30, seed=1)
    assert county.simulate(used, persons=30, seed=1, force=True).rows["register"] == 30
    (used / "letter.txt").write_text("keep me")
    with pytest.raises(county.NotACounty):
        county.simulate(used, persons=30, seed=1, force=True)
    assert (used / "letter.txt").read_text() == "keep me"


@pytest.mark.parametrize(
    "wrong",
    [{"persons": 0}, {"persons": 10**9}, {"seed": -1}, {"seed": 2**63}, {"county": "990000"}, {"county": "5117"}],
)
def test_impossible_arguments_are_refused_before_anything_is_written(tmp_path, wrong):
    with pytest.raises(HuangceError):
        county.simulate(tmp_path / "none", **{"persons": 10, "seed": 1, **wrong})
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("persons", [1, 2, 3, 10, 40])
def test_tiny_counties_work(tmp_path, persons):
    assert county.simulate(tmp_path / "tiny", persons=persons, seed=persons).rows["register"] >= persons


@pytest.mark.parametrize("code", ["110101", "429004", "540173", "653226"])
def test_other_counties_work(tmp_path, code):
    made = county.simulate(tmp_path / code, persons=150, seed=1, county=code)
    register = read(made.folder, "register")
    assert len(register) >= 150
    assert not register["address"].str.contains("市辖区").any()
    assert re.fullmatch(r"\d{12}", register["division"][0])
