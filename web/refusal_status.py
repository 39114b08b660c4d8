"""Which HTTP status a refusal has."""

from config.errors import DatabaseUnavailable, VizaError
from web.problems import PageProblem
from workflow.errors import (
    AuthenticationFailed,
    ConflictOfInterest,
    InvalidCommand,
    NotFound,
    NotYourTurn,
)

_STATUSES: tuple[tuple[type[VizaError], int], ...] = (
    (NotFound, 404),
    (NotYourTurn, 403),
    (ConflictOfInterest, 403),
    (AuthenticationFailed, 403),
    (InvalidCommand, 422),
    (DatabaseUnavailable, 503),
)
REFUSED_BY_STATE = 409


def status_of(refusal: VizaError) -> int:
    """404, 403, 422 or what the refusal says; 409 where the state of things forbids it."""
    if isinstance(refusal, PageProblem):
        return refusal.status
    return next((status for kind, status in _STATUSES if isinstance(refusal, kind)), REFUSED_BY_STATE)
