"""Dates as registers hold them and as lists write them.

`PartialDate` is what is stored: whole, or a year, or a month. `parse_date` reads a cell. Both doors are here; the rooms
are `partial_date.py` and `date_reading.py`.
"""

from huangce.rules.date_reading import LUNAR, ReadDate, parse_date
from huangce.rules.partial_date import EARLIEST_YEAR, LATEST_YEAR, PartialDate

__all__ = ["EARLIEST_YEAR", "LATEST_YEAR", "LUNAR", "PartialDate", "ReadDate", "parse_date"]
