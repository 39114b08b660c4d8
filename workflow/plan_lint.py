"""What is doubtful in a plan draft: a warning for each, in plain Russian, and nothing changed.

The rules are those of the plan document's conventions. What can be seen only in the document itself (a deadline
that is no date, a row joined from two pages) comes with the draft as `reader_warnings`.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from config.plan_draft import DraftItem, DraftWarning, PlanDraft
from models.states import WarningCode
from workflow.folding import folded, name_key
from workflow.scopes import ItemScope, scope_of
from workflow.targets import EACH_ORGANISATION
from workflow.unknown_organisations import unknown_organisations
from workflow.wording.dates import date_text
from workflow.wording.naming import first_of, items_named, quoted

_YEAR_RANGE = re.compile(r"\b((?:19|20)\d\d)\s*(?:[-–—/]|по|и|,)\s*((?:19|20)\d\d)\b")
_TARGET_IS_A_REFERENCE = re.compile(rf"\bпо\s+(?:количеству|числу)\b|{EACH_ORGANISATION}", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_COUNTED_ORGANISATIONS = re.compile(
    r"(?<![\d.,№-])(?<!№ )(\d{1,3})\s+(?:[а-яё-]+(?:ых|их|ые|ие|ая|ого)\s+){0,3}"
    r"(?:организаци\w*|учреждени\w*|школ\w*|гимнази\w*|лице[йяев]\w*|ОО|ОУ|СОШ|МБОУ|БОУ)\b",
    re.IGNORECASE,
)


def lint(draft: PlanDraft) -> list[DraftWarning]:
    """All doubts about the draft: its own, then its reader's, each once."""
    found = [
        *_outside_the_year(draft),
        *_unknown_organisations(draft),
        *_duplicate_titles(draft),
        *_responsible_approvers(draft),
        *_count_mismatches(draft),
        *_missing_deadlines(draft),
        *_limited_scopes(draft),
        *_unsettled_targets(draft),
    ]
    by_number = {item.number: place for place, item in reversed(list(enumerate(draft.items, 1)))}
    known = {(warning.code, warning.item, place, warning.value) for warning in found for place in (None, warning.place)}
    read = [warning for warning in draft.reader_warnings if _key(warning) not in known]
    return found + [
        warning
        if warning.place or not warning.item
        else warning.model_copy(update={"place": by_number.get(warning.item)})
        for warning in read
    ]


def _key(warning: DraftWarning) -> tuple[Any, ...]:
    return (warning.code, warning.item, warning.place, warning.value)


def _doubt(
    code: WarningCode, place: int, item: DraftItem, message: str, *, source: str | None = None, **more: Any
) -> DraftWarning:
    """A doubt about an item, with where it stands and what stands there."""
    printed = item.printed
    return DraftWarning(
        code=code,
        item=item.number,
        place=place,
        message=message,
        location=None if printed is None else printed.location,
        source=source,
        **more,
    )


def plan_years(draft: PlanDraft) -> range:
    """The calendar years of a plan: what its reader found, else a range in its title that begins with `year`.

    A school year «2020-2021» takes both, «на 2021 – 2024 годы» all four.
    """
    if draft.last_year is None:
        for first, last in _YEAR_RANGE.findall(draft.title):
            if int(first) == draft.year < int(last):
                return range(draft.year, int(last) + 1)
    return draft.years


def _outside_the_year(draft: PlanDraft) -> Iterator[DraftWarning]:
    years = plan_years(draft)
    span = f"{years[0]}" if len(years) == 1 else f"{years[0]}–{years[-1]}"
    for place, item in enumerate(draft.items, 1):
        if any(day is not None and day.year not in years for day in (item.starts_on, item.due_on)):
            yield _doubt(
                WarningCode.DEADLINE_OUTSIDE_PLAN_YEAR,
                place,
                item,
                f"Срок пункта {item.number} ({_span(item.starts_on, item.due_on)}) выходит за {span} год, на "
                "который составлен план. Сверьте год с подлинником: исправьте срок или примите его как есть, "
                "указав причину. Пока это не решено, напоминания по пункту не отправляются.",
                source=_deadline_text(item),
            )


def _deadline_text(item: DraftItem) -> str | None:
    return None if item.printed is None else item.printed.deadline


def _span(starts_on: date | None, due_on: date | None) -> str:
    if starts_on is None:
        return f"до {date_text(due_on)}"
    return f"с {date_text(starts_on)}" if due_on is None else f"{date_text(starts_on)} – {date_text(due_on)}"


def _unknown_organisations(draft: PlanDraft) -> Iterator[DraftWarning]:
    for unknown in unknown_organisations(draft):
        place, item, near = unknown.place, unknown.item, unknown.near
        is_one = len(unknown.codes) == 1
        named = "названа организация" if is_one else "названы организации"
        codes = first_of((f"«{code}»" for code in unknown.codes), len(unknown.codes))
        hint = f"Возможно, имеется в виду «{near}»: сверьте с подлинником. " if near else ""
        yield _doubt(
            WarningCode.UNKNOWN_ORGANISATION,
            place,
            item,
            f"В пункте {item.number} {named} {codes}, "
            f"{'которой' if is_one else 'которых'} нет в перечне организаций плана. {hint}Если это описка, исправьте "
            "название на то, что в перечне; если организация названа верно, примите как есть, указав причину.",
            source=item.note or item.title,
            value=unknown.codes[0] if is_one else None,
            proposal=near,
        )


