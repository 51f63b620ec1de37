"""The places around the couple of a household, by which families are drawn and relations are named."""

HUSBAND, WIFE, CHILD, FATHER, MOTHER, SIBLING, GRANDMOTHER = 0, 1, 2, 7, 8, 9, 10
CHILDREN = slice(CHILD, CHILD + 5)
SLOTS = 11
NOBODY = -1  # in an empty slot, and where a parent or spouse is not in the household
