"""Which HTTP status a refusal has."""

from config.errors import DatabaseUnavailable, VizaError
from web.problems import PageProblem
from workflow.errors import (
    AuthenticationFailed,
    ConflictOfInterest,
    InvalidCommand,
    NotFound,
    NotYourTurn,
    TokenTooNarrow,
)
from workflow.idempotent_answers import KeyReused

_STATUSES: tuple[tuple[type[VizaError], int], ...] = (
    (NotFound, 404),
    (NotYourTurn, 403),
    (ConflictOfInterest, 403),
    (TokenTooNarrow, 403),
    (AuthenticationFailed, 403),
    (InvalidCommand, 422),
    (KeyReused, 422),
    (DatabaseUnavailable, 503),
)
REFUSED_BY_STATE = 409


def status_of(refusal: VizaError) -> int:
    """404, 403, 422 or what the refusal says; 409 where the state of things forbids it."""
    return status_of_kind(type(refusal))


def status_of_kind(kind: type[VizaError]) -> int:
    """The same of a kind of refusal."""
    if issubclass(kind, PageProblem):
        return kind.status
    return next((status for one, status in _STATUSES if issubclass(kind, one)), REFUSED_BY_STATE)
