"""What the tests of a draft's pages share: its doubts, who is responsible, the form of an item as it is shown."""

from typing import Any

import pytest
from sqlalchemy import select

from models.plans import PlanWarning
from models.states import WarningCode
from tests.integration.amending import responsible
from tests.integration.plan_pages import REASON, PlanPages, imported
from tests.integration.web_site import Browser
from workflow.rows import ITEM

WARNING = PlanWarning.__table__  # type: ignore[attr-defined]


@pytest.fixture
def draft_browser(office: PlanPages) -> Browser:
    """The coordinator's, on the draft of the seed; for a test module to take as its `browser`."""
    browser = office.signed_in()
    imported(office, browser)
    return browser


def warning(office: PlanPages, code: WarningCode, place: int | None = None) -> Any:
    with office.database.read() as conn:
        wanted = select(WARNING).outerjoin(ITEM, ITEM.c.id == WARNING.c.item_id).where(WARNING.c.code == code)
        wanted = wanted.where(WARNING.c.plan_id == office.plan_id)
        return conn.execute(wanted if place is None else wanted.where(ITEM.c.place == place)).one()


def values(office: PlanPages, place: int) -> dict[str, str]:
    """The form of an item as it is shown, unchanged."""
    item = office.item(place)
    people = responsible(office, place)
    told = {
        "number": item.number,
        "title": item.title,
        "expected_result": item.expected_result or "",
        "target_count": str(item.target_count or ""),
        "starts_on": str(item.starts_on or ""),
        "due_on": str(item.due_on or ""),
        "organisations": ", ".join(item.organisations),
        "note": item.note or "",
        "reason": REASON,
    }
    told |= {f"responsible-{row}": name for row, (name, _) in enumerate(people, 1)}
    return told | {"lead": str(next((row for row, (_, leads) in enumerate(people, 1) if leads), ""))}
