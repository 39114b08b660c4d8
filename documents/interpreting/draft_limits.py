"""What a draft can hold of one document. More is refused with the place where it stands."""

from collections.abc import Iterable, Sequence

from config.errors import DocumentUnreadable
from config.plan_draft import PrintedCell
from documents.reading.source import Place

MOST_ITEMS = 5000
LONGEST_TEXT = 4000
LONGEST_ROW = 20_000
_LONGEST_NAME = 300
_MOST_RESPONSIBLE = 50
_MOST_PEOPLE = 2000
_QUOTED = 60


def check_items(count: int) -> None:
    """Raises `DocumentUnreadable` for more items than a plan may have."""
    if count > MOST_ITEMS:
        raise DocumentUnreadable(
            f"В плане {count} пунктов, а в одном плане может быть не больше {MOST_ITEMS}: разделите документ на части."
        )


def check_length(text: str, what: str, place: Place) -> str:
    """The text itself. Raises `DocumentUnreadable` where it is longer than the draft holds."""
    if len(text) > LONGEST_TEXT:
        raise DocumentUnreadable(
            f"{_begun(what)} ({place.text}): в ячейке {len(text)} знаков, а помещается не больше {LONGEST_TEXT}. "
            "Проверьте, не слились ли в ней строки таблицы, и сократите текст."
        )
    return text


def check_responsible(names: Iterable[str], number: str, place: Place) -> list[str]:
    """The names, each once. Raises `DocumentUnreadable` for too many, or for one that is too long."""
    unique = list(dict.fromkeys(names))
    if len(unique) > _MOST_RESPONSIBLE:
        raise DocumentUnreadable(
            f"В пункте {number} ({place.text}) названо ответственных: {len(unique)}, а может быть не больше "
            f"{_MOST_RESPONSIBLE}. Проверьте, не слились ли строки таблицы, или назовите подразделение."
        )
    for name in unique:
        if len(name) > _LONGEST_NAME:
            raise DocumentUnreadable(
                f"В пункте {number} ({place.text}) ответственный назван слишком длинно, «{name[:_QUOTED]}…»: "
                f"{len(name)} знаков, а помещается не больше {_LONGEST_NAME}. Разделите исполнителей точкой с запятой "
                "или сократите название."
            )
    return unique


def check_printed(cells: Sequence[PrintedCell], place: Place) -> list[PrintedCell]:
    """The printed cells of a row. Raises `DocumentUnreadable` where they and their headings hold too much together.

    A merged cell stands in each of its rows, so a small document may print a large one.
    """
    length = sum(len(cell.heading) + len(cell.text) for cell in cells)
    if length > LONGEST_ROW:
        raise DocumentUnreadable(
            f"В строке плана ({place.text}) вместе с заголовками столбцов {length} знаков, а помещается не больше "
            f"{LONGEST_ROW}. Проверьте объединённые ячейки и сократите текст."
        )
    return list(cells)


def check_people(names: Sequence[str]) -> None:
    """Raises `DocumentUnreadable` for more people than a plan may name."""
    if len(names) > _MOST_PEOPLE:
        raise DocumentUnreadable(
            f"В плане названо людей с должностями: {len(names)}, а может быть не больше {_MOST_PEOPLE}. "
            "Разделите документ на части."
        )


def cut(text: str, length: int = LONGEST_TEXT) -> str:
    """The text as a quotation of at most so many characters."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def _begun(what: str) -> str:
    return f"«{cut(what, _QUOTED)}»"
