"""What happens to people in random histories: they stand in, hand over, leave, come back."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from sqlalchemy import select

from tests.integration.busy_office import BELOVA, DROZDOVA, GROMOV, HEIR, PEOPLE, PETRENKO, BusyOffice
from tests.integration.crowd import Crowd
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV
from workflow import commands as c
from workflow.rows import SUBSTITUTION

APPROVERS = (SHESTAKOV, EFIMOVA, BELOVA, GROMOV, DROZDOVA)
PEOPLE_NAMES = st.sampled_from(PEOPLE)
INDEX = st.integers(0, 3)


class PeopleRules(RuleBasedStateMachine):
    """Rules on a crowd in its office, for a machine that makes both."""

    office: BusyOffice
    crowd: Crowd

    @rule(absent=PEOPLE_NAMES, stand_in=PEOPLE_NAMES, ahead=st.integers(0, 3), days=st.integers(0, 12))
    def set_a_substitution(self, absent: str, stand_in: str, ahead: int, days: int) -> None:
        today = self.office.engine.today()
        starts_on = today + timedelta(days=ahead)
        command = c.AddSubstitution(
            absent_id=self.crowd.ids[absent], substitute_id=self.crowd.ids[stand_in], starts_on=starts_on,
            ends_on=starts_on + timedelta(days=days), order_number="7-к", order_date=today,
        )  # fmt: skip
        self.crowd.tried(absent, command)

    @rule(index=INDEX)
    def end_a_substitution(self, index: int) -> None:
        row = self.crowd.one(select(SUBSTITUTION).order_by(SUBSTITUTION.c.id), index)
        if row is not None:
            command = c.EndSubstitution(substitution_id=row.id, reason="Вышел на работу.")
            self.crowd.tried(self.crowd.names[row.absent_id], command)

    @rule(person=st.sampled_from(APPROVERS), successor=st.sampled_from((HEIR, HEIR, PETRENKO, *APPROVERS)))
    def replace_an_approver(self, person: str, successor: str) -> None:
        order = {"reason": "Перевод.", "order_number": "30-к", "order_date": self.office.engine.today()}
        ids = {"plan_id": 1, "person_id": self.crowd.ids[person], "successor_id": self.crowd.ids[successor]}
        self.crowd.tried(self.crowd.coordinator(), c.ReplaceApprover.model_validate(ids | order))

    @rule(successor=st.sampled_from((COORDINATOR, HEIR, SHESTAKOV)))
    def replace_the_coordinator(self, successor: str) -> None:
        order = {"reason": "Перевод.", "order_number": "31-к", "order_date": self.office.engine.today()}
        command = c.ReplaceCoordinator.model_validate({"plan_id": 1, "successor_id": self.crowd.ids[successor]} | order)
        self.crowd.tried(self.crowd.coordinator(), command)

    @rule(person=PEOPLE_NAMES, is_back=st.booleans())
    def leave_or_come_back(self, person: str, is_back: bool) -> None:
        kind = c.ReactivatePerson if is_back else c.DeactivatePerson
        self.crowd.tried(None, kind(person_id=self.crowd.ids[person], reason="Приказ № 40-к."))
