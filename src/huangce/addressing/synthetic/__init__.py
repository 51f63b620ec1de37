"""Labelled addresses that nobody lives at: what the shipped model learns from.

Division names are the open national tables; everything below them is drawn from the project's own word lists and from
the numbering forms of GB/T 23705 and of provincial plate rules. Frequencies are rounded guesses about how people write.
"""