def _duplicate_titles(draft: PlanDraft) -> Iterator[DraftWarning]:
    seen: dict[str, list[str]] = {}
    fold = cache(folded)
    for place, item in enumerate(draft.items, 1):
        earlier = seen.setdefault(fold(item.title).rstrip("."), [])
        if earlier:
            told = _doubt(
                WarningCode.DUPLICATE_TITLE,
                place,
                item,
                f"Мероприятие пункта {item.number} дословно повторяет {items_named(earlier)}. "
                "Если это разные работы с разными сроками, примите как есть; если это повтор, "
                "исправьте название.",
                source=item.title,
            )
            # The numbers were checked with their items: thousands of equal titles are not checked again for each.
            yield told.model_copy(update={"related": earlier.copy()})
        earlier.append(item.number)


def _responsible_approvers(draft: PlanDraft) -> Iterator[DraftWarning]:
    blocks = [block.name for block in (draft.agreed_by, draft.approved_by) if block is not None]
    key_of = cache(name_key)
    named = {key_of(name): name for name in (*blocks, *(n for step in draft.chain for n in step.approvers))}
    places: dict[tuple[str, ...], list[str]] = {key: [] for key in named}
    for item in draft.items:
        for key in named.keys() & {key_of(name) for name in item.responsible}:
            places[key].append(item.number)
    for key, name in named.items():
        if places[key]:
            yield DraftWarning(
                code=WarningCode.APPROVER_IS_RESPONSIBLE,
                value=name,
                related=places[key],
                location="гриф документа",
                source=name,
                message=f"{name} — согласующее лицо плана и ответственный за {items_named(places[key])}: "
                "совмещение ролей исполнителя и согласующего. По этим пунктам этап проходит замещающий; "
                "назовите его в маршруте согласования или примите, что этап будет пропущен.",
            )


def _count_mismatches(draft: PlanDraft) -> Iterator[DraftWarning]:
    counts = cache(_counts)
    for place, item in enumerate(draft.items, 1):
        counted = next(
            (
                count
                for text in (item.title, item.expected_result or "")
                for count in counts(text)
                if count != len(item.organisations)
            ),
            None,
        )
        if item.organisations and counted is not None:
            yield _doubt(
                WarningCode.COUNT_MISMATCH,
                place,
                item,
                f"В тексте пункта {item.number} организаций {counted}, а в перечне рядом — "
                f"{len(item.organisations)}. Сверьте с подлинником: исправьте перечень или число "
                "либо примите как есть, указав причину.",
                source=item.note or item.title,
            )


def _counts(text: str) -> tuple[int, ...]:
    # Most texts hold no digit, and to look for one takes a tenth of the time.
    return tuple(map(int, _COUNTED_ORGANISATIONS.findall(text))) if _DIGIT.search(text) else ()


def _missing_deadlines(draft: PlanDraft) -> Iterator[DraftWarning]:
    unparsed = {(w.item, w.place) for w in draft.reader_warnings if w.code is WarningCode.UNPARSED_DEADLINE}
    for place, item in enumerate(draft.items, 1):
        has_none = item.starts_on is None and item.due_on is None and item.recurrence is None
        if has_none and not unparsed & {(item.number, place), (item.number, None)}:
            yield _doubt(
                WarningCode.MISSING_DEADLINE,
                place,
                item,
                f"У пункта {item.number} не указан срок, поэтому напоминаний по нему не будет. Укажите срок: "
                "без него план не вводится в действие.",
                source=_deadline_text(item),
            )


def _limited_scopes(draft: PlanDraft) -> Iterator[DraftWarning]:
    for place, item in enumerate(draft.items, 1):
        if item.note and scope_of(item.note) in (ItemScope.ON_REQUEST, ItemScope.SAMPLE):
            yield _doubt(
                WarningCode.NOTE_LIMITS_SCOPE,
                place,
                item,
                f"Примечание пункта {item.number} — «{quoted(item.note)}» — ограничивает охват. Решите, что "
                "считать исполнением: реестр запросов (в том числе «запросов не поступало») или утверждённую "
                "выборку с её основанием.",
                source=item.note,
            )


def _unsettled_targets(draft: PlanDraft) -> Iterator[DraftWarning]:
    refers = cache(_TARGET_IS_A_REFERENCE.search)
    for place, item in enumerate(draft.items, 1):
        has_number = item.target_count is not None or item.target_percent is not None
        if not has_number and item.expected_result and refers(item.expected_result):
            yield _doubt(
                WarningCode.TARGET_NEEDS_SETTLING,
                place,
                item,
                f"Ожидаемый результат пункта {item.number} — «{quoted(item.expected_result)}» — не называет "
                "числа. Укажите, сколько документов нужно и по каким организациям, или примите как есть: "
                "тогда достаточно одного документа.",
                source=item.expected_result,
            )
