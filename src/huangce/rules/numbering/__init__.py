"""Numbers of doors along a street: the scheme, what is missing or wrong, and which numbers are free. Pure."""

from huangce.rules.numbering.doors import (
    DEMOLISHED,
    FINDINGS,
    MISSING,
    RESERVED,
    STANDING,
    STATES,
    Entrance,
    Finding,
    Neighbour,
    Rested,
)
from huangce.rules.numbering.numbers import Number, read_number
from huangce.rules.numbering.scheme import Scheme, SchemeInvalid, read_schemes, scheme_for, scheme_of
from huangce.rules.numbering.street import analyse
from huangce.rules.numbering.streets import analyse_streets

__all__ = [
    "DEMOLISHED",
    "FINDINGS",
    "MISSING",
    "RESERVED",
    "STANDING",
    "STATES",
    "Entrance",
    "Finding",
    "Neighbour",
    "Number",
    "Rested",
    "Scheme",
    "SchemeInvalid",
    "analyse",
    "analyse_streets",
    "read_number",
    "read_schemes",
    "scheme_for",
    "scheme_of",
]
