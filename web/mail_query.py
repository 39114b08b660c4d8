"""What the address of a list of letters asks for: filters that are kept in it, and where the page begins."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from models.states import MailState, NoticeKind
from web.places import number_of
from workflow.queries.mail_filter import UNDER_WAY, MailFilter, Position
from workflow.queries.undelivered import UNDELIVERED
from workflow.wording.states import MAIL_STATES
from workflow.wording.terms import NOTICES

FAILED, NO_PLAN = "failed", "none"
GROUPS: dict[str, tuple[str, tuple[MailState, ...]]] = {
    FAILED: ("все недоставленные", UNDELIVERED),
    "under_way": ("все неотправленные", UNDER_WAY),
}
STATE_CHOICES = [(key, words) for key, (words, _) in GROUPS.items()] + [
    (state.value, words) for state, words in MAIL_STATES.items()
]
KIND_CHOICES = sorted(((kind.value, words) for kind, words in NOTICES.items()), key=lambda choice: choice[1])
Text = Annotated[str | None, Field(max_length=254)]


class MailQuery(BaseModel):
    """`to` is a person's number or an address outside, `item` a place, `plan` a number or "none".

    What cannot be understood is not asked for. `failed` is the old name of a state, which older links have.
    """

    state: Text = None
    kind: Text = None
    to: Text = None
    item: Text = None
    since: Text = None
    until: Text = None
    plan: Text = None
    before: Text = None
    failed: Text = None
    done: Text = None


@dataclass(frozen=True, slots=True)
class AskedMail:
    """What was understood: the filter, the page's beginning, and the address that says it again."""

    filter: MailFilter
    before: Position
    kept: dict[str, str]

    @property
    def address(self) -> str:
        """The filters as a query string, without the page."""
        return urlencode(self.kept)

    def page_from(self, before: str) -> str:
        """The query string of another page of the same letters."""
        return urlencode(self.kept | {"before": before})


def asked_mail(query: MailQuery, timezone: str, plan_id: int | None = None) -> AskedMail:
    """Read the query; of a plan's letters where `plan_id` is given, else of every plan and none."""
    found = MailFilter(plan_id, timezone=timezone)
    kept: dict[str, str] = {}

    def keep(name: str, text: str | None, **asked: object) -> None:
        nonlocal found
        if text and any(value is not None and value != () for value in asked.values()):
            found = replace(found, **asked)  # type: ignore[arg-type]
            kept[name] = text

    state = FAILED if query.failed == "1" and not query.state else query.state
    keep("state", state, states=_states(state))
    keep("kind", query.kind, kind=next((kind for kind in NoticeKind if kind == query.kind), None))
    is_address = query.to is not None and "@" in query.to
    keep("to", query.to, person_id=number_of(query.to) or None, address=query.to if is_address else None)
    keep("since", query.since, since=_day(query.since))
    keep("until", query.until, until=_day(query.until))
    if plan_id is None:
        if query.plan == NO_PLAN:
            keep("plan", NO_PLAN, is_without_plan=True)
        else:
            keep("plan", query.plan, plan_id=number_of(query.plan) or None)
    if found.plan_id is not None:
        keep("item", query.item, place=number_of(query.item) or None)
    return AskedMail(found, Position.of(query.before), kept)


def _states(text: str | None) -> tuple[MailState, ...]:
    if text in GROUPS:
        return GROUPS[text][1]
    return tuple(state for state in MailState if state == text)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
