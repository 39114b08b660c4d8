"""The pages of letters: which there are, who sees them, one as it was sent, and what keeps them from going."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from config.database import Database
from models.mail import QueuePause
from models.states import MailState, NoticeKind, PersonRole
from notifications.reading_back import HIDDEN_LINK
from notifications.rows import LETTER
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV
from tests.integration.post_office import SHESTAKOV_MAIL, PostOffice
from tests.integration.smtp_server import SmtpServer, running_smtp
from tests.integration.web_site import WebOffice, ready_pages
from workflow.alarms import raise_alarm
from workflow.commands import ResendLetter
from workflow.queries.mail import mail_page
from workflow.queries.mail_filter import MailFilter, Position
from workflow.rows import PERSON
from workflow.transaction import NOTICE

office = ready_pages
PAUSE = QueuePause.__table__  # type: ignore[attr-defined]
OPERATOR, INSPECTOR = "Романенко С.А.", "Роговая М.В."


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with running_smtp() as running:
        yield running


@pytest.fixture
def post(office: WebOffice, server: SmtpServer) -> PostOffice:
    """Everything that the activation told was sent; a request to sign was refused."""
    sending = PostOffice(office, server, links=office.links)
    sending.send()
    office.bring_to_approvers(3)
    server.script.data[SHESTAKOV_MAIL].append("550 mailbox full")
    sending.send()
    return sending


def with_role(office: WebOffice, name: str, role: PersonRole) -> str:
    with office.database.write() as conn:
        conn.execute(update(PERSON).where(PERSON.c.name == name).values(role=role))
    return name


def refused(post: PostOffice) -> int:
    (letter,) = post.letters(LETTER.c.state == MailState.DEAD)
    return int(letter.id)


def rows(text: str) -> int:
    return text.count("<tr><td")


def test_the_filters_are_kept_in_the_address_and_answered_by_the_database(office: WebOffice, post: PostOffice) -> None:
    browser = office.signed_in()
    every = rows(browser.get("/plans/1/mail").text)
    person = office.person(SHESTAKOV)
    for query, found in (
        ("state=failed", 1),
        ("failed=1", 1),
        ("state=bounced", 0),
        (f"state=dead&to={person}&item=3&kind=sign_request&since=2021-01-21&until=2021-01-21", 1),
        ("state=dead&item=4", 0),
        ("until=2021-01-20", 0),
        ("since=2021-01-22", 0),
        ("to=witness@inspection.example&kind=checkpoint", 1),
        ("state=sunny&kind=x&item=0x&since=yesterday&to=0", every),
    ):
        page = browser.get(f"/plans/1/mail?{query}")
        assert (page.status_code, rows(page.text)) == (200, found), query
    shown = browser.get("/plans/1/mail?state=dead&kind=sign_request").text
    assert '<option value="dead" selected>' in shown
    assert '<option value="sign_request" selected>' in shown


def test_what_no_letter_has_is_asked_of_neither_database(database: Database) -> None:
    far = Position.of("999999999999999-999999999999999")
    with database.read() as conn:
        assert mail_page(conn, MailFilter(address="a\x00@b.example"), before=far).letters == ()


def test_a_long_list_comes_in_pages_that_keep_the_filter_and_repeat_nothing(office: WebOffice) -> None:
    when = office.engine.now()
    rest = {"plan_id": 1, "recipient_id": office.person(SHESTAKOV), "state": MailState.WAITING, "facts": {}}
    with office.database.write() as conn:
        conn.execute(NOTICE.delete())
        conn.execute(
            insert(NOTICE),
            [
                {"dedupe_key": f"{n}", "kind": NoticeKind.RECEIPT, "not_before": when, "created_at": when, **rest}
                for n in range(120)
            ],
        )
    browser = office.signed_in()
    address, sizes = "/plans/1/mail?state=under_way", []
    while address:
        page = browser.get(address).text
        sizes.append(rows(page))
        found = re.search(r'<a href="([^"]+)" rel="next">Более ранние', page)
        address = found.group(1).replace("&amp;", "&") if found else ""
        assert not address or "state=under_way" in address
    assert sizes == [50, 50, 20]
    assert rows(browser.get("/plans/1/mail?before=0-0").text) == 0
    assert rows(browser.get("/plans/1/mail?before=-1;DROP").text) == 50


def test_s05_a_letter_is_shown_as_it_was_sent_without_a_link_of_its_recipient(
    office: WebOffice, post: PostOffice
) -> None:
    letter = refused(post)
    page = office.signed_in().get(f"/plans/1/mail/{letter}").text
    office.do(COORDINATOR, ResendLetter(letter_id=letter))
    post.send()
    sent = post.to(SHESTAKOV_MAIL)[-1]
    (token,) = set(re.findall(r"/s/(\S{43})", sent.text()))
    assert token not in page
    assert HIDDEN_LINK in page
    assert "550 mailbox full" in page
    assert sent.text().splitlines()[0] in page
    assert 'sandbox=""' in page
    assert "href=" not in page.partition('srcdoc="')[2].partition('"></iframe>')[0]


def test_s19_letters_are_for_who_keeps_the_plan_or_reads_everything(office: WebOffice, post: PostOffice) -> None:
    letter = refused(post)
    with_role(office, OPERATOR, PersonRole.OPERATOR)
    with_role(office, INSPECTOR, PersonRole.INSPECTOR)
    with office.database.write() as conn:
        alone = conn.execute(select(LETTER.c.id).where(LETTER.c.kind == NoticeKind.CHECKPOINT)).scalars().first()
        conn.execute(update(LETTER).where(LETTER.c.id == alone).values(plan_id=None))
        conn.execute(update(NOTICE).where(NOTICE.c.letter_id == alone).values(plan_id=None))
    seen = {
        COORDINATOR: (200, 404, 404, 404),
        OPERATOR: (200, 404, 200, 200),
        INSPECTOR: (200, 404, 200, 200),
        EFIMOVA: (403, 403, 404, 404),
    }
    for name, statuses in seen.items():
        browser = office.signed_in(name)
        paths = (f"/plans/1/mail/{letter}", f"/plans/1/mail/{alone}", "/mail?plan=none", f"/mail/{alone}")
        assert tuple(browser.get(path).status_code for path in paths) == statuses, name
        button = "Отправить ещё раз" in browser.get(f"/plans/1/mail/{letter}").text
        assert button is (name in (COORDINATOR, OPERATOR)), name
    assert office.browser().get("/mail").url.path == "/login"
    assert rows(office.signed_in(OPERATOR).get("/mail?plan=none").text) == 1


def test_sending_again_by_the_button_is_told_in_the_ledger(office: WebOffice, post: PostOffice) -> None:
    letter = refused(post)
    path = f"/plans/1/mail/{letter}"
    browser = office.signed_in()
    assert "без изменений" in browser.get(path).text
    answer = browser.post(f"{path}/resending")
    assert "отправляется ещё раз без изменений" in answer.text
    assert office.wakes > 0
    again = browser.post(f"{path}/resending")
    assert (again.status_code, "отправит его сама" in again.text) == (422, True)
    post.send()
    (kept,) = post.letters(LETTER.c.id == letter)
    assert post.to(SHESTAKOV_MAIL)[-1].message["Message-ID"] == kept.message_id
    assert "отправлено ещё раз" in browser.get("/plans/1/ledger").text


def test_a_pause_and_the_alarms_stand_above_the_operators_letters(office: WebOffice, post: PostOffice) -> None:
    with_role(office, OPERATOR, PersonRole.OPERATOR)
    now = office.engine.now()
    with office.database.write() as conn:
        conn.execute(insert(PAUSE).values(scope="all", reason="535 <b>", since=now, until=now + timedelta(minutes=30)))
        conn.execute(insert(PAUSE).values(scope="gone.example", reason="421", since=now, until=now))
        raise_alarm(conn, now, "smtp_login", "mail is paused: 535 <b>")
    browser = office.signed_in(OPERATOR)
    for path in ("/", "/mail", "/plans/1/mail"):
        page = browser.get(path).text
        assert "Почтовый сервер не принимает имя или пароль" in page
        assert "535 &lt;b&gt;" in page
        assert "gone.example" not in page
    assert "smtp_login" not in office.signed_in().get("/").text
    browser.get("/mail")
    assert "Отправка писем возобновлена" in browser.post("/mail/resumption").text
    assert "приостановлена" not in browser.get("/mail").text
    answer = browser.post("/mail/resumption")
    assert (answer.status_code, "не приостановлена" in answer.text) == (422, True)


def test_prometheus_hears_how_mail_stands(office: WebOffice, post: PostOffice) -> None:
    told = office.browser().get("/metrics").text
    assert "viza_mail_dead 1.0" in told
    accepted = len(post.letters(LETTER.c.state == MailState.ACCEPTED))
    assert f"viza_mail_accepted_total {accepted}.0" in told
    assert "viza_database_up 1.0" in told
    waiting = {
        "dedupe_key": "x", "kind": NoticeKind.RECEIPT, "state": MailState.WAITING, "facts": {},
        "recipient_id": office.person(SHESTAKOV), "created_at": datetime(2021, 1, 1, tzinfo=UTC),
        "not_before": office.engine.now() - timedelta(minutes=5),
    }  # fmt: skip
    with office.database.write() as conn:
        before = int(re.findall(r"viza_mail_waiting (\d+)", told)[0])
        conn.execute(insert(NOTICE).values(**waiting))
    told = office.browser().get("/metrics").text
    assert f"viza_mail_waiting {before + 1}.0" in told
    assert "viza_mail_oldest_waiting_seconds 300.0" in told
