"""What a digest says of itself: subject, heading and first sentence, from its lines alone."""

from typing import Any

from notifications.letters.lines import Section
from workflow.wording.dates import items_text, plural

Line = dict[str, Any]
TOLD_IN_SUBJECT = 2  # sorts of lines, the most pressing; the letter's first sentence has them all


def words_of(context: dict[str, Any]) -> dict[str, str]:
    """`subject`, `heading` and `intro` (a sentence that may follow a name) of a digest.

    The subject of one line has its number, how it stands and what is asked; of several, how many.
    """
    lines, pieces, head = context["lines"], _pieces(context["lines"]), _head(context)
    heading = _capital(pieces[0]) if len(pieces) == 1 else f"Сводка на {context['today']}"
    if len(lines) == 1:
        start, said = _of_one(lines[0], head)
        subject, heading = f"{start}: {said}", _capital(said)
    else:
        subject = f"{head}: {'; '.join(pieces[:TOLD_IN_SUBJECT])}"
        if all(line["section"] == Section.REPORTED for line in lines):
            subject += f" (на {context['today']})"
    return {"subject": subject, "heading": heading, "intro": _intro(context, pieces)}


def _of_one(line: Line, head: str) -> tuple[str, str]:
    """What the only line is about, and what is said of it."""
    if line["form"] == "failure":
        start = head
    else:
        start = f"П. {line['number']}" if line["number"] else line["title"].replace(": ", ", ", 1)
    if line["section"] == Section.REPORTED:
        said = _reported_state(line)
    else:
        said = line["state"] + (f" — {line['ask']}" if line["ask"] else "")
    return start, said


def _reported_state(line: Line) -> str:
    if line["is_waiting"]:
        return f"согласование задержано, {line['late']}" if line["is_late"] else line["state"]
    return f"не исполнен в срок, {line['late']}" if line["is_late"] else line["state"]


def _head(context: dict[str, Any]) -> str:
    years = [str(year) for year in context["years"]]
    if context["plan"] is not None:
        return f"План {context['plan']['year']}"
    return f"Планы {', '.join(years)}" if years else "Система «Виза»"


def _pieces(lines: list[Line]) -> list[str]:
    """How many lines of each sort there are, in words."""
    to_do = [line for line in lines if line["section"] == Section.TO_DO]
    failures = [line for line in to_do if line["form"] == "failure"]
    asked = [line for line in to_do if line["form"] != "failure"]
    reported = [line for line in lines if line["section"] == Section.REPORTED]
    late = [line for line in reported if not line["is_waiting"]]
    waiting = [line for line in reported if line["is_waiting"]]
    info = [line for line in lines if line["section"] == Section.INFO]
    pieces = []
    if asked:
        pieces.append(_asked_text(asked))
    if failures:
        count = len(failures)
        pieces.append(f"не доставлено {count} {plural(count, 'письмо', 'письма', 'писем')}")
    if late:
        count = _count(late)
        pieces.append(f"{plural(count, 'не исполнен', 'не исполнены', 'не исполнено')} в срок {items_text(count)}")
    if waiting:
        pieces.append(f"задержано согласование, {_things_text(waiting)}")
    if info:
        pieces.append(f"для сведения {_things_text(info)}")
    return pieces


def _asked_text(asked: list[Line]) -> str:
    count = _count(asked)
    if all(line["form"] == "explanation" for line in asked):
        return f"просим представить сведения по {count} {plural(count, 'пункту', 'пунктам', 'пунктам')}"
    late = _count([line for line in asked if line["is_late"]])
    if late == count:
        return f"{plural(late, 'просрочен', 'просрочены', 'просрочено')} {_things_text(asked)}"
    tail = f", {late} {plural(late, 'просрочен', 'просрочены', 'просрочено')}" if late else ""
    return f"{_things_text(asked)} {plural(count, 'требует', 'требуют', 'требуют')} внимания{tail}"


def _things_text(lines: list[Line]) -> str:
    """«2 пункта»; where some line is about a whole plan, «2 вопроса»."""
    count = _count(lines)
    if all(line["number"] for line in lines):
        return items_text(count)
    return f"{count} {plural(count, 'вопрос', 'вопроса', 'вопросов')}"


def _count(lines: list[Line]) -> int:
    """How many different items and plans these lines are about."""
    return len({(line["plan_id"], line["number"], line["title"]) for line in lines})


def _intro(context: dict[str, Any], pieces: list[str]) -> str:
    today, lines, years = context["today"], context["lines"], context["years"]
    if all(line["section"] == Section.REPORTED for line in lines):
        is_waiting = all(line["is_waiting"] for line in lines)
        return f"информируем о {'задержке согласования' if is_waiting else 'неисполнении в срок'} на {today}."
    if all(line["form"] == "explanation" for line in lines):
        return f"просим представить сведения для итогового рассмотрения {_plans_text(years)}."
    of_plans = "" if not years else f" по {_plans_text(years, dative=True)}"
    if len(pieces) == 1:
        return f"сводка{of_plans} на {today}."
    return f"на {today}{of_plans}: {'; '.join(pieces)}."


def _plans_text(years: list[int], *, dative: bool = False) -> str:
    """«плана работы на 2021 год», «планов работы на 2021, 2022 годы»; in the dative «плану», «планам»."""
    if len(years) == 1:
        return f"{'плану' if dative else 'плана'} работы на {years[0]} год"
    listed = ", ".join(str(year) for year in years)
    return f"{'планам' if dative else 'планов'} работы на {listed} годы"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
