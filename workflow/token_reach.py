"""What a script's token opens: which commands by its scope, and nothing of a plan that its person does not see."""

from collections.abc import Mapping

from sqlalchemy import Connection, Select, select

from models.states import Assurance, TokenScope
from models.submissions import PaperDecision
from workflow import commands as c
from workflow.actor import Actor, TokenGrant
from workflow.errors import AuthenticationFailed, NotFound, TokenTooNarrow
from workflow.queries.access import may_see_plan
from workflow.queries.mail import plans_of_letter
from workflow.rows import DECISION, SUBMISSION, TASK
from workflow.wording.terms import TOKEN_SCOPES

PAPER = PaperDecision.__table__  # type: ignore[attr-defined]
# Each scope opens what those before it open.
SCOPES = (TokenScope.READ, TokenScope.WORK, TokenScope.COORDINATE)
_ON_ITEMS: tuple[type[c.Command], ...] = (
    c.StartItem,
    c.AddEvidence,
    c.RemoveEvidence,
    c.SubmitEvidence,
    c.Withdraw,
    c.ReopenItem,
    c.ExplainItem,
    c.AcknowledgeReminder,
    c.RequestExtension,
    c.WithdrawProposal,
    c.ProposeSample,
    c.RegisterRequest,
    c.AnswerRequest,
    c.MarkPart,
    c.SetPartDue,
    c.Decide,
    c.DisownDecision,
    c.DisownPaper,
    c.AddSubstitution,
    c.EndSubstitution,
    c.ChooseCalendar,
)
_OF_COORDINATORS: tuple[type[c.Command], ...] = (
    c.RegisterPaper,
    c.HoldReport,
    c.SettleWarning,
    c.AssignOrganisations,
    c.SetChain,
    c.SubmitActivation,
    c.CorrectDraft,
    c.ChangePlan,
    c.ProposeAmendment,
    c.OpenReview,
    c.FreezeReport,
    c.SubmitReport,
    c.ReplaceApprover,
    c.AddPerson,
    c.ChangePerson,
    c.ChangePeople,
    c.ConfirmAddress,
    c.InviteToEnrol,
    c.DeactivatePerson,
    c.ReactivatePerson,
    c.RevokeBrowsers,
    c.ResumeMail,
    c.ResendLetter,
)
NEEDED: Mapping[type[c.Command], TokenScope] = {
    c.RevokeToken: TokenScope.READ,
    **dict.fromkeys(_ON_ITEMS, TokenScope.WORK),
    **dict.fromkeys(_OF_COORDINATORS, TokenScope.COORDINATE),
}
# What a token alone never does: decide, say who decides, and change who somebody is or where their links go. Its
# person's PIN goes with it.
BY_PIN: frozenset[type[c.Command]] = frozenset(
    {
        c.Decide,
        c.DisownDecision,
        c.DisownPaper,
        c.ReopenItem,
        c.RegisterPaper,
        c.AddSubstitution,
        c.EndSubstitution,
        c.ReplaceApprover,
        c.ChangePerson,
        c.ChangePeople,
        c.DeactivatePerson,
        c.ReactivatePerson,
    }
)
# What is about people, whatever plan it names: not for a token that is narrowed to one plan.
ABOUT_PEOPLE: frozenset[type[c.Command]] = frozenset(
    {
        c.AddPerson,
        c.ChangePerson,
        c.ChangePeople,
        c.ConfirmAddress,
        c.InviteToEnrol,
        c.DeactivatePerson,
        c.ReactivatePerson,
        c.RevokeBrowsers,
        c.ChooseCalendar,
        c.AddSubstitution,
        c.EndSubstitution,
    }
)
# What no token opens: secrets that are handed over in person, other tokens, and what a link or the clock does.
NEVER: frozenset[type[c.Command]] = frozenset(
    {
        c.IssueActivationCode,
        c.SetPin,
        c.IssueToken,
        c.RequestSignIn,
        c.ReportStranger,
        c.ImportPlan,
        c.CarryOutPaper,
        c.RemindReview,
        c.MoveTasks,
        c.ReplaceCoordinator,
    }
)
_NO_SUCH_PLAN = "Такого плана нет, или он вам недоступен. Проверьте номер плана."
_ANOTHER_PLAN = "Ключ доступа выдан для одного плана: для этого действия нужен ключ без такого ограничения."


