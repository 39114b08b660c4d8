"""The coordinator hears that a decision in somebody's name was not theirs: a recorded one, or one still on paper."""

from typing import Any

from sqlalchemy import Row

from models.states import Assurance
from notifications.letters.about import about_submission, heading_and_thread, page_of
from notifications.letters.draft import Desk, Draft
from notifications.letters.papers import paper_line, paper_of
from notifications.letters.shared import contact, decision_line, plan_context
from workflow.wording.dates import date_text, moment_text
from workflow.wording.terms import assurance_text, sheet_text

STEP_WAITS_AGAIN = "Решение утратило силу: этап ждёт его заново, новая ссылка отправлена отдельным письмом."
STANDS = "Решение остаётся в журнале: на нём уже основано дальнейшее, и само оно не отменяется."
PAPER_STOPPED = "Решение с этого листа не вступит в силу, этап ждёт решения по ссылке."


def disowned(notices: list[Row[Any]], desk: Desk) -> Draft:
    """Who says so, of which decision, and what became of it."""
    (notice,) = notices
    submission = desk.facts.submission(notice.submission_id)
    context = (
        plan_context(desk, notice.plan_id)
        | about_submission(notice, desk, submission)
        | (_of_paper(notice, desk) if "paper" in notice.facts else _of_decision(notice, desk))
        | {"path": page_of(notice, desk)}
    )
    head, thread = heading_and_thread(notice, desk)
    return Draft(f"{head}: сообщение «решение принято не мной»", context, thread)


def _of_decision(notice: Row[Any], desk: Desk) -> dict[str, Any]:
    task, decision = desk.facts.decision(notice.submission_id, notice.decision_id)
    zone = desk.facts.timezone(notice.plan_id)
    subject = desk.facts.submission(notice.submission_id).subject
    return {
        "decision": decision_line(task, zone, subject),
        "recorded": f"записано {moment_text(decision.decided_at, zone)}, запись журнала № {decision.ledger_seq}",
        "assurance": assurance_text(decision.assurance, decision.sheet),
        "reporter": contact(decision.person),
        "consequence": STEP_WAITS_AGAIN if decision.is_void else STANDS,
    }


def _of_paper(notice: Row[Any], desk: Desk) -> dict[str, Any]:
    submission, task, paper = paper_of(notice, desk)
    moment = moment_text(paper.registered_at, desk.facts.timezone(notice.plan_id))
    sheet = sheet_text(paper.number, date_text(paper.signed_on))
    return {
        "decision": paper_line(paper, task, submission),
        "recorded": f"зарегистрировано {moment}, подлинник: {paper.original_at}",
        "assurance": assurance_text(Assurance.PAPER, sheet),
        "reporter": contact(paper.person),
        "consequence": PAPER_STOPPED,
    }
