"""Matching lists to the register, and the findings that come of it."""
