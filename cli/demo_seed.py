"""Fills the demonstration by the same commands as anyone's: import, settle, invite, activate.

Each step looks whether it was done, so a start that was cut short is continued by the next one.

1. Import the Omsk plan of 2021 with its errors.
2. The coordinator settles every warning and names the organisations of the items that name none.
3. Everyone is invited, gets an activation code and a PIN.
4. The coordinator sends the plan to be activated; both approvers decide, each with their PIN.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from cli.demo_accounts import Account, keep_accounts, new_pin, read_accounts
from cli.demo_corrections import settlement
from config.plan_file import plan_source_sha256, read_plan
from config.signing_rules import signing_rules
from flows.wiring import Parts
from models.states import Assurance, DecisionKind, PlanState, Subject, SubmissionState, Verb
from workflow.actor import Actor
from workflow.authentication import authenticate
from workflow.commands import (
    AssignOrganisations,
    Decide,
    ImportPlan,
    InviteToEnrol,
    IssueActivationCode,
    SetPin,
    SettleWarning,
    SubmitActivation,
)
from workflow.queries import list_plans, people, plan_view, sign_off_view, waiting_for
from workflow.views import PersonView, PlanView

PLAN_FILE = Path(__file__).parents[1] / "config" / "plans" / "omsk-2021.toml"
FOR_ALL_ITEMS = ("2", "19", "21")
FOR_ALL = "Пункт касается всех организаций плана, в строке они не перечислены."
SUMMARY = "План с исправлениями представлен на утверждение: опечатки исправлены, остальное принято как есть."
OPERATOR = Actor(None, Assurance.CLI)
KINDS = {Verb.AGREE: DecisionKind.AGREE, Verb.APPROVE: DecisionKind.APPROVE}


@dataclass(frozen=True, slots=True)
class DemoSeed:
    """`post` sends what waits, so that the mailbox tells the story in its order."""

    parts: Parts
    folder: Path
    post: Callable[[], None]

    def run(self) -> bool:
        """Do what is not done yet. Returns whether accounts were made now."""
        plan = self._plan(self._imported())
        if plan.brief.state is not PlanState.DRAFT:
            return False
        has_new_accounts = self._enrol(plan.brief.id)
        if not _is_sent(plan):
            self._settle(plan)
            self._assign(self._plan(plan.brief.id))
            coordinator = self._authenticated(plan.coordinator.id)
            self.parts.engine.execute(SubmitActivation(plan_id=plan.brief.id, summary=SUMMARY), coordinator)
            self.post()
        self._decide(plan.brief.id)
        return has_new_accounts

    def _imported(self) -> int:
        with self.parts.database.read() as conn:
            plans = list_plans(conn)
        if plans:
            return plans[0].id
        command = ImportPlan(draft=read_plan(PLAN_FILE), source_sha256=plan_source_sha256(PLAN_FILE))
        plan_id = self.parts.engine.execute(command, OPERATOR).plan_id
        assert plan_id is not None  # noqa: S101 - the receipt of an import names its plan
        return plan_id

    def _plan(self, plan_id: int) -> PlanView:
        with self.parts.database.read() as conn:
            return plan_view(conn, plan_id, self.parts.engine.today())

    def _settle(self, plan: PlanView) -> None:
        coordinator = self._authenticated(plan.coordinator.id)
        items = {item.place: item for item in plan.items}
        for warning in plan.warnings:
            if warning.resolution is not None:
                continue
            named = items[warning.place].organisations if warning.place is not None else ()
            chosen = settlement(warning, named, len(plan.organisations))
            self.parts.engine.execute(
                SettleWarning(
                    plan_id=plan.brief.id,
                    warning_id=warning.id,
                    resolution=chosen.resolution,
                    reason=chosen.reason,
                    change=chosen.change,
                ),
                coordinator,
            )

    def _assign(self, plan: PlanView) -> None:
        coordinator = self._authenticated(plan.coordinator.id)
        everyone = tuple(code for code, _ in plan.organisations)
        for item in plan.items:
            if item.number in FOR_ALL_ITEMS and not item.organisations:
                self.parts.engine.execute(
                    AssignOrganisations(
                        plan_id=plan.brief.id, place=item.place, organisations=everyone, reason=FOR_ALL
                    ),
                    coordinator,
                )

    def _enrol(self, plan_id: int) -> bool:
        with self.parts.database.read() as conn:
            everybody = people(conn)
        accounts = read_accounts(self.folder)
        missing = [person for person in everybody if not (person.has_pin and person.id in accounts)]
        for person in missing:
            self.parts.engine.execute(InviteToEnrol(person_id=person.id, plan_id=plan_id), OPERATOR)
        self.post()
        for person in missing:
            accounts[person.id] = self._with_pin(person)
            keep_accounts(self.folder, accounts)
        return bool(missing)

    def _with_pin(self, person: PersonView) -> Account:
        """Set a PIN with a code, then issue a new code: the letter's page can be tried."""
        engine, pin = self.parts.engine, new_pin()
        code = engine.execute(IssueActivationCode(person_id=person.id), OPERATOR).secret or ""
        command = SetPin(
            person_id=person.id,
            activation_code=SecretStr(code),
            pin=SecretStr(pin),
            rules_sha256=signing_rules().sha256,
        )
        engine.execute(command, Actor(person.id, Assurance.LINK))
        spare = engine.execute(IssueActivationCode(person_id=person.id), OPERATOR).secret or ""
        return Account(person.id, person.name, person.email or "", pin, spare)

    def _decide(self, plan_id: int) -> None:
        """Both approvers, step by step."""
        while (waiting := self._waiting(plan_id)) is not None:
            person_id, command = waiting
            self.parts.engine.execute(command, self._authenticated(person_id))
            self.post()

    def _waiting(self, plan_id: int) -> tuple[int, Decide] | None:
        today = self.parts.engine.today()
        with self.parts.database.read() as conn:
            for person_id in read_accounts(self.folder):
                for task_id in waiting_for(conn, person_id):
                    view = sign_off_view(conn, task_id, today)
                    if view.plan.id == plan_id and view.submission.subject is Subject.ACTIVATION:
                        digest = view.submission.digest
                        return person_id, Decide(task_id=task_id, kind=KINDS[view.task.verb], digest=digest)
        return None

    def _authenticated(self, person_id: int) -> Actor:
        return authenticate(self.parts.engine, person_id, pin=read_accounts(self.folder)[person_id].pin)


def _is_sent(plan: PlanView) -> bool:
    return plan.activation is not None and plan.activation.state is SubmissionState.OPEN
