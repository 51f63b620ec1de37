"""Feeds out: what the register tells other offices, in numbered and signed pages, and what they did with it.

`table` says which feeds there are, `publish` numbers what the sealed log tells, `pages` hands it out under an
agreement, `answers` takes the business receipts, `check` proves pages without us.
"""
