"""What is true now, as frozen views: every function takes a connection first and changes nothing.

`today` is the plan's local date. What does not exist raises `NotFound`.
"""

from workflow.queries.access import may_see_item, may_see_plan, plans_of
from workflow.queries.allowed import allowed_commands
from workflow.queries.amendments import amendment_views, current_items, unknown_people
from workflow.queries.attention import attention
from workflow.queries.decisions import decision_view
from workflow.queries.item import item_view
from workflow.queries.ledger import deployment_lines, item_history, ledger_lines
from workflow.queries.mail import mail_lines
from workflow.queries.people import people, people_by_id, person_by_name, person_view
from workflow.queries.plans import list_plans, plan_view
from workflow.queries.review import facts_to_freeze, review_view
from workflow.queries.sign_off import can_decide, sign_off_view, waiting_for

__all__ = [
    "allowed_commands",
    "amendment_views",
    "attention",
    "can_decide",
    "current_items",
    "decision_view",
    "deployment_lines",
    "facts_to_freeze",
    "item_history",
    "item_view",
    "ledger_lines",
    "list_plans",
    "mail_lines",
    "may_see_item",
    "may_see_plan",
    "people",
    "people_by_id",
    "person_by_name",
    "person_view",
    "plan_view",
    "plans_of",
    "review_view",
    "sign_off_view",
    "unknown_people",
    "waiting_for",
]
