"""The code lists, each with its standard: stored code to words, and words as people write them to the stored code.

>>> from huangce.rules import codes
>>> codes.SEXES.code_of("男"), codes.ETHNICITIES.code_of("汉族"), codes.ETHNICITIES["08"].zh
('1', '01', '壮')
"""

from huangce.rules.codes.person import EDUCATIONS, ETHNICITIES, MARITAL_STATUSES, OCCUPATIONS, SEXES
from huangce.rules.codes.register import (
    CANCELLATION_CLASSES,
    CHANGE_CLASSES,
    HOUSEHOLD_KINDS,
    PERSON_STATUSES,
    RESIDENCE_KINDS,
)
from huangce.rules.codes.relation import HEADS, ONE_DIGIT, RELATIONS
from huangce.rules.codes.table import Code, CodeTable, normal

TABLES = {
    table.name: table
    for table in (
        SEXES,
        MARITAL_STATUSES,
        ETHNICITIES,
        RELATIONS,
        EDUCATIONS,
        OCCUPATIONS,
        HOUSEHOLD_KINDS,
        RESIDENCE_KINDS,
        PERSON_STATUSES,
        CANCELLATION_CLASSES,
        CHANGE_CLASSES,
    )
}

__all__ = [
    "CANCELLATION_CLASSES",
    "CHANGE_CLASSES",
    "EDUCATIONS",
    "ETHNICITIES",
    "HEADS",
    "HOUSEHOLD_KINDS",
    "MARITAL_STATUSES",
    "OCCUPATIONS",
    "ONE_DIGIT",
    "PERSON_STATUSES",
    "RELATIONS",
    "RESIDENCE_KINDS",
    "SEXES",
    "TABLES",
    "Code",
    "CodeTable",
    "normal",
]
