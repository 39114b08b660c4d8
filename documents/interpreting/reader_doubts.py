"""Doubts that only the document itself shows: a deadline that is no date, a row put together from pieces."""

from collections.abc import Iterator

from config.plan_draft import DraftWarning
from documents.interpreting.draft_limits import cut
from documents.interpreting.flowing_text import FlowingText
from documents.interpreting.item_fields import ReadItem
from documents.interpreting.table_columns import PlanRow
from models.states import WarningCode

_QUOTED = 200


def reader_doubts(place: int, read: ReadItem, flowing: FlowingText) -> Iterator[DraftWarning]:
    """The doubts about the item at this place in the plan, from 1."""
    found = read.deadline.deadline
    number = read.item.number
    location = flowing.line(read.rows.rows[0].place.text)
    if not found.is_empty and not found.is_understood:
        text = flowing.line(read.deadline.text) or "—"
        yield DraftWarning(
            code=WarningCode.UNPARSED_DEADLINE,
            item=number,
            place=place,
            location=location,
            source=cut(text),
            message=f"Срок пункта {number} — «{cut(text, _QUOTED)}» — не удалось прочитать как дату, поэтому "
            "напоминаний по нему не будет. Укажите срок или примите как есть, указав причину.",
        )
    if read.rows.is_joined:
        pieces = read.rows.rows[1:]
        yield DraftWarning(
            code=WarningCode.ROW_CONTINUATION_JOINED,
            item=number,
            place=place,
            location=location,
            source=cut(flowing.line(" | ".join(map(_as_printed, pieces)))) or None,
            message=f"Строка пункта {number} разорвана: к ней присоединено продолжение "
            f"({cut(_places(pieces, flowing), _QUOTED)}). Сверьте пункт с подлинником: исправьте его или примите "
            "как есть, указав причину.",
        )


def _places(pieces: list[PlanRow], flowing: FlowingText) -> str:
    return flowing.line("; ".join(dict.fromkeys(row.place.text for row in pieces)))


def _as_printed(row: PlanRow) -> str:
    return " | ".join(cell.text for cell in row.filled)
