"""What really arrives: each kind of writing that lists and parcels show, with the reading that is expected."""

from __future__ import annotations

import pytest

from huangce.addressing import parse

COUNTY = "511703"
HERE = "四川省达州市达川区石桥镇"


@pytest.mark.parametrize(
    ("text", "standard"),
    [
        # Divisions left out, shortened, repeated, parted.
        ("石桥镇列宁街12号", f"{HERE}列宁街12号"),
        ("石桥列宁街12号", f"{HERE}列宁街12号"),
        ("达川区达川区石桥镇列宁街12号", f"{HERE}列宁街12号"),
        ("四川省达州市达川区四川省达州市达川区石桥镇列宁街12号", f"{HERE}列宁街12号"),
        ("四川/达州/达川/石桥镇/列宁街12号", f"{HERE}列宁街12号"),
        ("达川区,石桥镇,列宁街,12号,3栋", f"{HERE}列宁街12号3栋"),
        ("达川区 石桥 镇 列宁街 12 号 3 栋", f"{HERE}列宁街12号3栋"),
        ("内蒙古呼和浩特新城区中山路1号", "内蒙古自治区呼和浩特市新城区中山路1号"),
        ("东莞市长安镇振安中路12号", "广东省东莞市长安镇振安中路12号"),
        # Abolished divisions keep their own name; a wrong character is mended.
        ("浙江省杭州市江干区凯旋路10号", "浙江省杭州市江干区凯旋路10号"),
        ("杭州江干凯旋路10号", "浙江省杭州市江干区凯旋路10号"),
        ("四川省达洲市达川区石桥镇列宁街12号", f"{HERE}列宁街12号"),
        ("浙江省抗州市西湖区文三路10号", "浙江省杭州市西湖区文三路10号"),
        ("安微省合肥市蜀山区黄山路10号", "安徽省合肥市蜀山区黄山路10号"),
        # Development zones: a county where the tables have one, a part of the division otherwise.
        ("成都高新区天府大道999号", "四川省成都市高新区天府大道999号"),
        ("苏州工业园区星湖街328号", "江苏省苏州市苏州工业园区星湖街328号"),
        ("郑州市高新技术产业开发区科学大道1号", "河南省郑州市郑州高新技术产业开发区科学大道1号"),
        # Villages with groups and hamlets.
        ("石桥镇固家村三社12号附1号", f"{HERE}固家村3社12号附1号"),
        ("石桥镇固家村3组张家湾12号", f"{HERE}固家村3组12号张家湾"),
        ("石桥镇固家村王家屯5号", f"{HERE}固家村5号王家屯"),
        # Plates with more than a number.
        ("石桥镇列宁街附12号", f"{HERE}列宁街附12号"),
        ("石桥镇列宁街12号附3", f"{HERE}列宁街12号附3号"),
        ("石桥镇列宁街12号之一", f"{HERE}列宁街12号之1"),
        ("石桥镇列宁街12号甲", f"{HERE}列宁街12号甲"),
        ("石桥镇列宁街12-3号", f"{HERE}列宁街12-3号"),
        ("石桥镇列宁街12----3号", f"{HERE}列宁街12-3号"),
        ("石桥镇列宁街12——3号", f"{HERE}列宁街12-3号"),
        ("石桥镇列宁街12﹣3号", f"{HERE}列宁街12-3号"),
        ("石桥镇列宁街12〜18号", f"{HERE}列宁街12~18号"),
        ("石桥镇列宁街12号——18号", f"{HERE}列宁街12号-18号"),
        # Numbers inside.
        ("石桥镇翠屏花园12-1-302", f"{HERE}翠屏花园12栋1单元302室"),
        ("石桥镇翠屏花园12--1--302", f"{HERE}翠屏花园12栋1单元302室"),
        ("石桥镇翠屏花园11幢6o6", f"{HERE}翠屏花园11栋606室"),
        ("石桥镇翠屏花园2号楼二单元Ⅱ楼东户", f"{HERE}翠屏花园2栋2单元2层东户"),
        ("石桥镇翠屏花园7号楼-2号楼1401", f"{HERE}翠屏花园7栋2层1401室"),
        ("石桥镇翠屏花园首层98号", f"{HERE}翠屏花园首层98室"),
        ("石桥镇翠屏花园30号(331003zmd008)", f"{HERE}翠屏花园30号"),
        ("石桥镇翠屏花园3-2-5-10", f"{HERE}翠屏花园3栋2单元5层10室"),
        ("石桥镇翠屏花园3#2-501", f"{HERE}翠屏花园3栋2单元501室"),
        ("石桥镇翠屏花园3号楼2门501", f"{HERE}翠屏花园3栋2单元501室"),
        ("石桥镇列宁街12号三单元二楼东户", f"{HERE}列宁街12号3单元2层东户"),
        ("石桥镇翠屏花园乙单元302", f"{HERE}翠屏花园乙单元302室"),
        ("石桥镇列宁街二十号三栋二单元五〇一室", f"{HERE}列宁街20号3栋2单元501室"),
        ("石桥镇列宁街１２号３栋２单元５０１室", f"{HERE}列宁街12号3栋2单元501室"),
        ("石桥镇幸福小区三期B区12栋A单元1203室", f"{HERE}幸福小区三期B区12栋A单元1203室"),
        # A compound before or after the plate, in brackets; two roads at a crossing.
        ("石桥镇翠屏花园列宁街12号3栋501", f"{HERE}列宁街12号翠屏花园3栋501室"),
        ("石桥镇列宁街12号(翠屏花园)3栋501", f"{HERE}列宁街12号翠屏花园3栋501室"),
        ("石桥镇列宁街与翠屏路交叉口", f"{HERE}列宁街与翠屏路交叉口"),
    ],
)
def test_it_is_read_as_it_is_meant(text: str, standard: str) -> None:
    address = parse(text, default_division=COUNTY)
    assert address.standard == standard
    assert parse(standard).standard == standard


@pytest.mark.parametrize(
    "text",
    [
        "石桥镇列宁街12号张三13912345678",
        "张三 13912345678 石桥镇列宁街12号",
        "石桥镇列宁街12号 0818-2345678",
        "石桥镇列宁街12号 2345678",
        "石桥镇列宁街12号王五收",
        "石桥镇列宁街12号 李四",
        "收件人：李四，地址：石桥镇列宁街12号，电话：0818-2345678",
        "石桥镇列宁街12号99010119900101001X",
    ],
)
def test_persons_and_their_numbers_are_never_echoed(text: str) -> None:
    address = parse(text, default_division=COUNTY)
    assert address.standard == f"{HERE}列宁街12号"
    assert "left-out" in address.problems
