"""From a source document to a plan draft."""

from collections.abc import Sequence

from pydantic import ValidationError

from config.errors import DocumentUnreadable
from config.plan_draft import PlanDraft
from documents.interpreting.draft_limits import LONGEST_TEXT, check_items, check_people, cut
from documents.interpreting.flowing_text import FlowingText
from documents.interpreting.item_deadline import carry_months_down
from documents.interpreting.item_fields import read_items
from documents.interpreting.named_in_plan import organisations_named, people_named
from documents.interpreting.outside_blocks import rows_as_lines
from documents.interpreting.plan_tables import PlanTables, find_plan_tables
from documents.interpreting.plan_title import read_title
from documents.interpreting.plan_year import plan_period
from documents.interpreting.reader_doubts import reader_doubts
from documents.interpreting.row_joining import Gathered, gather_items, rows_as_printed
from documents.interpreting.signature_blocks import read_signature_blocks
from documents.reading.source import Block, Paragraph, SourceDocument

_UNTITLED = "План работы"
_MOST_LINES = 500
_FIELDS = {
    "title": "название",
    "year": "год",
    "agreed_by": "гриф согласования",
    "approved_by": "гриф утверждения",
    "items": "пункты",
    "number": "номер пункта",
    "expected_result": "ожидаемый результат",
    "responsible": "ответственные",
    "note": "примечание",
    "organisations": "организации",
    "people": "люди",
    "name": "имя",
    "position": "должность",
}


def interpret(document: SourceDocument) -> PlanDraft:
    """The plan that the document holds.

    Raises `DocumentUnreadable` where it holds none, names no year, or holds more than a draft can.
    """
    try:
        return _interpret(document)
    except ValidationError as error:
        raise _unfit(error) from error


def _interpret(document: SourceDocument) -> PlanDraft:
    flowing = FlowingText(document)
    tables = find_plan_tables(flowing.mended_document(document))
    if not tables.parts:
        raise DocumentUnreadable(
            "В документе нет таблицы с мероприятиями: нужны столбцы с заголовками, например «Мероприятие», "
            "«Срок исполнения», «Ответственный». Если план набран текстом без таблицы, оформите его таблицей."
        )
    gathered = gather_items(tables.parts)
    check_items(len(gathered.items))
    carry_months_down(gathered.items)
    outside, table_at = _outside(tables, gathered)
    signed = read_signature_blocks(outside)
    title = cut(flowing.line(read_title(outside, signed.used, table_at))) or _UNTITLED
    period = plan_period(title, signed.years, gathered.items, _lines(outside), _names(document))
    read = read_items(gathered.items, period, flowing)
    if not read:
        raise DocumentUnreadable(
            "В таблице плана нет ни одного мероприятия: под заголовками нужны строки с названием и сроком."
        )
    people = people_named((signed.agreed_by, signed.approved_by), (one for item in read for one in item.responsible))
    check_people([person.name for person in people])
    items = [one.item for one in read]
    return PlanDraft(
        title=title,
        year=period.year,
        last_year=period.last.year if period.last.year > period.year else None,
        agreed_by=signed.agreed_by,
        approved_by=signed.approved_by,
        items=items,
        organisations=organisations_named(items),
        people=people,
        reader_warnings=[
            doubt for place, one in enumerate(read, start=1) for doubt in reader_doubts(place, one, flowing)
        ],
    )


def _outside(tables: PlanTables, gathered: Gathered) -> tuple[list[Block], int]:
    """The document without its plan's rows, and where its first plan table stood; signatures below a plan stay."""
    outside = list(tables.outside)
    for at in sorted(gathered.tails, reverse=True):
        part = tables.parts[at]
        outside[part.at + 1 : part.at + 1] = rows_as_lines(rows_as_printed(gathered.tails[at]), part.columns.width)
    return outside, tables.parts[0].at


def _lines(outside: Sequence[Block]) -> list[str]:
    lines: list[str] = []
    for block in outside:
        if isinstance(block, Paragraph):
            lines.append(block.text)
        else:
            lines.extend(cell.text for row in block.rows for cell in row.cells)
        if len(lines) > _MOST_LINES:
            break
    return [line for line in lines[:_MOST_LINES] if 0 < len(line) <= LONGEST_TEXT]


def _names(document: SourceDocument) -> list[str]:
    sheets = (block.place.sheet for block in document.blocks if block.place.sheet)
    return [*dict.fromkeys(sheets), document.file_name]


def _unfit(error: ValidationError) -> DocumentUnreadable:
    """The last guard: whatever the checks before let through is told by its field, in Russian."""
    field = next((part for part in error.errors()[0]["loc"] if isinstance(part, str)), "документ")
    return DocumentUnreadable(
        f"Документ не удалось разобрать: «{_FIELDS.get(field, field)}» не помещается в план. Проверьте таблицу и "
        "сократите или исправьте это место."
    )
