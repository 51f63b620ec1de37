"""What each list looks like as a file: name, encoding, headers, titles, extra columns, feet.

The headers are those that departments really use; the canonical names on the left are the contract with `exchange`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class FileFormat:
    """How a list is delivered.

    encoding: for csv, a codec name (`gbk` loses what it cannot hold, as the department's program does), `utf-8` or
    `utf-8-sig`. headers: canonical name → header, in the order of the file. titles: rows above the header. bands:
    merged cells above the header, (title, first column, last column) by canonical names. extras: columns that mean
    nothing here, (after which canonical column or "", header). feet: rows under the data. merged: a column whose equal
    neighbours are merged.
    """

    file: str
    headers: Mapping[str, str]
    encoding: str = ""
    titles: tuple[str, ...] = ()
    bands: tuple[tuple[str, str, str], ...] = ()
    extras: tuple[tuple[str, str], ...] = ()
    feet: tuple[str, ...] = ()
    merged: str = ""

    @property
    def suffix(self) -> str:
        """The kind of file: csv, xlsx or xls."""
        return self.file.rsplit(".", 1)[1]


# {county}, {year}, {date} and {rows} are filled in.
FORMATS: dict[str, FileFormat] = {
    "register": FileFormat(
        file="户籍人口.csv",
        encoding="utf-8",
        headers={
            "household_no": "户号", "household_kind": "户别", "relation": "与户主关系", "name": "姓名",
            "former_name": "曾用名", "sex": "性别", "ethnicity": "民族", "birth_date": "出生日期",
            "citizen_id": "公民身份号码", "birthplace": "出生地", "native_place": "籍贯", "education": "文化程度",
            "marital_status": "婚姻状况", "division": "村居代码", "division_name": "村居名称", "address": "户籍地址",
            "moved_in_on": "迁入日期",
        },
    ),
    "residents": FileFormat(
        file="实有人口.csv",
        encoding="gb18030",
        headers={
            "name": "姓名", "citizen_id": "证件号码", "sex": "性别", "birth_date": "出生日期",
            "registered_place": "户籍地", "address": "现住址", "division": "村居代码", "kind": "人口类型",
            "arrived_on": "来本地日期", "phone": "联系电话", "collected_on": "采集日期", "source": "采集方式",
        },
    ),
    "addresses": FileFormat(
        file="标准地址.csv",
        encoding="utf-8-sig",
        headers={
            "address_code": "地址编码", "division": "村居代码", "full_address": "地址全称", "street": "街路巷",
            "compound": "小区", "plate": "门牌号", "group": "村民小组", "building": "楼栋号", "unit": "单元",
            "floor": "楼层", "room": "户室", "use": "房屋用途", "plate_state": "门牌状态", "longitude": "经度",
            "latitude": "纬度",
        },
    ),
    "cremations": FileFormat(
        file="火化名单.xlsx",
        titles=("{county}{year}年度遗体火化人员名单", "填报单位：{county}模拟殡仪馆　　填报日期：{date}"),
        headers={
            "name": "死者姓名", "sex": "性别", "citizen_id": "身份证号码", "died_on": "死亡日期",
            "cremated_on": "火化日期", "address": "生前住址",
        },
        bands=(("死者基本信息", "name", "citizen_id"), ("日期", "died_on", "cremated_on")),
        extras=(("", "序号"), ("address", "备注")),
        feet=("合计：{rows}人", "制表人：（略）　　审核人：（略）"),
    ),
    "medical_deaths": FileFormat(
        file="医疗机构死亡.csv",
        encoding="gbk",
        headers={
            "certificate_no": "证明编号", "name": "姓名", "sex": "性别", "citizen_id": "证件号码",
            "birth_date": "出生日期", "died_on": "死亡时间", "institution": "医疗机构", "address": "常住地址",
        },
        extras=(("sex", ""), ("address", "备注")),
    ),
    "funeral_benefits": FileFormat(
        file="丧葬补助.xls",
        titles=("{county}丧葬补助费发放花名册",),
        headers={
            "name": "姓名", "citizen_id": "公民身份号码", "died_on": "死亡时间", "paid_on": "发放日期",
            "division_name": "所属乡镇",
        },
        extras=(("", "序号"), ("division_name", "领取人签字")),
        feet=("合计　{rows}人",),
    ),
    "newborns": FileFormat(
        file="新生儿.xlsx",
        headers={
            "certificate_no": "出生医学证明编号", "name": "新生儿姓名", "sex": "性别", "birth_date": "出生日期",
            "mother_name": "母亲姓名", "mother_citizen_id": "母亲证件号码", "father_name": "父亲姓名",
            "father_citizen_id": "父亲证件号码", "address": "住址", "institution": "接生机构",
        },
    ),
    "insured": FileFormat(
        file="参保人员.csv",
        encoding="gbk",
        headers={
            "name": "姓名", "citizen_id": "社会保障号码", "registered_place": "户口所在地", "address": "联系地址",
            "phone": "手机号码",
        },
        extras=(("phone", "参保类型"), ("phone", "备注")),
    ),
    "relocated": FileFormat(
        file="易地搬迁.xlsx",
        titles=("{county}易地扶贫搬迁人员花名册",),
        headers={
            "household_no": "搬迁户编号", "name": "姓名", "citizen_id": "身份证号", "relation": "与户主关系",
            "origin_address": "原住址", "address": "安置住址", "moved_in_on": "入住日期",
        },
        extras=(("", "序号"),),
        feet=("制表人：（略）",),
        merged="household_no",
    ),
    "permits": FileFormat(
        file="居住证.xlsx",
        headers={
            "permit_no": "居住证编号", "name": "姓名", "sex": "性别", "ethnicity": "民族", "birth_date": "出生日期",
            "citizen_id": "公民身份号码", "registered_place": "户籍地址", "address": "居住地址",
            "issued_on": "签发日期", "valid_until": "有效期至",
        },
    ),
    "pupils": FileFormat(
        file="无户籍学生.xlsx",
        titles=("{county}{year}年义务教育阶段无户籍学生统计表",),
        headers={
            "name": "学生姓名", "sex": "性别", "birth_date": "出生日期", "guardian_name": "监护人姓名",
            "guardian_citizen_id": "监护人证件号码", "consent": "监护人同意", "address": "家庭住址", "school": "学校",
        },
        extras=(("", "序号"), ("birth_date", "")),
        feet=("合计：{rows}人",),
    ),
    "enlisted": FileFormat(
        file="入伍名单.xlsx",
        titles=("{county}入伍人员名单",),
        headers={
            "name": "姓名", "citizen_id": "身份证号", "sex": "性别", "birth_date": "出生日期",
            "enlisted_on": "入伍日期", "address": "家庭住址",
        },
        extras=(("", "序号"),),
    ),
    "settled_abroad": FileFormat(
        file="出国定居.xlsx",
        headers={
            "name": "姓名", "citizen_id": "身份证号", "birth_date": "出生日期", "settled_on": "定居日期",
            "address": "原户籍地址",
        },
        extras=(("address", "备注"),),
    ),
}  # fmt: skip
KINDS = tuple(FORMATS)
