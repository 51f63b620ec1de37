"""How a division's name is written in addresses: the full name, and the forms that people shorten it to.

浙江省 is also 浙江, 延边朝鲜族自治州 is also 延边州 and 延边, 东华门街道 is also 东华门街道办事处 and 东华门. A form
is kept when at least two characters remain.
"""

from __future__ import annotations

import polars as pl

PROVINCE, CITY, COUNTY, TOWN, VILLAGE = range(5)

_PEOPLES = (
    "(?:各族|汉族|满族|回族|蒙古族|蒙古|藏族|维吾尔族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族|哈萨克|傣族|"
    "黎族|傈僳族|佤族|畲族|高山族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族|柯尔克孜|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|"
    "锡伯族|锡伯|阿昌族|普米族|塔吉克族|塔吉克|怒族|乌孜别克族|俄罗斯族|鄂温克族|鄂温克|德昂族|保安族|裕固族|京族|塔塔尔族|独龙族|鄂伦春族|赫哲族|门巴族|"
    "珞巴族|基诺族)"
)

# level → patterns whose removal gives a short form.
SHORT_FORMS: dict[int, tuple[str, ...]] = {
    PROVINCE: (rf"(?:省|市|{_PEOPLES}*自治区|特别行政区)$", "自治区$"),
    CITY: (rf"(?:市|地区|盟|{_PEOPLES}+自治州)$",),
    COUNTY: (rf"(?:市|县|区|旗|林区|特区|{_PEOPLES}+自治[县旗])$",),
    TOWN: (rf"(?:街道|镇|{_PEOPLES}+乡|乡|苏木)$",),
    VILLAGE: (r"(?:社区|村|嘎查)$",),
}
# level → (pattern, replacement): other forms that count as full.
OTHER_FORMS: dict[int, tuple[tuple[str, str], ...]] = {
    CITY: ((rf"{_PEOPLES}+自治州$", "州"),),
    COUNTY: ((rf"{_PEOPLES}+自治([县旗])$", "$1"),),
    TOWN: ((rf"{_PEOPLES}+乡$", "乡"), (r"街道$", "办事处"), (r"街道$", "街道办事处")),
}
# Two counties of Ili until 1983; in an address these are parts of a compound or a village.
NO_COUNTY = "^[一二三四五六七八九十]区$"


def name_forms(written: pl.DataFrame) -> pl.DataFrame:
    """Return every form of every name: columns row, level, form, short (whether the suffix is missing)."""
    written = written.filter((pl.col("level") != COUNTY) | ~pl.col("written").str.contains(NO_COUNTY))
    full = [written.select("row", "level", form="written", short=pl.lit(False))]
    short = []
    for level in range(5):
        names = written.filter(pl.col("level") == level)
        for pattern in SHORT_FORMS[level]:
            form = pl.col("written").str.replace(pattern, "")
            short.append(names.filter(form != pl.col("written")).select("row", "level", form=form, short=pl.lit(True)))
        for pattern, replacement in OTHER_FORMS.get(level, ()):
            form = pl.col("written").str.replace(pattern, replacement)
            full.append(names.filter(form != pl.col("written")).select("row", "level", form=form, short=pl.lit(False)))
    # 站前路街道 is never shortened to 站前路: that is a thoroughfare.
    street = pl.col("short") & pl.col("form").str.contains("[路街巷道弄]$")
    # Full names first: where a full and a short name meet, the full one is meant.
    return pl.concat(full + short).filter(~street & (pl.col("form").str.len_chars() >= 2))
