"""Which composer writes which letter."""

from typing import Any

from sqlalchemy import Row

from models.states import NoticeKind
from notifications.letters import (
    absences,
    amendments,
    conflicts,
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
    unreached,
)
from notifications.letters.calendar_events import calendar_of
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
    NoticeKind.REMINDER: digests.digest,
    NoticeKind.SUPERIOR_REPORT: digests.digest,
    NoticeKind.EXPLANATION_REQUEST: digests.digest,
    NoticeKind.CHECKPOINT: plans.checkpoint,
    NoticeKind.PLAN_ACTIVATED: plans.plan_activated,
    NoticeKind.PLAN_CLOSED: plans.plan_closed,
    NoticeKind.DELIVERY_FAILED: digests.digest,
    NoticeKind.DIGEST: digests.digest,
    NoticeKind.DECISION_DISOWNED: disowning.disowned,
    NoticeKind.PLAN_AMENDED: amendments.plan_amended,
    NoticeKind.SUBSTITUTION: absences.substitution,
    NoticeKind.REASSIGNED: absences.reassigned,
    NoticeKind.CONFLICT_AROSE: conflicts.conflict_arose,
    NoticeKind.ADDRESS_CHANGED: people.address_changed,
    NoticeKind.UNREACHED: unreached.unreached,
    NoticeKind.AUTO_ANSWERED: unreached.auto_answered,
    NoticeKind.EXTENDED: extensions.extended,
    NoticeKind.SAMPLE_APPROVED: samples.sample_approved,
    NoticeKind.PARTS_READY: parts.parts_ready,
    NoticeKind.PAPER_REGISTERED: papers.paper_registered,
    NoticeKind.PAPER_VOIDED: papers.paper_voided,
}


def compose(notices: list[Row[Any]], desk: Desk) -> Draft:
    """The letter that tells these notices (one, or those of a day's digest) to the desk's recipient."""
    draft = COMPOSERS[notices[0].kind](notices, desk)
    return Draft(draft.subject, draft.context | calendar_of(notices, desk), draft.thread, desk.bindings)
