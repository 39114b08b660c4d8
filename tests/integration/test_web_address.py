"""The coordinator sees whose letters do not arrive and who is away, and says that an address works again."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from models.states import MailState, NoticeKind, ReportKind
from notifications.rows import LETTER, REPORT, SUPPRESSED
from tests.integration.databases import SqliteTemplate
from tests.integration.office import EFIMOVA, SHESTAKOV
from tests.integration.post_office import SHESTAKOV_MAIL
from tests.integration.web_site import WebOffice, ready_office
from workflow.transaction import NOTICE


@pytest.fixture
def office(sqlite_template: SqliteTemplate, tmp_path: Path) -> WebOffice:
    """A request to sign came back, and Ефимова is away."""
    office = ready_office(sqlite_template, tmp_path)
    office.bring_to_approvers(3)
    now = office.engine.now()
    with office.database.write() as conn:
        letter = {
            "kind": NoticeKind.SIGN_REQUEST,
            "plan_id": office.plan_id,
            "recipient_id": office.person(SHESTAKOV),
            "address": SHESTAKOV_MAIL,
            "local_date": now.date(),
            "subject": "П. 3: на согласование",
            "message_id": "<1@x>",
            "boundary": "b",
            "dated_at": now,
            "return_path": "bounce+1-00000000@x.example",
            "context": {},
            "state": MailState.BOUNCED,
            "frozen_at": now,
            "ended_at": now,
            "last_answer": "550 5.1.1 User unknown",
            "tries": 1,
        }
        letter_id = conn.execute(insert(LETTER).values(**letter).returning(LETTER.c.id)).scalar_one()
        asked = (NOTICE.c.kind == NoticeKind.SIGN_REQUEST) & (NOTICE.c.recipient_id == letter["recipient_id"])
        conn.execute(NOTICE.update().where(asked).values(state=MailState.BOUNCED, letter_id=letter_id))
        conn.execute(insert(SUPPRESSED).values(address=SHESTAKOV_MAIL, answer="550", since=now))
        heard = {"letter_id": letter_id, "received_at": now, "times": 1, "status": None, "absent_until": None}
        conn.execute(
            insert(REPORT),
            [
                heard | {"fingerprint": b"1" * 32, "kind": ReportKind.HARD, "address": SHESTAKOV_MAIL,
                         "status": "5.1.1", "detail": "550 5.1.1 User unknown"},
                heard | {"fingerprint": b"2" * 32, "kind": ReportKind.AUTO_REPLY, "detail": "Я в отпуске.",
                         "address": "efimova@omsk-edu.example", "absent_until": date(2021, 2, 15)},
            ],
        )  # fmt: skip
    return office


def test_an_address_that_works_again_is_written_to_again(office: WebOffice) -> None:
    browser = office.signed_in()
    people = browser.get(f"/plans/{office.plan_id}/people").text
    assert people.count("письма не доходят") == 1
    assert "автоответ: отсутствует по 15.02.2021" in people
    mail = browser.get(f"/plans/{office.plan_id}/mail?failed=1").text
    assert "Адрес не принимает почту (5.1.1): 550 5.1.1 User unknown" in mail
    assert "Автоответ: отсутствует по 15.02.2021 — Я в отпуске." in mail
    path = f"/plans/{office.plan_id}/people/{office.person(SHESTAKOV)}/address"
    asked = browser.get(path)
    assert SHESTAKOV_MAIL in asked.text
    with office.database.read() as conn:
        assert conn.execute(select(SUPPRESSED.c.address)).scalars().all() == [SHESTAKOV_MAIL]
    done = browser.post(path, {})
    assert "Письма на этот адрес снова отправляются." in done.text
    assert "письма не доходят" not in done.text
    assert "делать ничего не нужно" in browser.get(path).text
    with office.database.read() as conn:
        assert conn.execute(select(SUPPRESSED)).first() is None
        newest = select(NOTICE.c.state, NOTICE.c.kind).order_by(NOTICE.c.id.desc()).limit(1)
        assert tuple(conn.execute(newest).one()) == (MailState.WAITING, NoticeKind.SIGN_REQUEST)


def test_the_coordinator_alone_says_so(office: WebOffice) -> None:
    path = f"/plans/{office.plan_id}/people/{office.person(SHESTAKOV)}/address"
    stranger = office.signed_in(EFIMOVA)
    assert stranger.get(path).status_code == 403
    assert stranger.post(path, {}).status_code == 403
