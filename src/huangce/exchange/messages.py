"""Every finding about a delivered row: stable code, level, and the sentence that its sender reads.

"error": the value cannot be used; "warning": it is used and somebody should look; "info": worth knowing. Sentences
never repeat a value, so that no citizen number reaches a report. `{other}` is the number of another row. The codes that
begin with citizen-id, date and code are those of `rules.problems`, said in Chinese; `ENGLISH` has the words of the
others, for an office that reads English.
"""

from __future__ import annotations

from collections.abc import Mapping

from huangce.errors import Level, Problem, Where
from huangce.rules.problems import PROBLEMS

MESSAGES: Mapping[str, tuple[Level, str]] = {
    # the file
    "list-unknown": ("error", "无法识别这是什么名单（最接近“{nearest}”，缺少：{missing}），请指定名单种类并对应各列"),
    "list-ambiguous": ("error", "名单种类不能确定（可能是：{candidates}），请指定"),
    "no-agreement": ("error", "没有“{title}”的数据共享协议，名单未读取"),
    "agreement-unclear": ("error", "几个单位交“{title}”，请指明按哪份协议：{codes}；未读取"),
    "mapping-invalid": ("error", "保存的列对应关系无效（{reason}），请重新对应各列"),
    "file-changed": ("error", "读取时文件被改动，请等写完再交"),
    "file-repeated": ("error", "与文件 {first} 内容完全相同，未重复读取"),
    "folder-not-read": ("info", "子文件夹未读取"),
    "column-unknown": ("info", "这一列不在名单格式中，未读取"),
    "column-not-agreed": ("info", "这一列不在协议范围内，未读取"),
    "columns-swapped": ("error", "这一列的内容像是公民身份号码，可能与号码列对调"),
    "nothing-to-read": ("info", "名单没有数据行"),
    # the sheet
    "header-duplicate": ("warning", "列名重复，请说明各是什么"),
    "header-unnamed": ("warning", "这一列有内容但没有列名"),
    "header-repeated": ("info", "重复的表头，未作为数据读取"),
    "footer-row": ("info", "表尾（合计、制表人、说明等），未作为数据读取"),
    "sheet-hidden": ("warning", "工作表是隐藏的，仍按名单读取"),
    "sheet-without-list": ("warning", "这个工作表没有表头，未作为名单读取"),
    "formulas-read-as-saved": ("info", "有公式单元格，按保存时的结果读取"),
    # the row and its cells, before anything is known of their meaning
    "cells-beyond-header": ("error", "这一行的单元格多于表头，内容里可能有未加引号的分隔符，后面的列可能已错位"),
    "lines-in-cell": ("warning", "一个单元格里既有换行又有分隔符，可能是引号没有成对，把几行并成了一行"),
    "stray-quote": ("warning", "引号没有成对，已按通常的规则读取，请核对这一行"),
    "broken-character": ("warning", "有无法识别的字符（字段可能被截断），已按“�”读取"),
    "number-eaten": ("error", "号码被电子表格按数字保存，末几位已丢失，请改为文本格式后重新填写"),
    "cell-error": ("error", "单元格是错误值（如 #N/A），没有内容可读"),
    "formula-without-value": ("error", "公式没有保存计算结果，请在表格软件中重新计算并保存"),
    "invisible-characters": ("warning", "含有不可见的控制字符，已去除"),
    "private-use-character": ("warning", "含有自造字，请改用标准汉字编码（GB 18030）"),
    # values
    "required-missing": ("error", "必填项为空"),
    "expected-missing": ("warning", "该项为空"),
    "citizen-id-missing": ("info", "没有公民身份号码"),
    "citizen-id-number-format": ("error", "号码被电子表格按数字保存，末几位已丢失，请改为文本格式后重新填写"),
    "citizen-id-characters": ("error", "公民身份号码含有数字和末位 X 以外的字符"),
    "citizen-id-length": ("error", "公民身份号码不是 18 位（旧号 15 位）"),
    "citizen-id-date": ("error", "公民身份号码中的出生日期不存在"),
    "citizen-id-future": ("error", "公民身份号码中的出生日期在将来"),
    "citizen-id-digits-lost": ("error", "公民身份号码以 0 结尾且校验不符，末几位可能被电子表格抹去"),
    "citizen-id-check": ("error", "公民身份号码校验位不符，号码有误"),
    "citizen-id-unknown-division": ("warning", "公民身份号码前六位不是已知的行政区划"),
    "citizen-id-15-digits": ("info", "15 位旧号，无法校验"),
    "date-missing": ("info", "没有日期"),
    "date-unreadable": ("error", "日期无法识别"),
    "date-impossible": ("error", "日期不存在"),
    "date-out-of-range": ("error", "年份早于 1800 年或晚于 2100 年"),
    "date-future": ("error", "日期在将来"),
    "date-ambiguous": ("warning", "日期有两种读法，只保留能确定的部分"),
    "date-two-digit-year": ("warning", "年份只有两位，世纪为推定"),
    "date-lunar": ("warning", "农历日期，按可能对应的公历日期保存"),
    "date-serial": ("info", "日期是电子表格的序列数，已换算"),
    "date-partial": ("info", "只有年或年月"),
    "code-unknown": ("error", "不在代码表中"),
    "division-format": ("error", "区划代码不是 12 位数字"),
    "division-unknown": ("warning", "区划代码不在已知的行政区划中"),
    "phone-format": ("warning", "不是有效的手机或固定电话号码"),
    "number-unreadable": ("error", "不是数字"),
    "name-is-number": ("error", "姓名栏里是号码"),
    "name-characters": ("warning", "姓名含有数字或符号"),
    # values against each other and rows against each other
    "sex-contradicts-number": ("warning", "性别与公民身份号码不符"),
    "birth-date-contradicts-number": ("warning", "出生日期与公民身份号码不符"),
    "dates-out-of-order": ("warning", "日期早于应在其前的日期"),
    "coordinates-outside": ("warning", "经纬度不在国内，可能对调或有误"),
    "row-duplicated": ("warning", "与第 {other} 行完全相同"),
    "number-repeated": ("warning", "与第 {other} 行的公民身份号码相同，其他内容不同"),
    "key-repeated": ("warning", "与第 {other} 行的编号相同，其他内容不同"),
}

