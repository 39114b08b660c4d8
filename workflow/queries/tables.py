"""The tables that only reads need, beside those of `workflow.rows`."""

from sqlalchemy import Table

from models.mail import Letter
from models.plans import Explanation, FinalReview, Organisation, PlanWarning

ORGANISATION: Table = Organisation.__table__  # type: ignore[attr-defined]
WARNING: Table = PlanWarning.__table__  # type: ignore[attr-defined]
EXPLANATION: Table = Explanation.__table__  # type: ignore[attr-defined]
FINAL_REVIEW: Table = FinalReview.__table__  # type: ignore[attr-defined]
LETTER: Table = Letter.__table__  # type: ignore[attr-defined]
