"""Notices of changed addresses: who is told of which act, what is in the notice, and how far each has come.

The addresses of a notice are the entries that the act made in the feed of address changes: whoever follows the feed and
whoever gets a letter are told the same. `ledger` says where every notice stands, `receivers` who gets letters,
`entering` takes what officers enter, `contents` gives the rows of a notice.
"""
