"""The values of `rules/` over whole columns, for lists of millions of rows.

Each module here says the same as the module of its name one floor up, in Polars and NumPy; a property test holds the
two together (`tests/rules/test_columns.py`). Where a value is odd, the column goes back to the single form, once for
each distinct value.
"""
