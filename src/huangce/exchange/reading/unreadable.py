"""Why a delivered file cannot be read: one class per reason, each with a stable code and the words for the sender.

The docstring is the line on the command line; `said` is what the clerk reads on a page and in the answers. Both take
their `{names}` from the keyword arguments. Raising one of these means that nothing was changed.
"""

from __future__ import annotations

from typing import Any, ClassVar

from huangce.errors import Problem, Unreadable, Where


class UnreadableFile(Unreadable):
    """The file {file} cannot be read."""

    code = "file-unreadable"
    said: ClassVar[str] = "文件无法读取。"

    def __init__(self, *, file: str, sheet: str = "", row: int | None = None, column: str = "", **details: Any) -> None:
        self.where = Where(sheet=sheet, row=row, column=column)
        super().__init__(file=file, sheet=sheet, row=row, column=column, **details)

    def problem(self) -> Problem:
        """Return the same finding as a row of a report."""
        return Problem(self.code, "error", self.said.format(**self.details), self.where)


class FileMissing(UnreadableFile):
    """There is no file {file}, or it may not be opened."""

    code = "file-missing"
    said = "找不到文件，或没有读取权限。"


class FileEmpty(UnreadableFile):
    """The file {file} is empty."""

    code = "file-empty"
    said = "文件是空的，请重新导出。"


class FileTooLarge(UnreadableFile):
    """The file {file} has {size} MiB; at most {limit} MiB can be read. Split it or deliver it as csv."""

    code = "file-too-large"
    said = "文件有 {size} MiB，超过上限 {limit} MiB，请拆分或改用 csv。"


class WrongType(UnreadableFile):
    """The file {file} is {found}, not a list. Save it as xlsx or csv."""

    code = "file-wrong-type"
    said = "这不是可以读取的名单（实际内容：{found}），请另存为 xlsx 或 csv。"


class FileDamaged(UnreadableFile):
    """The file {file} is damaged or cut off. Export or copy it again."""

    code = "file-damaged"
    said = "文件损坏或不完整，请重新导出或重新拷贝。"


class PasswordProtected(UnreadableFile):
    """The file {file} is protected by a password. Save it without one."""

    code = "file-password"
    said = "文件有密码保护，请取消密码后重新保存。"


class ZipBomb(UnreadableFile):
    """The file {file} unpacks to far more than a list can hold; it was not opened."""

    code = "file-bomb"
    said = "文件解压后异常庞大，已拒绝打开。"


class TooManyRows(UnreadableFile):
    """The file {file} has more than {limit} rows. Split it."""

    code = "too-many-rows"
    said = "行数超过 {limit}，请拆分文件。"


class TooManyColumns(UnreadableFile):
    """The file {file} has {found} columns; at most {limit} can be read. Remove the stray cells on the far right."""

    code = "too-many-columns"
    said = "列数为 {found}，超过上限 {limit}，请删除最右侧多余的单元格。"


class TooManyCells(UnreadableFile):
    """The sheet {sheet} of {file} spans {found} cells; at most {limit} can be read. Remove stray cells."""

    code = "too-many-cells"
    said = "工作表跨越 {found} 个单元格，超过上限 {limit}，请删除多余的单元格或改用 csv。"


class CellTooLong(UnreadableFile):
    """The cell {cell} of {file} has more than {limit} characters. Often a quotation mark is not closed."""

    code = "cell-too-long"
    said = "单元格 {cell} 超过 {limit} 个字符，通常是引号没有成对。"


class NulBytes(UnreadableFile):
    """The file {file} contains NUL bytes (row {row}): it is no text, or was damaged. Export it again."""

    code = "nul-bytes"
    said = "第 {row} 行含有空字节（NUL），文件不是文本或已损坏，请重新导出。"


class UnknownEncoding(UnreadableFile):
    """The text of {file} is neither UTF-8, UTF-16 nor GB 18030 (row {row}). Save it as UTF-8."""

    code = "unknown-encoding"
    said = "文字编码无法识别（第 {row} 行），请另存为 UTF-8 或 GBK。"


class HeaderMissing(UnreadableFile):
    """No header row was found in {file}. The list needs one row of column names within its first {rows} rows."""

    code = "header-missing"
    said = "前 {rows} 行没有找到表头，请保留一行列名。"


class SheetMissing(UnreadableFile):
    """The file {file} has no sheet {sheet}. It has: {sheets}."""

    code = "sheet-missing"
    said = "没有名为“{sheet}”的工作表，现有：{sheets}。"


class SeveralSheets(UnreadableFile):
    """The file {file} holds several lists ({sheets}). Say which sheet to read."""

    code = "several-sheets"
    said = "文件里有多张名单（{sheets}），请指明要读取的工作表。"


class WorkbookTooHeavy(UnreadableFile):
    """Opening the workbook {file} takes more memory or time than any list needs; it was given up. Deliver csv."""

    code = "file-too-heavy"
    said = "打开该工作簿所需内存或时间异常，已放弃，请另存为 csv。"