ENGLISH: Mapping[str, str] = {
    **{code: words for code, (_level, words) in PROBLEMS.items() if code in MESSAGES},
    # the file
    "list-unknown": "It is not known what list this is (nearest: {nearest}, missing: {missing}): name its kind.",
    "list-ambiguous": "The list can be of several kinds ({candidates}): name which.",
    "no-agreement": "There is no agreement on sharing the list {title}: it was not read.",
    "agreement-unclear": "Several offices deliver the list {title}: name the agreement ({codes}). It was not read.",
    "mapping-invalid": "The saved assignment of columns is not valid ({reason}): assign the columns anew.",
    "file-changed": "The file was changed while it was read: deliver it when it is finished.",
    "file-repeated": "The content is that of the file {first}: it was not read again.",
    "folder-not-read": "The folder within was not read.",
    "column-unknown": "This column is not in the format of the list and was not read.",
    "column-not-agreed": "This column lies outside the agreement and was not read.",
    "columns-swapped": "This column seems to hold citizen numbers: it may have changed places with theirs.",
    "nothing-to-read": "The list has no rows of data.",
    # the sheet
    "header-duplicate": "Two columns have one name: say what each of them is.",
    "header-unnamed": "This column has content and no name.",
    "header-repeated": "The header again: not read as data.",
    "footer-row": "The foot of the list (sums, who made it, notes): not read as data.",
    "sheet-hidden": "The sheet is hidden; it was read as a list.",
    "sheet-without-list": "This sheet has no header and was not read as a list.",
    "formulas-read-as-saved": "There are cells with formulas: their saved results were read.",
    # the row and its cells
    "cells-beyond-header": "The row has more cells than the header: a separator may stand in a text without quotation "
    "marks, and the columns after it may be displaced.",
    "lines-in-cell": "A cell holds line breaks and separators: a quotation mark may not be closed, so that several "
    "rows became one.",
    "stray-quote": "A quotation mark has no partner; the row was read by the usual rule: compare it.",
    "broken-character": "A character cannot be read (the field may be cut off); it was read as “�”.",
    "number-eaten": "A spreadsheet turned the number into a figure and lost its last digits: make it text and enter it "
    "again.",
    "cell-error": "The cell holds an error (such as #N/A): there is nothing to read.",
    "formula-without-value": "The formula has no saved result: calculate and save it in the spreadsheet.",
    "invisible-characters": "Invisible control characters were removed.",
    "private-use-character": "There is a character of somebody's own making: use the standard one (GB 18030).",
    # values
    "required-missing": "An item that must be filled in is empty.",
    "expected-missing": "The item is empty.",
    "division-format": "The division code does not have 12 digits.",
    "division-unknown": "The division code is not among the known divisions.",
    "phone-format": "This is no valid number of a mobile or fixed telephone.",
    "number-unreadable": "This is not a number.",
    "name-is-number": "A number stands where the name belongs.",
    "name-characters": "There are digits or signs in the name.",
    # values against each other and rows against each other
    "sex-contradicts-number": "The sex does not agree with the citizen number.",
    "birth-date-contradicts-number": "The date of birth does not agree with the citizen number.",
    "dates-out-of-order": "The date lies before one that must precede it.",
    "coordinates-outside": "Longitude and latitude lie outside the country: they may be exchanged or wrong.",
    "row-duplicated": "The row is the same as row {other}.",
    "number-repeated": "Row {other} has the same citizen number and different content.",
    "key-repeated": "Row {other} has the same number and different content.",
}


def level(code: str) -> Level:
    """Return the level of a finding."""
    return MESSAGES[code][0]


def message(code: str, language: str = "zh-hans") -> str:
    """Return the sentence of a finding, Chinese or ("en") English, with `{other}` where it names another row."""
    return ENGLISH[code] if language == "en" else MESSAGES[code][1]


def problem(code: str, where: Where | None = None, **details: object) -> Problem:
    """Return a finding with the `{names}` of its sentence filled in."""
    return Problem(code, level(code), message(code).format(**details), where or Where())
