"""How large a delivered file may be: far above any honest list of a county, far below what stops the machine.

A list of a million rows and thirty columns fits in all of them. What does not fit is refused before it is opened.
"""

from __future__ import annotations

MEBIBYTE = 1 << 20

FILE_BYTES = 2048 * MEBIBYTE  # any file; a register of ten million rows as csv is about this
WORKBOOK_BYTES = 256 * MEBIBYTE  # xlsx and xls; the largest workbook Excel itself can handle with patience
MARKUP_BYTES = 64 * MEBIBYTE  # html and xml that call themselves xls
UNPACKED_BYTES = 2048 * MEBIBYTE  # all parts of an xlsx together, unpacked
BOMB_BYTES = 64 * MEBIBYTE  # below this a part is harmless however well it packs
BOMB_RATIO = 200  # a million empty formatted rows pack 40 to 1, a zip bomb 1000 to 1
ROWS = 20_000_000
COLUMNS = 512
CELLS = 40_000_000  # of a worksheet, empty ones between the first and the last included
CELL_CHARACTERS = 32_767  # Excel's own limit
HEADER_SEARCH_ROWS = 30  # title rows above the header; more is no list
WORKBOOK_MEMORY = 4096 * MEBIBYTE  # of the process that opens a workbook
WORKBOOK_SECONDS = 180
