"""Hand-made views."""

from datetime import date

from models.states import ItemRole, ItemState
from workflow.views import ItemBrief, PersonView, ResponsibleView


def a_person(person_id: int = 4, name: str = "Наземкина Е.А.") -> PersonView:
    return PersonView(
        id=person_id, name=name, given_names=None, position=None, email="n@omsk-edu.example",
        phone="+7 (000) 000-00-04", is_active=True, has_pin=True, role="member",
    )  # fmt: skip


def an_item() -> ItemBrief:
    """Item 3 of the first plan, in work."""
    lead = a_person()
    return ItemBrief(
        id=3, plan_id=1, place=3, number="3", title="Мониторинговые визиты", expected_result="Справка (не менее 7)",
        note=None, state=ItemState.IN_PROGRESS, state_text="В работе", version=2, outcome=None, role=ItemRole.ORDINARY,
        starts_on=date(2021, 2, 1), due_on=date(2021, 2, 28), extended_due_on=None, effective_due_on=date(2021, 2, 28),
        control_date=date(2021, 2, 26), rework_until=None, executed_on=None, was_on_time=None, is_overdue=False,
        days_late=0, days_left=None, target=7, target_percent=None, shown=0, shown_percent=None, returns=0, lead=lead,
        responsible=(ResponsibleView(lead, is_lead=True),), organisations=("11", "27"), waits_for=(lead,),
    )  # fmt: skip
