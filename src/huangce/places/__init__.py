"""Divisions in the register, addresses, buildings and dwellings."""
