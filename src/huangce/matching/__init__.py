"""Matching lists to the register, and the findings that come of it."""

from huangce.matching.cascade import match, match_within

__all__ = ["match", "match_within"]
