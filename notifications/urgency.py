"""Which letters go first: those that somebody waits for, or that somebody else's work waits upon."""

from models.states import NoticeKind

# Requests to sign and returns, whoever has to decide instead, sign-in at the open page, warnings about an account.
GOES_FIRST = (
    NoticeKind.SIGN_IN,
    NoticeKind.SIGN_REQUEST,
    NoticeKind.RETURNED,
    NoticeKind.REASSIGNED,
    NoticeKind.UNREACHED,
    NoticeKind.CONFLICT_AROSE,
    NoticeKind.DECISION_DISOWNED,
    NoticeKind.ADDRESS_CHANGED,
    NoticeKind.TOKEN_ISSUED,
    NoticeKind.ENROLMENT,
)
