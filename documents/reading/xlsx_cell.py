"""One cell of a sheet: the text that it shows and the value behind it. Source: ECMA-376 part 1, 18.3.1.4 (c)."""

import math
from dataclasses import dataclass
from datetime import date, datetime

from lxml.etree import _Element

from documents.reading.xlsx_dates import Shown, date_fields, moment_of, shown_date, shown_time
from documents.reading.xlsx_names import s
from documents.reading.xlsx_number_format import general_text, number_text
from documents.reading.xlsx_workbook import CellFormat, Workbook, plain_text, rich_text

_VALUE, _INLINE = s("v"), s("is")
_USUAL_FORMAT = CellFormat()
_TIME_ALONE = frozenset({"hour", "minute", "second", "elapsed"})
_DAY_ZERO = "00.01.1900"
_LARGEST_WHOLE = 10**15


@dataclass(frozen=True, slots=True)
class CellContent:
    """What a filled cell shows. `value` and `is_month` as in `source.Cell`."""

    text: str
    value: date | datetime | int | float | None = None
    is_month: bool = False
    is_right: bool = False


class CellReader:
    """Reads the cells of one workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook

    def content(self, cell: _Element) -> CellContent | None:
        """What the cell shows, None for an empty one. A formula shows what was last calculated, an error nothing."""
        style = self._format(cell.get("s"))
        text, value, is_month = self._shown(cell, style.code)
        return CellContent(text, value, is_month, style.is_right) if text else None

    def _format(self, index: str | None) -> CellFormat:
        formats = self._workbook.formats
        at = int(index) if index is not None and index.isdecimal() and len(index) < len("1000000") else 0
        return formats[at] if at < len(formats) else _USUAL_FORMAT

    def _shown(self, cell: _Element, code: str) -> Shown:
        kind = cell.get("t", "n")
        stored = cell.findtext(_VALUE) or ""
        if kind == "inlineStr":
            inline = cell.find(_INLINE)
            return (rich_text(inline) if inline is not None else ""), None, False
        if kind == "n":
            return self._number(stored, code)
        if kind == "d":
            return _iso_date(stored, code)
        return self._words(kind, stored), None, False

    def _words(self, kind: str, stored: str) -> str:
        if kind == "s":
            texts = self._workbook.texts
            at = int(stored) if stored.isdecimal() and len(stored) < len("100000000") else len(texts)
            return texts[at] if at < len(texts) else ""
        if kind == "b":
            return {"1": "ИСТИНА", "0": "ЛОЖЬ"}.get(stored, "")
        return "" if kind == "e" else plain_text(stored)

    def _number(self, stored: str, code: str) -> Shown:
        try:
            number = float(stored)
        except ValueError:
            return plain_text(stored), None, False
        if not math.isfinite(number):
            return "", None, False
        fields = date_fields(code)
        if fields:
            return self._date(number, fields)
        is_whole = number.is_integer() and abs(number) < _LARGEST_WHOLE
        return number_text(number, code), int(number) if is_whole else number, False

    def _date(self, number: float, fields: frozenset[str]) -> Shown:
        if fields <= _TIME_ALONE:
            return shown_time(number) if 0 <= number < _LARGEST_WHOLE else (general_text(number), number, False)
        moment = moment_of(number, is_1904=self._workbook.is_1904)
        if moment is not None:
            return shown_date(moment, fields)
        return (_DAY_ZERO if 0 <= number < 1 else general_text(number)), number, False


def _iso_date(stored: str, code: str) -> Shown:
    try:
        moment = datetime.fromisoformat(stored).replace(tzinfo=None)
    except ValueError:
        return plain_text(stored), None, False
    fields = date_fields(code)
    return shown_date(moment, fields or frozenset({"day", "month", "year", "hour"}))
