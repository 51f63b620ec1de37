"""The table of rates: every entry documented, a file may replace some, nonsense is refused."""

from pathlib import Path

import pytest

from huangce.simulate import rates

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "simulated-county.md"


def given(tmp_path, text):
    file = tmp_path / "rates.toml"
    file.write_text(text, encoding="utf-8")
    return rates.read(file)


def test_it_works(tmp_path):
    assert given(tmp_path, "held_twice = 0.5") == rates.read(None) | {"held_twice": 0.5}


@pytest.mark.parametrize("name", rates.RATES)
def test_every_rate_stands_in_the_reference_with_its_default(name):
    default, meaning = rates.RATES[name]
    assert f"| `{name}` | {default:g} | {meaning} |" in PAGE.read_text(encoding="utf-8")
    assert 0 <= default <= 1


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("twice_held = 0.1", rates.UnknownRate),
        ("held_twice = 1.5", rates.ImpossibleRate),
        ("held_twice = -0.1", rates.ImpossibleRate),
        ("held_twice = 'many'", rates.ImpossibleRate),
        ("held_twice = true", rates.ImpossibleRate),
        ("held_twice = nan", rates.ImpossibleRate),
        ("[held_twice]\nrate = 1", rates.ImpossibleRate),
        ("held_twice", rates.RatesUnreadable),
    ],
)
def test_nonsense_is_refused(tmp_path, text, error):
    with pytest.raises(error):
        given(tmp_path, text)


def test_a_missing_or_binary_file_is_refused(tmp_path):
    (tmp_path / "x").write_bytes(b"\xff\xfe\x00")
    for file in (tmp_path / "none.toml", tmp_path / "x", tmp_path):
        with pytest.raises(rates.RatesUnreadable):
            rates.read(file)
