"""How often things happen and go wrong in the simulated county: one table, every entry with its meaning.

The defaults are plausible, not measured: published figures on data quality in Chinese registers are rare. A TOML file
with `name = number` lines replaces any of them (`huangce simulate --rates FILE`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from huangce.errors import HuangceError, Unreadable


class UnknownRate(HuangceError):
    """{file} sets {name}, which is no rate of the simulated county: see the table in the reference page."""

    code = "unknown-rate"
    status = 400


class ImpossibleRate(HuangceError):
    """{file} sets {name} to {value}: a rate is a number from 0 to {most}."""

    code = "impossible-rate"
    status = 400


# Name -> (default, meaning). "Of persons" is of those in the household register.
RATES: dict[str, tuple[float, str]] = {
    # What is wrong with the register: the classes of the truth table.
    "held_twice": (0.0015, "share of persons with a second entry in the register"),
    "deceased_not_cancelled": (0.004, "share of persons who died, stand in a death list and in the register"),
    "enlisted_not_cancelled": (0.0005, "share of persons who serve, stand in the list of enlisted and in the register"),
    "abroad_not_cancelled": (0.0005, "share of persons settled abroad, listed so, and still in the register"),
    "living_elsewhere": (0.06, "share of persons who live in another village or county and leave a trace of it"),
    "not_collected": (0.02, "share of persons living at home whom the resident list misses and another list shows"),
    "wrong_number": (0.002, "share of persons whose entry carries a number that is not theirs"),
    "fictitious": (0.0003, "entries of nobody, beside the persons, as a share of persons"),
    "fictitious_families": (0.00002, "families of nobody, each an own household, as a share of persons"),
    "no_registration": (0.0015, "persons without any registration, as a share of persons"),
    # Who there is besides.
    "collective": (0.015, "share of persons in collective households (school, factory)"),
    "inflow": (0.04, "people from other counties who live here, as a share of persons"),
    "deaths": (0.0068, "deaths a year, as a share of persons"),
    "away_without_trace": (0.03, "share of persons who live outside and leave no trace in any list"),
    "away_wrong_number": (0.002, "share of these whose entry carries a number that is not theirs"),
    "namesakes": (0.0004, "share of persons with another of the same name, sex and birth date"),
    "relocated": (0.008, "share of persons moved by the relocation programme"),
    "served_and_cancelled": (0.0008, "enlisted persons duly cancelled, as a share of persons"),
    "abroad_and_cancelled": (0.0004, "persons settled abroad and duly cancelled, as a share of persons"),
    "foreigners": (0.0002, "foreign residents, as a share of persons"),
    # Who stands in which list.
    "insured": (0.55, "share of persons at home in the list of insured"),
    "cremated": (0.45, "share of the dead in the list of cremations"),
    "certified_death": (0.40, "share of the dead in the list of medical institutions"),
    "funeral_benefit": (0.30, "share of the dead for whom a funeral benefit was paid"),
    "born_here": (0.88, "share of the births of the last two years that happened in the county's institutions"),
    "permit": (0.45, "share of grown-up newcomers with a residence permit"),
    "newcomer_insured": (0.30, "share of newcomers in the list of insured"),
    "newcomer_not_collected": (0.08, "share of newcomers with a permit or insured whom the resident list misses"),
    # False or stale traces that must not be taken for the truth.
    "reported_dead_alive": (0.0001, "living persons whom a death list names, as a share of persons"),
    "stale_contact": (0.003, "share of the insured at home whose contact address names another county"),
    "stale_dead_row": (
        0.35,
        "share of the dead not cancelled who still stand in the resident list, as last seen alive",
    ),
    "collected_twice": (0.004, "share of resident rows that repeat a person collected before at another door"),
    "no_consent": (
        0.10,
        "share of pupils without registration whose guardian did not consent (no finding may use them)",
    ),
    # How departments write numbers. The resident list is read from cards; the others are typed.
    "number_mistyped": (0.03, "share of numbers with a typing error in department lists"),
    "number_mistyped_residents": (0.008, "share of numbers with a typing error in the resident list"),
    "number_missing_careless": (
        0.10,
        "share of rows without number in cremations, deaths, relocated, parents' numbers",
    ),
    "number_missing_careful": (0.008, "share of rows without number in the other lists"),
    "number_relative": (0.002, "share of rows that carry a relative's number"),
    "number_old_form": (0.03, "share of persons over sixty whose number comes in the old form of 15 digits"),
    "number_full_width": (0.004, "share of numbers in full-width digits"),
    "number_lower_case": (0.25, "share of the numbers ending in X that come with x"),
    "number_blanks": (0.01, "share of numbers with blanks around them"),
    "number_eaten": (0.0015, "share of numbers that a spreadsheet turned into 9.91703E+17"),
    # How departments write names, dates and addresses, and what else befalls rows.
    "name_changed": (0.05, "share of names with a homophone, look-alike or traditional character in department lists"),
    "name_changed_residents": (0.01, "the same in the resident list"),
    "name_spaced": (0.02, "share of names written with blanks inside or around"),
    "name_rare": (0.0008, "share of names with a character outside GBK"),
    "birth_wrong": (0.02, "share of wrong birth dates in department lists"),
    "date_other_style": (0.06, "share of dates not in the usual style of their list"),
    "address_noise": (
        0.04,
        "share of addresses with blanks, remarks, full-width digits, a telephone number, a wrong word",
    ),
    "address_missing": (0.01, "share of rows without address where nothing depends on it"),
    "address_former_county": (0.02, "share of register addresses that name a former county (where there is one)"),
    "newborn_unnamed": (0.30, "share of newborns whose certificate says “son of …” instead of a name"),
    "newborn_renamed": (0.06, "share of newborns who were registered under another name than the certificate gives"),
    "row_repeated": (0.004, "share of rows delivered twice"),
    # Doors as a survey of the entrances finds them.
    "door_unnumbered": (0.30, "share of the empty houses on a walked street that never got a number"),
    "door_gone": (0.10, "share of the empty houses on a walked street that are gone"),
    "door_doubled": (0.10, "share of the empty houses on a walked street that the address list has twice"),
    "door_between": (0.03, "share of doors behind which one without a number was added later"),
    "door_overlooked": (0.04, "share of doors without a number that the survey does not have"),
    "door_side_unknown": (0.03, "share of doors without a number whose side was not noted"),
    "plate_unseen": (0.005, "share of numbered doors that the survey has without their number"),
}
# Rates that go into one draw may together not exceed it.
_MOST = 1.0


def read(path: Path | None) -> dict[str, float]:
    """Return all rates, those in the TOML file `path` in place of the defaults."""
    rates = {name: default for name, (default, _) in RATES.items()}
    if path is None:
        return rates
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise RatesUnreadable(file=path, why=problem.strerror) from problem
    except ValueError as problem:  # no UTF-8, or no TOML
        raise RatesUnreadable(file=path, why=str(problem).split("\n")[0]) from problem
    return rates | check(given, str(path))


class RatesUnreadable(Unreadable):
    """{file} cannot be read as a TOML file of rates: {why}."""

    code = "rates-unreadable"


def check(given: Mapping[str, object], file: str = "rates") -> dict[str, float]:
    """Return the given rates as numbers; raise UnknownRate or ImpossibleRate."""
    checked: dict[str, float] = {}
    for name, value in given.items():
        if name not in RATES:
            raise UnknownRate(file=file, name=name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MOST:
            raise ImpossibleRate(file=file, name=name, value=value, most=_MOST)
        checked[name] = float(value)
    return checked
