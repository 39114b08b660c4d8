"""The rows of a table in plain text: fields between tabs, semicolons or bars."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

# A quoted field does not run over more lines than this.
_MAX_LINES_OF_FIELD: Final = 30
_QUOTED: Final = re.compile('"(?:[^"]|"")*"')
_NUMBER_FIRST: Final = re.compile(r"\s*\d+(?:\.\d+)*[.)]?\s*$")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of the file, or several where a quoted field holds line breaks. `number` is the first's, from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class TextRow:
    """The fields of a row, each without white space at its ends."""

    number: int
    fields: tuple[str, ...]

    @property
    def filled(self) -> int:
        """How many fields are not empty."""
        return sum(bool(text) for text in self.fields)


def with_whole_fields(lines: Sequence[TextLine], separator: str) -> list[TextLine]:
    """The lines, with those joined that one quoted field runs over."""
    found: list[TextLine] = []
    index = 0
    while index < len(lines):
        count = _lines_of_field(lines, index, separator)
        found.append(TextLine(lines[index].number, "\n".join(part.text for part in lines[index : index + count])))
        index += count
    return found


def _lines_of_field(lines: Sequence[TextLine], index: int, separator: str) -> int:
    """How many lines the last field of a line runs over; 1 where no quotation mark closes it in good time."""
    start = lines[index].text
    if separator not in start or not _is_open(start, separator):
        return 1
    closing = re.compile(f'"(?:[{separator}]|$)')
    for last in range(index + 1, min(index + _MAX_LINES_OF_FIELD, len(lines))):
        if closing.search(lines[last].text):
            whole = "\n".join(part.text for part in lines[index : last + 1])
            if not _is_open(whole, separator):
                return last - index + 1
    return 1


def _is_open(text: str, separator: str) -> bool:
    """Whether the last field begins with a quotation mark that nothing closes."""
    last = _split(text, separator)[-1]
    return last.startswith('"') and last.count('"') % 2 == 1


def _split(text: str, separator: str) -> list[str]:
    """The fields as they stand; what a field quotes from its beginning to its end may hold separators."""
    field = re.compile(rf'("(?:[^"]|"")*"(?=[{separator}]|\Z)|[^{separator}]*)(?:[{separator}]|\Z)', re.DOTALL)
    fields: list[str] = []
    at = 0
    while found := field.match(text, at):
        fields.append(found[1])
        if found.end() == found.end(1):
            break
        at = found.end()
    return fields


def _unquoted(field: str) -> str:
    if _QUOTED.fullmatch(field):
        field = field[1:-1].replace('""', '"')
    return "\n".join(line.strip() for line in field.split("\n")).strip()


def _protects(fields: Sequence[str], separator: str) -> bool:
    """Whether the file puts quotation marks around what needs them, as spreadsheets do; else they belong to names.

    A field needs them for a line break, a separator or quotation marks in it, and in some programs for a comma.
    """
    quoted = [field for field in fields if _QUOTED.fullmatch(field)]
    if any(sign in field[1:-1] for field in quoted for sign in ("\n", separator, '""')):
        return True
    plain = [field for field in fields if not _QUOTED.fullmatch(field)]
    return all("," in field for field in quoted) and not any("," in field for field in plain)


def rows_of(lines: Sequence[TextLine], separator: str) -> list[TextRow]:
    """A row for each line; rows that line breaks inside cells have torn to pieces are put together."""
    raw = [[field.strip() for field in _split(line.text, separator)] for line in lines]
    if _protects([field for fields in raw for field in fields], separator):
        raw = [[_unquoted(field) for field in fields] for fields in raw]
    rows = [TextRow(line.number, tuple(fields)) for line, fields in zip(lines, raw, strict=True)]
    widths = Counter(len(row.fields) for row in rows if row.filled > 1)
    usual = max(widths, key=lambda width: (widths[width], width), default=0)
    found: list[TextRow] = []
    index = 0
    while index < len(rows):
        pieces = _pieces(rows, index, usual)
        found.append(_together(rows[index : index + pieces]))
        index += pieces
    return found


def _pieces(rows: Sequence[TextRow], start: int, usual: int) -> int:
    """How many rows from `start` on make one row of the usual width; 1 where they do not come out even."""
    first = rows[start]
    if not 1 < len(first.fields) < usual or not _NUMBER_FIRST.match(first.fields[0]):
        return 1
    width = len(first.fields)
    for index in range(start + 1, len(rows)):
        row = rows[index]
        if len(row.fields) >= usual or _NUMBER_FIRST.match(row.fields[0]):
            return 1
        width += len(row.fields) - 1
        if width >= usual:
            return index - start + 1 if width == usual else 1
    return 1


def _together(pieces: Sequence[TextRow]) -> TextRow:
    fields = list(pieces[0].fields)
    for piece in pieces[1:]:
        fields[-1] = f"{fields[-1]}\n{piece.fields[0]}".strip()
        fields.extend(piece.fields[1:])
    return TextRow(pieces[0].number, tuple(fields))
