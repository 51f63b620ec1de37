"""The legal basis of acts, purposes and indicators, written in full in the language of the reader.

The tables name it briefly, Chinese title and English clause ("户口登记条例 arts 10, 13", "notice 002 三(三)2"). A page
for officers cites articles as the law does (第十条、第十三条), and one in English names the law in English.
"""

from __future__ import annotations

import re
from typing import Final

from huangce.web.frame.said import CHINESE

NOTICES: Final = {
    "000": "达石府发〔2016〕179号",
    "001": "鄂州政办发〔2010〕21号",
    "002": "资府办发〔2017〕14号",
    "003": "昭政发〔2016〕9号",
    "004": "黔南州2018年户籍制度改革考评办法（征求意见稿）",
}
LAWS: Final = {
    "居民身份证法": "Resident Identity Card Law (2011)",
    "户口登记条例": "Household Registration Regulations (1958)",
    "居住证暂行条例": "Interim Regulations on Residence Permits (2015)",
    "个人信息保护法": "Personal Information Protection Law (2021)",
    "行政区划管理条例": "Regulations on Administrative Divisions (2018)",
    "地名管理条例": "Regulations on Place Names (2022)",
    "国办发〔2015〕96号": "State Council General Office notice 2015/96",
    "公通字〔2016〕21号": "Ministry of Public Security notice 2016/21",
    "公治明发〔2017〕393号": "Public Order Bureau circular 2017/393",
}
_DIGITS: Final = "零一二三四五六七八九"
_ARTICLES = re.compile(r" arts? (\d+(?:-\d+)?(?:, \d+(?:-\d+)?)*)")


def ground(text: str, language: str) -> str:
    """Return a legal basis of the tables as the law is cited in the language.

    >>> ground("户口登记条例 arts 6-18", "zh-hans"), ground("notice 001 一(一)", "zh-hans")
    ('户口登记条例第六条至第十八条', '鄂州政办发〔2010〕21号一（一）')
    >>> ground("户口登记条例 art. 8", "en"), ground("国办发〔2015〕96号 二(四)-(六)", "en")
    ('Household Registration Regulations (1958) art. 8', 'State Council General Office notice 2015/96 2(4)-(6)')
    >>> ground("资府办发〔2017〕14号 三(三)4", "en"), ground("资府办发〔2017〕14号 三(三)4", "zh-hans")
    ('notice 002 3(3)4', '资府办发〔2017〕14号三（三）4')
    """
    if language != CHINESE:
        for chinese, english in LAWS.items():
            text = text.replace(chinese, english)
        for number, written in NOTICES.items():
            text = text.replace(written, f"notice {number}")
        text = text.replace("requirements", "platform rules")
        return re.sub("[一二三四五六七八九]", lambda digit: str(_DIGITS.index(digit[0])), text)
    text = re.sub(r"\bnotices? (?=\d{3}\b)", "", text)
    text = re.sub(r"\b00[0-4]\b", lambda code: NOTICES[code[0]], text)
    text = _ARTICLES.sub(lambda found: _articles(found[1]), text.replace(" art. ", " arts "))
    text = text.replace("requirements", "平台规定").replace("annex ", "附件").replace("; ", "；").replace(", ", "、")
    text = re.sub(r"\(([一二三四五六七八九十]+)\)", r"（\1）", text)
    return re.sub(r"(?<=[）\d])-(?=[（\d])", "至", text).replace(" ", "")


def _articles(numbers: str) -> str:
    spans = (span.split("-") for span in numbers.split(", "))
    return "、".join("至".join(f"第{numeral(int(number))}条" for number in span) for span in spans)


def numeral(number: int) -> str:
    """Return a whole number from 1 to 99 as articles are numbered: 8 is 八, 18 十八, 47 四十七."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones or not tens else "")
