"""Standard addresses: free text in, seven segments and a canonical key out. Pure: no framework, no database."""

from huangce.addressing.columns import parse_columns
from huangce.addressing.explaining import Explanation, explain
from huangce.addressing.parsed import ParsedAddress, Span, canonical, parse, parse_many

__all__ = ["Explanation", "ParsedAddress", "Span", "canonical", "explain", "parse", "parse_columns", "parse_many"]
