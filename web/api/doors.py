"""Which path carries out which command: one table for all of them."""

from dataclasses import dataclass

from workflow import commands as c
from workflow.handlers import HANDLERS
from workflow.token_reach import BY_PIN

ITEM = "/plans/{plan_id}/items/{place}"
PLAN = "/plans/{plan_id}"


@dataclass(frozen=True, slots=True)
class Door:
    """A POST. What the path does not name of the command is in the body."""

    path: str
    command: type[c.Command]
    tag: str
    summary: str

    @property
    def needs_pin(self) -> bool:
        """Whether the person's PIN goes with it, counted and locked as on the pages."""
        return self.command in BY_PIN


DOORS = (
    Door(f"{ITEM}/start", c.StartItem, "Пункты", "Принять в работу"),
    Door(f"{ITEM}/evidence/{{evidence_id}}/removal", c.RemoveEvidence, "Пункты", "Убрать подтверждающий документ"),
    Door(f"{ITEM}/submission", c.SubmitEvidence, "Пункты", "Направить отчёт на согласование"),
    Door(f"{ITEM}/withdrawal", c.Withdraw, "Пункты", "Отозвать отчёт, пока решений нет"),
    Door(f"{ITEM}/reopening", c.ReopenItem, "Пункты", "Возобновить контроль"),
    Door(f"{ITEM}/explanation", c.ExplainItem, "Пункты", "Представить сведения"),
    Door(f"{ITEM}/acknowledgement", c.AcknowledgeReminder, "Пункты", "Сообщить: вижу, сделаю до …"),
    Door(f"{ITEM}/hold", c.HoldReport, "Пункты", "Отложить доклад согласующему"),
    Door(f"{ITEM}/extension", c.RequestExtension, "Пункты", "Запросить продление срока"),
    Door(f"{ITEM}/sample", c.ProposeSample, "Пункты", "Предложить выборку или график"),
    Door(f"{ITEM}/requests", c.RegisterRequest, "Пункты", "Внести запрос в реестр"),
    Door(f"{ITEM}/requests/{{number}}/answer", c.AnswerRequest, "Пункты", "Записать ответ на запрос"),
    Door(f"{ITEM}/part", c.MarkPart, "Пункты", "Отметить свою часть готовой или неготовой"),
    Door(f"{ITEM}/parts/{{person_id}}/due", c.SetPartDue, "Пункты", "Назначить внутренний срок части"),
    Door(f"{ITEM}/organisations", c.AssignOrganisations, "Черновик", "Указать организации пункта"),
    Door("/tasks/{task_id}/decision", c.Decide, "Решения", "Принять решение"),
    Door("/tasks/{task_id}/paper", c.RegisterPaper, "Решения", "Зарегистрировать решение с бумаги"),
    Door("/papers/{paper_id}/disowning", c.DisownPaper, "Решения", "Сообщить: решение с бумаги принято не мной"),
    Door("/decisions/{decision_id}/disowning", c.DisownDecision, "Решения", "Сообщить: решение принято не мной"),
    Door(f"{PLAN}/warnings/{{warning_id}}/settlement", c.SettleWarning, "Черновик", "Рассмотреть замечание"),
    Door(f"{PLAN}/chain", c.SetChain, "Черновик", "Записать маршрут согласования"),
    Door(f"{PLAN}/corrections", c.CorrectDraft, "Черновик", "Исправить черновик"),
    Door(f"{PLAN}/activation", c.SubmitActivation, "Черновик", "Направить план на введение в действие"),
    Door(f"{PLAN}/changes", c.ChangePlan, "Планы", "Изменить план: черновик сразу, действующий — предложением"),
    Door(f"{PLAN}/amendments", c.ProposeAmendment, "Планы", "Предложить изменение плана"),
    Door(f"{PLAN}/proposals/{{submission_id}}/withdrawal", c.WithdrawProposal, "Планы", "Отозвать своё предложение"),
    Door(f"{PLAN}/approvers/{{person_id}}/replacement", c.ReplaceApprover, "Планы", "Заменить согласующего"),
    Door(f"{PLAN}/review/opening", c.OpenReview, "Итоги года", "Открыть итоговое рассмотрение"),
    Door(f"{PLAN}/review/freezing", c.FreezeReport, "Итоги года", "Зафиксировать отчёт и направить его"),
    Door("/people", c.AddPerson, "Люди", "Добавить человека"),
    Door("/people/{person_id}/change", c.ChangePerson, "Люди", "Изменить сведения о человеке"),
    Door("/people/changes", c.ChangePeople, "Люди", "Изменить сведения о нескольких людях сразу"),
    Door("/people/{person_id}/address-confirmation", c.ConfirmAddress, "Люди", "Адрес снова принимает письма"),
    Door("/people/{person_id}/calendar", c.ChooseCalendar, "Люди", "Присылать ли сроки файлом для календаря"),
    Door("/people/{person_id}/invitation", c.InviteToEnrol, "Люди", "Пригласить задать ПИН-код"),
    Door("/people/{person_id}/deactivation", c.DeactivatePerson, "Люди", "Отключить человека"),
    Door("/people/{person_id}/reactivation", c.ReactivatePerson, "Люди", "Вернуть человека в работу"),
    Door("/people/{person_id}/sign-out", c.RevokeBrowsers, "Люди", "Завершить вход на всех устройствах"),
    Door("/mail/resumption", c.ResumeMail, "Письма", "Возобновить отправку, пока пауза не кончилась"),
    Door("/mail/{letter_id}/resending", c.ResendLetter, "Письма", "Отправить письмо ещё раз"),
    Door("/substitutions", c.AddSubstitution, "Люди", "Записать замещение"),
    Door("/substitutions/{substitution_id}/end", c.EndSubstitution, "Люди", "Закончить замещение"),
    Door("/tokens/{token_id}/revocation", c.RevokeToken, "Ключи доступа", "Отозвать этот ключ"),
)


def open_doors() -> tuple[Door, ...]:
    """The doors whose command the engine carries out."""
    return tuple(door for door in DOORS if door.command in HANDLERS)