def opens(scope: TokenScope, needed: TokenScope) -> bool:
    """Whether a token of this scope opens what needs that one."""
    return SCOPES.index(scope) >= SCOPES.index(needed)


def demand_scope(grant: TokenGrant, needed: TokenScope) -> None:
    """Raise `TokenTooNarrow` where the token's scope is less than needed."""
    if not opens(grant.scope, needed):
        raise TokenTooNarrow(
            f"Ключ доступа открывает только: {TOKEN_SCOPES[grant.scope]}. "
            f"Для этого действия нужен ключ с областью «{TOKEN_SCOPES[needed]}»."
        )


def demand_plan(conn: Connection, actor: Actor, plan_id: int) -> None:
    """Raise `NotFound` for a plan that is not this person's to see, or not this token's (rule 19)."""
    narrowed = None if actor.token is None else actor.token.plan_id
    if narrowed not in (None, plan_id) or actor.person_id is None or not may_see_plan(conn, actor.person_id, plan_id):
        raise NotFound(_NO_SUCH_PLAN)


def demand_reach(conn: Connection, actor: Actor, command: c.Command) -> None:
    """Before a command that came through a token: does the token open it, and its plan?

    Raises `TokenTooNarrow`, `AuthenticationFailed`, `NotFound`.
    """
    if actor.token is None:
        return
    needed = NEEDED.get(type(command))
    if needed is None:
        raise TokenTooNarrow("Это действие по ключу доступа не выполняется: откройте страницу системы.")
    demand_scope(actor.token, needed)
    if type(command) in BY_PIN and actor.assurance is not Assurance.PIN:
        raise AuthenticationFailed("По одному ключу доступа это не делается: передайте и ПИН-код.")
    if actor.token.plan_id is not None and type(command) in ABOUT_PEOPLE:
        raise TokenTooNarrow(_ANOTHER_PLAN)
    plan_id = plan_of(conn, command)
    if plan_id is not None:
        demand_plan(conn, actor, plan_id)
    elif actor.token.plan_id is not None and not isinstance(command, c.RevokeToken):
        raise TokenTooNarrow(_ANOTHER_PLAN)


def plan_of(conn: Connection, command: c.Command) -> int | None:
    """The plan that a command is about; None where it is about people. Raises `NotFound`."""
    match command:
        case c.Decide() | c.RegisterPaper():
            return plan_of_task(conn, command.task_id)
        case c.DisownDecision():
            wanted = select(SUBMISSION.c.plan_id).join(DECISION, DECISION.c.submission_id == SUBMISSION.c.id)
            wanted = wanted.where(DECISION.c.id == command.decision_id)
        case c.DisownPaper():
            wanted = select(SUBMISSION.c.plan_id).join(PAPER, PAPER.c.submission_id == SUBMISSION.c.id)
            wanted = wanted.where(PAPER.c.id == command.paper_id)
        case c.ResendLetter():
            plans = plans_of_letter(conn, command.letter_id)
            return plans[0] if len(plans) == 1 else None
        case _:
            plan_id: int | None = getattr(command, "plan_id", None)
            return plan_id
    return _found(conn, wanted)


def plan_of_task(conn: Connection, task_id: int) -> int:
    """The plan that a task of approval is about. Raises `NotFound`."""
    wanted = select(SUBMISSION.c.plan_id).join(TASK, TASK.c.submission_id == SUBMISSION.c.id)
    return _found(conn, wanted.where(TASK.c.id == task_id))


def _found(conn: Connection, wanted: Select[tuple[int]]) -> int:
    plan_id = conn.execute(wanted).scalar()
    if plan_id is None:
        raise NotFound("Такой задачи согласования или такого решения нет. Проверьте номер.")
    return plan_id
