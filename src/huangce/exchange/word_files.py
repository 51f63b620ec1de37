"""A paper as a file that word processors open (ECMA-376 WordprocessingML): headings, paragraphs, a table to fill in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

_MAIN: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS: Final = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_OFFICE}.document.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="main" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>',
}
# The day of every part, so that the same paper gives the same bytes.
_DAY: Final = (1980, 1, 1, 0, 0, 0)
_A4: Final = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1984" w:right="1474" w:bottom="1871" w:left="1587"/>'
CENTRE, LEFT, RIGHT = "center", "left", "right"


def as_word(title: str, lines: Sequence[tuple[str, str]], heading: str, fill_in: Sequence[str]) -> bytes:
    """Return a paper of one A4 page or more: title, lines (alignment, text), and a table with a heading to fill in.

    Lines aligned left begin with two characters of space, as paragraphs of papers do; one that ends in ： does not.
    """
    body = _paragraph(title, CENTRE, size=36, bold=True)
    body += "".join(_paragraph(text, side, indent=side == LEFT and not text.endswith("：")) for side, text in lines)
    body += _paragraph(heading, CENTRE, size=28, bold=True) + _table(fill_in)
    document = f'<w:document xmlns:w="{_MAIN}"><w:body>{body}<w:sectPr>{_A4}</w:sectPr></w:body></w:document>'
    parts = _PARTS | {"word/document.xml": document}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            declared = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}'
            packed.writestr(zipfile.ZipInfo(name, _DAY), declared)
    return buffer.getvalue()


def _paragraph(text: str, side: str, *, size: int = 28, bold: bool = False, indent: bool = False) -> str:
    ahead = '<w:ind w:firstLineChars="200" w:firstLine="560"/>' if indent else ""
    font = '<w:rFonts w:eastAsia="仿宋" w:hint="eastAsia"/>' + ("<w:b/>" if bold else "") + f'<w:sz w:val="{size}"/>'
    style = f'<w:pPr><w:spacing w:line="480" w:lineRule="auto"/>{ahead}<w:jc w:val="{side}"/></w:pPr>'
    said = f'<w:t xml:space="preserve">{escape(_printable(text))}</w:t>'
    return f"<w:p>{style}<w:r><w:rPr>{font}</w:rPr>{said}</w:r></w:p>"


def _printable(text: str) -> str:
    """A text without the control characters that XML has no way to write."""
    return "".join(sign for sign in text if sign >= " " and sign not in "\ufffe\uffff")


def _table(fill_in: Sequence[str]) -> str:
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="6" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    rows = "".join(
        '<w:tr><w:trPr><w:trHeight w:val="680"/></w:trPr>'
        f'<w:tc><w:tcPr><w:tcW w:w="2900" w:type="dxa"/></w:tcPr>{_paragraph(one, LEFT, size=24)}</w:tc>'
        f'<w:tc><w:tcPr><w:tcW w:w="5900" w:type="dxa"/></w:tcPr>{_paragraph("", LEFT, size=24)}</w:tc></w:tr>'
        for one in fill_in
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="8800" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="2900"/><w:gridCol w:w="5900"/></w:tblGrid>{rows}</w:tbl>'
    )
