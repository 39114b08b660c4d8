"""Headings inside and between plan tables: sections, and months that date the rows below them."""

import re
from collections.abc import Sequence
from datetime import date

from documents.interpreting.deadline import days_of_heading, looks_like_deadline, month_of_heading
from documents.interpreting.header_rows import squeezed
from documents.interpreting.headings import Role
from documents.interpreting.numbering import read_number
from documents.interpreting.plain_line import plain_line
from documents.interpreting.plan_period import PlanPeriod, period_of_year
from documents.interpreting.table_columns import PlanRow, is_blank
from documents.reading.source import Cell

# Whether a line names months does not depend on the year.
_ANY_YEAR = 2021
_LONGEST_SECTION = 200
_SECTION = re.compile(
    r"(?:[IVXІХV]+|\d{1,2})(?:\.\d{1,2})*[.)]?\s+[«\"]?[А-ЯЁA-Z].*|(?:раздел|блок|модуль|направление|часть|этап)\b.*",
    re.IGNORECASE,
)
_FURNITURE = re.compile(r"[\W\d_]*|(?:страница|стр\.?|лист)\s*\d+.{0,20}|продолжение.{0,40}", re.IGNORECASE)
_MONTH_LEAD = re.compile(r"^(?:(?:[IVX]+|\d{1,2})[.)]\s*|(?:месяц|период|на)\s*:?\s+)+", re.IGNORECASE)
# «Ежемесячно», «1 сентября», «5 мая (среда)» over the rows that are due then.
_TIMING = re.compile(
    r"(?:\d{1,2}[.\s-]*)*(?:(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)\w*|\d{4}|г\.?|года?"
    r"|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|\b(?:пн|вт|ср|чт|пт|сб|вс)\b|еже\w+|постоянно"
    r"|по мере необходимости|[\s\d.,()–-])+",
    re.IGNORECASE,
)
# «СЕНТЯБРЬ «Внимание, дети!»», «Октябрь. Месячник безопасности», as plans of upbringing name their months.
_WITH_THEME = re.compile(
    r"^([а-яё]{3,8})\s*(?:[-–—:.]?\s*[«\"“(]|[-–—:.]\s*(?:месячник|девиз|тема|под\s+девизом)\b).*", re.IGNORECASE
)
_NAMES_A_TIME = re.compile(
    r"янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|кв|полуг|триместр|четверт|год|период|еже|постоян|необходим|(?:19|20)\d\d"
    r"|понед|вторн|сред[аы]|пятн|субб|воскр|^\W*[0-3]?\d\.[01]\d\.?\s?[-–—]\s?[0-3]?\d\.[01]\d\W*$",
    re.IGNORECASE,
)
_LONGEST_LEAD = 40
_CELLS_UNDER = (
    Role.DEADLINE,
    Role.STARTS,
    Role.ENDS,
    Role.MONTH,
    Role.MARK,
    Role.RESPONSIBLE,
    Role.EXECUTORS,
    Role.DEADLINE_AND_RESPONSIBLE,
    Role.RESULT,
    Role.NOTE,
    Role.PLACE,
)


def month_range(text: str, period: PlanPeriod) -> tuple[date, date] | None:
    """The days that a month's heading covers: «Сентябрь», «II. ОКТЯБРЬ 2021 г.»; None for any other text."""
    line = _MONTH_LEAD.sub("", plain_line(text).strip(" .:-–—*"))
    themed = _WITH_THEME.match(line)
    return month_of_heading(themed[1] if themed else line, period) if line else None


def time_range(text: str, period: PlanPeriod) -> tuple[date, date] | None:
    """The days that a heading covers, be it a month or a day of its own: «23.10 Понедельник»; None for other texts."""
    return month_range(text, period) or days_of_heading(plain_line(text).strip(" .:-–—*"), period)


def is_month(text: str) -> bool:
    """Whether the text is a heading that dates the rows below it: a month, «В течение года», «Ежемесячно»."""
    if len(text) > _LONGEST_SECTION or not _NAMES_A_TIME.search(text[:_LONGEST_LEAD]):
        return False
    if time_range(text, period_of_year(_ANY_YEAR)) is not None:
        return True
    return bool(_TIMING.fullmatch(plain_line(text))) and looks_like_deadline(text)


def is_page_furniture(text: str) -> bool:
    """A page number or «Продолжение таблицы»: what a page break leaves and nobody reads."""
    return bool(_FURNITURE.fullmatch(plain_line(text)))


def is_section_line(text: str) -> bool:
    """Whether a line between two tables heads the rows below it."""
    line = plain_line(text)
    return 0 < len(line) <= _LONGEST_SECTION and (bool(_SECTION.fullmatch(line)) or line.isupper())


def wide_heading(row: PlanRow) -> str | None:
    """The text of a row that is one heading over its columns: merged, or the same in all cells; None for others."""
    filled = row.filled
    if len(filled) > 1 and _are_the_same(filled):
        is_wide = len(filled) * 2 >= len(row.columns.columns) and not any(cell.continues for cell in filled)
        return plain_line(filled[0].text) if is_wide else None
    named = [cell for cell in filled if not (row.columns.has(Role.NUMBER) and _is_number_cell(row, cell))]
    if len(named) != 1 or named[0].continues or is_blank(named[0].text):
        return None
    covered = row.columns.covered_by(named[0])
    titles, others = row.columns.having(Role.TITLE), row.columns.having(*_CELLS_UNDER)
    if covered.intersection(titles) and covered.intersection(others):
        return plain_line(named[0].text)
    return None


def _are_the_same(cells: Sequence[Cell]) -> bool:
    first = cells[0].text
    if all(cell.text == first for cell in cells):
        return True
    # Columns of different widths break the same words differently.
    return any("\n" in cell.text for cell in cells) and len({squeezed(cell.text) for cell in cells}) == 1


def lone_text(row: PlanRow) -> str | None:
    """The text of a row whose only filled cell stands where numbers and titles do; None for others."""
    filled = row.filled
    if len(filled) != 1 or filled[0].continues:
        return None
    at = row.columns.column_of(filled[0])
    is_left = at == 0 or at in row.columns.having(Role.NUMBER, Role.TITLE)
    is_heading = is_left or (is_month(filled[0].text) and not filled[0].text[:1].islower())
    return plain_line(filled[0].text) if is_heading else None


def _is_number_cell(row: PlanRow, cell: object) -> bool:
    return any(cell is number and read_number(number) is not None for number in row.cells_of(Role.NUMBER))
