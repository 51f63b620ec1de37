"""Generated values for the tests of `rules/`: citizen numbers with the unassigned division 99 only."""

from datetime import date

from hypothesis import strategies as st

from huangce.rules.citizen_id import check_character

DATES = st.dates(date(1880, 1, 1), date(2023, 12, 31))
SEQUENCES = st.integers(0, 999)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """Draw a valid number of 18 characters."""
    body = f"99{draw(st.integers(0, 9999)):04d}{draw(DATES):%Y%m%d}{draw(SEQUENCES):03d}"
    return body + check_character(body)


@st.composite
def written_numbers(draw: st.DrawFn) -> str:
    """Draw what stands in a column of citizen numbers: right, odd, or wrong."""
    number = draw(numbers())
    place = draw(st.integers(0, 17))
    return draw(
        st.sampled_from(
            [
                number,
                number.lower(),
                f" {number[:6]} {number[6:14]}-{number[14:]}\u3000",
                number.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}),
                number[:6] + number[8:17],
                number[:6] + number[8:17] + ".0",
                number[:6] + number[8:14] + "998",
                number[:15] + "000",
                number[:6] + "19990230" + number[14:],
                number[:6] + "20991231" + number[14:],
                number[:6] + "17000101" + number[14:],
                number[:place] + "O" + number[place + 1 :],
                number[:place] + "7" + number[place + 1 :],
                number[:place] + number[place + 1 :],
                number[:place] + "X" + number[place:],
                "9.90101E+17",
                f"{number[:17]}.0",
                "无",
                "",
                "'" + number,
                "X" * 18,
                draw(st.text(max_size=20)),
            ]
        )
    )


HAN = st.sampled_from("王李张刘陳楊黄趙周吴徐单曾仇解区查朴翟欧阳尉迟万俟司马峯龍乾小伟丽婷晟曦囍〇㐂𠮷𪚥䶮")


@st.composite
def written_names(draw: st.DrawFn) -> str:
    """Draw a name as lists have it: plain, long, with dots and spaces, with what does not belong."""
    han = "".join(draw(st.lists(HAN, min_size=1, max_size=6)))
    return draw(
        st.sampled_from(
            [
                han,
                f" {han[:1]}　{han[1:]} ",
                f"{han}·{han}",
                f"{han} • {han}",
                f"{han}.{han}",
                f"{han}\u200b\ufeff",
                han * 4,
                f"{han}（{han}）",
                f"{han}1",
                f"Ａnna {han}",
                "Anna  Maria O'Neil",
                "\ue863" + han,
                "\uf900" + han,
                han + "?",
                f"{han}\n{han}",
                "",
                "·",
                draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=10)),
            ]
        )
    )


@st.composite
def written_dates(draw: st.DrawFn) -> str:
    """Draw a date as text in some form of Chinese lists, or what stands there instead."""
    day = draw(st.dates(date(1790, 1, 1), date(2110, 12, 31)))
    year, month, number = day.year, day.month, day.day
    return draw(
        st.sampled_from(
            [
                f"{day:%Y%m%d}" if year > 999 else "",
                f"{day.isoformat()}",
                f"{year}/{month}/{number}",
                f"{year}.{month}.{number}",
                f"{year}年{month}月{number}日",
                f"{year}年{month}月{number}号",
                f"{year} 年 {month} 月",
                f"{year}-{month:02d}-{number:02d} 00:00:00",
                f"{year}/{month}/{number} 0:00",
                f"{year}-{month:02d}",
                f"{year}",
                f"{year % 100:02d}.{month}.{number}",
                f"{month}/{number}/{year}",
                f"{year}-{month:02d}-31",
                f"{year}0230",
                f"{year}{month:02d}00",
                f"{year}-13-01",
                f"农历{year}年{month}月{number}",
                f"{year}年闰{month}月初一",
                f" {day.isoformat()}　",
                "一九八〇年五月三日",
                "29344",
                "无",
                "",
                draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=12)),
                draw(st.text("0123456789-/.年月日", max_size=12)),
            ]
        )
    )
