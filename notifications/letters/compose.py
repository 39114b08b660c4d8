"""Which composer writes which letter."""

from typing import Any

from sqlalchemy import Row

from models.states import NoticeKind
from notifications.letters import (
    absences,
    amendments,
    decisions,
    digests,
    disowning,
    extensions,
    papers,
    parts,
    people,
    plans,
    samples,
    tokens,
)
from notifications.letters.draft import Composer, Desk, Draft

COMPOSERS: dict[NoticeKind, Composer] = {
    NoticeKind.ENROLMENT: people.enrolment,
    NoticeKind.SIGN_IN: people.sign_in,
    NoticeKind.TOKEN_ISSUED: tokens.token_issued,
    NoticeKind.SIGN_REQUEST: decisions.sign_request,
    NoticeKind.RECEIPT: decisions.receipt,
    NoticeKind.RETURNED: decisions.returned,
    NoticeKind.APPROVED: decisions.approved,
    NoticeKind.REOPENED: decisions.reopened,
    NoticeKind.REMINDER: digests.reminder,
    NoticeKind.SUPERIOR_REPORT: digests.superior_report,
    NoticeKind.EXPLANATION_REQUEST: digests.explanation_request,
    NoticeKind.CHECKPOINT: plans.checkpoint,
    NoticeKind.PLAN_ACTIVATED: plans.plan_activated,
    NoticeKind.PLAN_CLOSED: plans.plan_closed,
    NoticeKind.DELIVERY_FAILED: plans.delivery_failed,
    NoticeKind.DECISION_DISOWNED: disowning.disowned,
    NoticeKind.PLAN_AMENDED: amendments.plan_amended,
    NoticeKind.SUBSTITUTION: absences.substitution,
    NoticeKind.REASSIGNED: absences.reassigned,
    NoticeKind.ADDRESS_CHANGED: people.address_changed,
    NoticeKind.EXTENDED: extensions.extended,
    NoticeKind.SAMPLE_APPROVED: samples.sample_approved,
    NoticeKind.PARTS_READY: parts.parts_ready,
    NoticeKind.PAPER_REGISTERED: papers.paper_registered,
    NoticeKind.PAPER_VOIDED: papers.paper_voided,
}

# Kinds whose notices of one group become one letter of several lines; of the others each makes its own.
MADE_OF_LINES = frozenset(
    {
        NoticeKind.REMINDER,
        NoticeKind.SUPERIOR_REPORT,
        NoticeKind.EXPLANATION_REQUEST,
        NoticeKind.DELIVERY_FAILED,
    }
)


def compose(notices: list[Row[Any]], desk: Desk) -> Draft:
    """The letter that tells these notices (of one kind, to one recipient) to the desk's recipient."""
    draft = COMPOSERS[notices[0].kind](notices, desk)
    return Draft(draft.subject, draft.context | {"links": desk.link_ids}, draft.thread)
