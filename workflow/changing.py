"""One way to change a plan: a draft is corrected at once, one in force gets an amendment that its chain approves."""

from models.states import PlanState
from workflow.amending import propose_amendment
from workflow.amendment_drafts import correct_draft
from workflow.commands import ChangePlan, CorrectDraft, ProposeAmendment
from workflow.rows import plan_row
from workflow.transaction import Transaction
from workflow.views import Receipt


def change_plan(tx: Transaction, command: ChangePlan) -> Receipt:
    """Correct the draft, or propose the amendment. Raises what either refuses with."""
    plan = plan_row(tx.conn, command.plan_id, is_locked=True)
    given = {name: getattr(command, name) for name in ProposeAmendment.model_fields}
    if plan.state is PlanState.DRAFT:
        return correct_draft(tx, CorrectDraft.model_construct(**given, rows=command.rows))
    return propose_amendment(tx, ProposeAmendment.model_construct(**given))
