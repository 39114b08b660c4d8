"""What comes back about letters: what it changes, for whom, and that what is forged changes nothing. Both databases."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from audit.ledger import ENTRY
from config.database import Database
from models.states import MailState, NoticeKind, ReportKind
from notifications.bounces.applying import ALIKE_A_LETTER, STRANGE_A_DAY, Applied, apply_returned
from notifications.bounces.reading import read_returned
from notifications.rows import LETTER, REPORT, SUPPRESSED
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from tests.integration.post_office import (
    COORDINATOR_MAIL,
    LINKS,
    SHESTAKOV_MAIL,
    PostOffice,
    forget_notices,
    office_with_a_request,
)
from tests.integration.smtp_server import running_smtp
from tests.unit.notifications.bounces import shapes
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.errors import InvalidCommand
from workflow.replay_deployment import replay_deployment
from workflow.sweep import sweep
from workflow.transaction import NOTICE

EFIMOVA_MAIL = "efimova@omsk-edu.example"


@pytest.fixture
def office(database: Database) -> Office:
    return office_with_a_request(database)


@pytest.fixture
def post(office: Office) -> Iterator[PostOffice]:
    with running_smtp() as server:
        post = PostOffice(office, server)
        post.send()
        yield post


def bring(post: PostOffice, raw: bytes) -> Applied:
    """A message comes back."""
    mail = read_returned(raw, post.office.engine.today())
    return post.office.engine.run(lambda tx: apply_returned(tx, LINKS, mail))


def came_back(letter: Any, action: str = "failed", status: str = "5.1.1", answer: str = "", **rest: Any) -> bytes:
    """A delivery report about a letter."""
    group = shapes.group(action, status, f"smtp; {answer or '550 5.1.1 User unknown'}", address=letter.address)
    returned = f"Message-ID: {rest.pop('message_id', letter.message_id)}\nSubject: x"
    return shapes.report(group, to=rest.pop("to", letter.return_path), returned=returned, **rest)


def rows_of(database: Database) -> dict[str, list[Any]]:
    """Everything that a report may change, but the reports themselves."""
    with database.read() as conn:
        return {table.name: list(conn.execute(select(table).order_by(*table.primary_key)))
                for table in (LETTER, NOTICE, SUPPRESSED)}  # fmt: skip


def reports(post: PostOffice) -> list[ReportKind]:
    with post.office.database.read() as conn:
        return list(conn.execute(select(REPORT.c.kind).order_by(REPORT.c.id)).scalars())


def test_s32_a_hard_bounce_reaches_the_coordinator_and_a_deputy_within_one_tick(post: PostOffice) -> None:
    letter = post.the_letter(SHESTAKOV_MAIL)
    assert bring(post, came_back(letter)) == Applied(ReportKind.HARD, letter.id, is_new=True)
    ended = post.the_letter(SHESTAKOV_MAIL)
    assert (ended.state, ended.last_answer) == (MailState.BOUNCED, "550 5.1.1 User unknown")
    with post.office.database.read() as conn:
        assert conn.execute(select(SUPPRESSED.c.address)).scalars().all() == [SHESTAKOV_MAIL]
        told = conn.execute(select(NOTICE.c.state).where(NOTICE.c.letter_id == letter.id)).scalars().all()
        assert replay_deployment(conn) == []
    assert told == [MailState.BOUNCED]
    post.send()
    assert "письмо не доставлено — Шестаков" in post.to(COORDINATOR_MAIL)[0].message["Subject"]
    # The next approver is the deputy where the step has no alternate and nobody substitutes.
    (deputy,) = post.to(EFIMOVA_MAIL)
    assert deputy.message["Subject"] == "П. 3: запрос на согласование не дошёл — Шестаков В.В."
    assert "Решает: Шестаков В.В." in deputy.text()
    assert "/s/" not in deputy.text()


def test_s32_a_bounce_does_not_wait_for_the_next_digest(post: PostOffice) -> None:
    office = post.office
    office.bring_to_approvers(4)
    post.send()
    first, second = post.letters(LETTER.c.address == SHESTAKOV_MAIL)
    for letter, count in ((first, 1), (second, 2)):
        bring(post, came_back(letter))
        post.send()
        assert len(post.to(COORDINATOR_MAIL)) == count


def test_a_report_that_is_brought_again_changes_nothing(post: PostOffice) -> None:
    raw = came_back(post.the_letter(SHESTAKOV_MAIL))
    bring(post, raw)
    before = rows_of(post.office.database)
    assert not bring(post, raw).is_new
    assert not bring(post, b"Received: from elsewhere by here\r\n" + raw).is_new
    assert rows_of(post.office.database) == before
    assert reports(post) == [ReportKind.HARD]


def test_the_substitute_is_the_deputy_before_the_next_approver(post: PostOffice) -> None:
    office = post.office
    deputy = office.engine.execute(c.AddPerson(name="Петренко А.А.", email="petrenko@omsk-edu.example"), SYSTEM)
    day = office.engine.today()
    office.do(
        COORDINATOR,
        c.AddSubstitution(absent_id=office.person(EFIMOVA), substitute_id=deputy.person_id or 0, starts_on=day,
                          ends_on=day, order_number="5", order_date=day),
    )  # fmt: skip
    forget_notices(office)
    bring(post, came_back(post.the_letter(SHESTAKOV_MAIL)))
    post.send()
    assert [each.message["Subject"] for each in post.to("petrenko@omsk-edu.example")] == [
        "П. 3: запрос на согласование не дошёл — Шестаков В.В."
    ]
    assert post.to(EFIMOVA_MAIL) == []


def test_a_report_to_a_superior_that_came_back_goes_to_the_next(post: PostOffice) -> None:
    office = post.office
    post.wait(days=41)
    sweep(office.engine)
    post.send()
    reports_of = NOTICE.c.kind == NoticeKind.SUPERIOR_REPORT
    with office.database.read() as conn:
        of_letter = conn.execute(
            select(NOTICE.c.letter_id, NOTICE.c.item_id)
            .join(LETTER, LETTER.c.id == NOTICE.c.letter_id)
            .where(reports_of, LETTER.c.address == SHESTAKOV_MAIL)
        ).all()
    (report,) = post.letters(LETTER.c.id == of_letter[0].letter_id)
    about = {row.item_id for row in of_letter if row.letter_id == report.id}
    assert about
    bring(post, came_back(report))
    with office.database.read() as conn:
        instead = conn.execute(
            select(NOTICE.c.recipient_id, NOTICE.c.item_id, NOTICE.c.facts["instead_of"].label("of")).where(
                reports_of, NOTICE.c.dedupe_key.like("unreached/%")
            )
        ).all()
    assert {row.recipient_id for row in instead} == {office.person(EFIMOVA)}
    assert {row.item_id for row in instead} == about
    assert {row.of for row in instead} == {office.person(SHESTAKOV)}


@pytest.mark.parametrize(
    ("to", "message_id", "address"),
    [
        ("bounce+1-0000000000000000@dep.omsk.example", None, None),
        ("viza@dep.omsk.example", None, None),
        (None, "<other@dep.omsk.example>", "somebody@elsewhere.example"),
    ],
    ids=["a made-up return path", "no return path", "about another recipient"],
)
def test_s32_a_forged_bounce_changes_nothing_but_is_counted(
    post: PostOffice, to: str | None, message_id: str | None, address: str | None
) -> None:
    letter = post.the_letter(SHESTAKOV_MAIL)
    before = rows_of(post.office.database)
    group = shapes.group("failed", "5.1.1", address=address or letter.address)
    returned = f"Message-ID: {message_id or letter.message_id}"
    applied = bring(post, shapes.report(group, to=to or letter.return_path, returned=returned))
    assert applied.kind is ReportKind.FORGED
    assert not applied.is_understood
    assert rows_of(post.office.database) == before
    assert reports(post) == [ReportKind.FORGED]


def test_s32_a_flood_of_forged_bounces_does_not_fill_the_table(post: PostOffice) -> None:
    letter = post.the_letter(SHESTAKOV_MAIL)
    for number in range(STRANGE_A_DAY + 7):
        to = f"bounce+{number + 1}-{0:016}@dep.omsk.example"
        forged = shapes.report(shapes.group("failed", "5.1.1"), to=to)
        bring(post, forged)
    with post.office.database.read() as conn:
        rows, times = conn.execute(select(func.count(), func.sum(REPORT.c.times)).select_from(REPORT)).one()
    assert (rows, times) == (STRANGE_A_DAY + 1, STRANGE_A_DAY + 7)
    assert bring(post, came_back(letter)).kind is ReportKind.HARD, "a real one still counts"


def test_s32_who_knows_a_return_path_fills_neither_table_nor_ledger(post: PostOffice) -> None:
    office, letter = post.office, post.the_letter(SHESTAKOV_MAIL)
    before = office.count(ENTRY)

    for number in range(ALIKE_A_LETTER + 5):
        text = f"Я в отпуске по {number + 1:02}.03.2021."
        away = shapes.answer("Автоответ", text, sender=SHESTAKOV_MAIL, Auto_Submitted="auto-replied")
        delay = came_back(letter, "delayed", "4.4.1", "connection timed out")
        bring(post, away.replace(shapes.RETURN_PATH.encode(), letter.return_path.encode()))
        for report in (delay, came_back(letter)):
            bring(post, report.replace(b"<report@", b"<report%d@" % number))
    with office.database.read() as conn:
        kept = select(REPORT.c.kind, func.count(), func.sum(REPORT.c.times)).group_by(REPORT.c.kind)
        counts = {kind: (rows, times) for kind, rows, times in conn.execute(kept)}
        absences = select(func.count()).select_from(NOTICE).where(NOTICE.c.kind == NoticeKind.AUTO_ANSWERED)
        assert conn.execute(absences).scalar_one() == ALIKE_A_LETTER
    kinds = (ReportKind.AUTO_REPLY, ReportKind.DELAYED, ReportKind.HARD)
    assert counts == dict.fromkeys(kinds, (ALIKE_A_LETTER, ALIKE_A_LETTER + 5))
    assert office.count(ENTRY) == before + 1, "the address failed once"
    office.do(COORDINATOR, c.ConfirmAddress(person_id=office.person(SHESTAKOV)))
    bring(post, came_back(letter).replace(b"<report@", b"<late@"))
    assert office.count(SUPPRESSED) == 0, "an old report of the same end strikes nothing off again"


def test_a_soft_bounce_is_told_and_the_third_in_three_days_is_a_hard_one(post: PostOffice) -> None:
    post.office.bring_to_approvers(4)
    post.office.bring_to_approvers(5)
    post.send()
    letters = post.letters(LETTER.c.address == SHESTAKOV_MAIL)
    kinds = []
    for letter, hours in zip(letters, (0, 24, 5), strict=True):
        post.wait(hours=hours)
        kinds.append(bring(post, came_back(letter, status="5.2.2", answer="552 5.2.2 mailbox full")).kind)
    with post.office.database.read() as conn:
        told = list(
            conn.execute(
                select(NOTICE.c.kind).where(NOTICE.c.task_id.is_(None) | (NOTICE.c.kind == NoticeKind.UNREACHED))
            ).scalars()
        )
    assert kinds == [ReportKind.SOFT, ReportKind.SOFT, ReportKind.HARD]
    assert {letter.state for letter in post.letters(LETTER.c.address == SHESTAKOV_MAIL)} == {MailState.BOUNCED}
    assert told.count(NoticeKind.DELIVERY_FAILED) == 3
    assert told.count(NoticeKind.UNREACHED) == 3, "once it is hopeless the deputy hears of every request that waits"


def test_a_delay_is_kept_and_nothing_else_happens(post: PostOffice) -> None:
    before = rows_of(post.office.database)
    letter = post.the_letter(SHESTAKOV_MAIL)
    assert bring(post, came_back(letter, "delayed", "4.4.1", "connection timed out")).kind is ReportKind.DELAYED
    assert rows_of(post.office.database) == before


def test_an_absence_is_told_to_the_coordinator_once(post: PostOffice) -> None:
    letter = post.the_letter(SHESTAKOV_MAIL)

    def answered(text: str, number: int) -> Applied:
        raw = shapes.answer("Автоответ", text, sender=SHESTAKOV_MAIL, Auto_Submitted="auto-replied",
                            References=f"<{number}@x.example>")  # fmt: skip
        return bring(post, raw.replace(shapes.RETURN_PATH.encode(), letter.return_path.encode()))

    for number in range(3):
        assert answered(f"Я в отпуске по 01.02.2021. № {number}", number).kind is ReportKind.AUTO_REPLY
    assert answered("Меня нет, я в отпуске.", 4).is_new
    post.send()
    (told,) = post.to(COORDINATOR_MAIL)
    assert told.message["Subject"] == "План 2021: автоответ — Шестаков В.В., отсутствует по 01.02.2021"
    assert "запишите его" in told.text()
    answered("Я в отпуске по 15.02.2021.", 5)
    post.send()
    assert len(post.to(COORDINATOR_MAIL)) == 2, "another absence"
    assert post.the_letter(SHESTAKOV_MAIL).state is MailState.ACCEPTED


def test_an_automatic_answer_of_somebody_else_is_forged(post: PostOffice) -> None:
    letter = post.the_letter(SHESTAKOV_MAIL)
    raw = shapes.answer("Автоответ", "Я в отпуске.", sender="else@school.example", Auto_Submitted="auto-replied")
    applied = bring(post, raw.replace(shapes.RETURN_PATH.encode(), letter.return_path.encode()))
    assert applied.kind is ReportKind.FORGED


@pytest.mark.parametrize("by_change", [False, True], ids=["the coordinator says so", "the same address is given again"])
def test_an_address_that_works_again_gets_its_request_anew(post: PostOffice, by_change: bool) -> None:
    office, shestakov = post.office, post.office.person(SHESTAKOV)
    bring(post, came_back(post.the_letter(SHESTAKOV_MAIL)))
    command = (
        c.ChangePerson(person_id=shestakov, email=SHESTAKOV_MAIL)
        if by_change
        else c.ConfirmAddress(person_id=shestakov)
    )
    receipt = office.do(COORDINATOR, command)
    assert "отправлены заново: 1" in receipt.text
    with pytest.raises(InvalidCommand):
        office.do(COORDINATOR, command)
    post.send()
    first, again = post.to(SHESTAKOV_MAIL)
    assert first.message["Subject"] == again.message["Subject"]
    assert first.message["Message-ID"] != again.message["Message-ID"]
    with office.database.read() as conn:
        assert replay_deployment(conn) == []


def test_a_new_address_gets_the_request_that_the_old_one_refused(post: PostOffice) -> None:
    bring(post, came_back(post.the_letter(SHESTAKOV_MAIL)))
    post.office.do(COORDINATOR, c.ChangePerson(person_id=post.office.person(SHESTAKOV), email="new@omsk-edu.example"))
    post.send()
    assert "/s/" in post.to("new@omsk-edu.example")[0].text()


def test_a_refusal_at_once_tells_the_deputy_as_a_bounce_does(office: Office) -> None:
    with running_smtp() as server:
        post = PostOffice(office, server)
        post.script.rcpt[SHESTAKOV_MAIL] = ["550 5.1.1 no such user"]
        post.send()
        post.send()
        assert post.to(EFIMOVA_MAIL)[0].message["Subject"] == "П. 3: запрос на согласование не дошёл — Шестаков В.В."
