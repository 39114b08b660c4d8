"""Letters through the API: what the pages show, in pages, and one more time."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, update

from models.states import MailState, NoticeKind, PersonRole, TokenScope
from notifications.reading_back import HIDDEN_LINK
from notifications.rows import LETTER
from tests.integration.api_scripts import script_of
from tests.integration.office import COORDINATOR, SHESTAKOV
from tests.integration.post_office import SHESTAKOV_MAIL, PostOffice
from tests.integration.smtp_server import SmtpServer, running_smtp
from tests.integration.web_site import WebOffice, ready_pages
from workflow.rows import PERSON
from workflow.transaction import NOTICE

office = ready_pages


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with running_smtp() as running:
        yield running


def test_s19_letters_are_paged_filtered_and_sent_again_by_who_keeps_the_plan(
    office: WebOffice, server: SmtpServer
) -> None:
    post = PostOffice(office, server, links=office.links)
    post.send()
    office.bring_to_approvers(3)
    server.script.data[SHESTAKOV_MAIL].append("550 mailbox full")
    post.send()
    keeper = script_of(office, COORDINATOR, TokenScope.COORDINATE)
    first = keeper.get("/plans/1/mail?limit=4").json()
    rest = keeper.get(f"/plans/1/mail?limit=200&before={first['next_before']}").json()
    assert (len(first["letters"]), rest["next_before"]) == (4, None)
    ids = [letter["letter_id"] for letter in first["letters"] + rest["letters"] if letter["letter_id"]]
    assert sorted(ids) == sorted({letter.id for letter in post.letters()})
    (dead,) = keeper.get("/plans/1/mail?state=dead&state=bounced&item=3").json()["letters"]
    assert keeper.get("/plans/1/mail?state=lost").status_code == 422
    told = keeper.get(f"/mail/{dead['letter_id']}").json()
    assert (told["state"], HIDDEN_LINK in told["text"]) == ("dead", True)
    assert keeper.get("/mail").status_code == 403
    assert keeper.post(f"/mail/{dead['letter_id']}/resending").status_code == 200
    with office.database.write() as conn:
        alone = conn.execute(select(LETTER.c.id).where(LETTER.c.kind == NoticeKind.CHECKPOINT)).scalars().first()
        conn.execute(update(LETTER).where(LETTER.c.id == alone).values(plan_id=None, state=MailState.ACCEPTED))
        conn.execute(update(NOTICE).where(NOTICE.c.letter_id == alone).values(plan_id=None))
        conn.execute(update(PERSON).where(PERSON.c.name == SHESTAKOV).values(role=PersonRole.OPERATOR))
    operator = script_of(office, SHESTAKOV, TokenScope.COORDINATE)
    narrow = script_of(office, SHESTAKOV, TokenScope.COORDINATE, plan_id=office.plan_id)
    asked = [("/mail", 200, 403), (f"/mail/{alone}", 200, 404), (f"/mail/{dead['letter_id']}", 200, 200)]
    for path, wide, within in asked:
        assert (operator.get(path).status_code, narrow.get(path).status_code) == (wide, within), path
    assert keeper.get(f"/mail/{alone}").status_code == 404
    assert narrow.post(f"/mail/{alone}/resending").status_code == 403
    assert operator.post(f"/mail/{alone}/resending").status_code == 200
