"""People: adding, inviting, activation codes, PINs. All of it in the deployment's ledger."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Row, func, insert, select, text, update

from audit.ledger import HEAD
from config.signing_rules import signing_rules
from models.mail import Notice
from models.people import BrowserGrant
from models.states import Assurance, NoticeKind, PersonRole
from workflow.actions import Action
from workflow.commands import AddPerson, InviteToEnrol, IssueActivationCode, RequestSignIn, RevokeBrowsers, SetPin
from workflow.errors import AuthenticationFailed, InvalidCommand, NotFound, NotYourTurn
from workflow.people_rows import inactive_people
from workflow.person_name_rule import demand_person_name
from workflow.person_names import demand_free_name
from workflow.receipts import receipt
from workflow.rows import PERSON
from workflow.secrets import (
    canonical_code,
    fingerprint,
    hash_secret,
    is_acceptable_pin,
    matches,
    new_activation_code,
)
from workflow.stewardship import demand_steward, is_operating
from workflow.transaction import DEPLOYMENT_LEDGER, Transaction
from workflow.views import Receipt

ADDED: dict[PersonRole, str] = {
    PersonRole.MEMBER: "Сотрудник добавлен",
    PersonRole.COORDINATOR: "Ответственный за контроль исполнения добавлен",
    PersonRole.INSPECTOR: "Проверяющий добавлен",
    PersonRole.OPERATOR: "Администратор добавлен",
}
PERSONAL = {"name", "given_names", "position", "email", "phone"}
CODE_LIFE = timedelta(days=14)
SIGN_INS_A_DAY = 5
GRANT = BrowserGrant.__table__  # type: ignore[attr-defined]
NOTICE = Notice.__table__  # type: ignore[attr-defined]


def add_person(tx: Transaction, command: AddPerson) -> Receipt:
    """Make a person known. Raises `InvalidCommand` for what is no person's name, and where the name is taken."""
    demand_free_name(tx, command.name)
    demand_person_name(command.name)
    return add_named(tx, command)


def add_named(tx: Transaction, command: AddPerson) -> Receipt:
    """The same for whom a plan's document names: it may be a unit that answers for an item."""
    demand_steward(tx)
    if command.role != PersonRole.MEMBER.value and not is_operating(tx):
        raise NotYourTurn("Особые права (проверяющий, администратор, ведение планов) даёт только администратор.")
    return make_known(tx, command)


def make_known(tx: Transaction, command: AddPerson) -> Receipt:
    """Store a person without asking who may: for `add_person` and for the import, which asks for itself."""
    demand_free_name(tx, command.name)
    person_id = tx.conn.execute(
        insert(PERSON)
        .values(**command.model_dump(exclude={"role"}), role=PersonRole(command.role), created_at=tx.now)
        .returning(PERSON.c.id)
    ).scalar_one()
    return record_of_person(
        tx,
        Action.PERSON_ADDED,
        person_id,
        {"role": command.role},
        f"{ADDED[PersonRole(command.role)]}: {command.name}".rstrip(".") + ".",
        personal=command.model_dump(include=PERSONAL),
    )


def set_manager(tx: Transaction, person_id: int, manager_id: int) -> None:
    """Say who is the manager of a person whom the same import made known."""
    tx.conn.execute(update(PERSON).where(PERSON.c.id == person_id).values(manager_id=manager_id))
    record_of_person(tx, Action.PERSON_CHANGED, person_id, {"fields": ["manager_id"], "manager": manager_id}, "")


def invite_to_enrol(tx: Transaction, command: InviteToEnrol) -> Receipt:
    """Send the letter that invites a person to set their PIN."""
    demand_steward(tx, command.person_id)
    person = person_row(tx, command.person_id)
    if person.email is None:
        raise InvalidCommand(f"{person.name}: сначала укажите адрес электронной почты.", field="email")
    tx.tell(
        NoticeKind.ENROLMENT,
        f"enrolment/p{person.id}/{tx.now.isoformat()}",
        recipient_id=person.id,
        plan_id=command.plan_id,
    )
    return record_of_person(tx, Action.PERSON_INVITED, person.id, {}, f"{person.name}: приглашение направлено.")


def issue_activation_code(tx: Transaction, command: IssueActivationCode) -> Receipt:
    """A new one-time code to be handed over in person; an older one dies. `secret` in the receipt is shown once."""
    demand_steward(tx, command.person_id)
    person = person_row(tx, command.person_id)
    if person.id == tx.actor.person_id and tx.actor.assurance is not Assurance.CLI:
        raise NotYourTurn("Код активации себе не выдают: попросите администратора.")
    if person.pin_hash is not None and not is_operating(tx):
        tx.alarm("code_reissued", f"{person.name}: a coordinator issued a new activation code to an enrolled person")
    code = new_activation_code()
    code_hash = hash_secret(code)
    tx.conn.execute(
        update(PERSON)
        .where(PERSON.c.id == person.id)
        .values(
            activation_code_hash=code_hash,
            activation_code_expires_at=tx.now + CODE_LIFE,
            pin_failures=0,
            pin_lockouts=0,
            pin_locked_until=None,
        )
    )
    return record_of_person(
        tx,
        Action.CODE_ISSUED,
        person.id,
        {"expires_at": (tx.now + CODE_LIFE).isoformat(), "code_sha256": fingerprint(code_hash)},
        f"{person.name}: код активации выдан.",
        secret=code,
    )


def set_pin(tx: Transaction, command: SetPin) -> Receipt:
    """Set the PIN with the activation code, accepting the e-signature rules (63-ФЗ, ст. 9).

    A new PIN ends every session and trusted browser. Raises `AuthenticationFailed` for a wrong or used code.
    """
    person = person_row(tx, command.person_id)
    pin = command.pin.get_secret_value()
    if not is_acceptable_pin(pin):
        raise InvalidCommand(
            "ПИН-код — не меньше шести цифр, не одинаковых и не подряд. Придумайте другой.", field="pin"
        )
    rules = signing_rules()
    if command.rules_sha256 != rules.sha256:
        raise InvalidCommand("Правила изменились, пока страница была открыта. Прочитайте их ещё раз.", field="rules")
    expires = person.activation_code_expires_at
    fits = matches(canonical_code(command.activation_code.get_secret_value()), person.activation_code_hash)
    if not fits or expires is None or expires < tx.now:
        raise AuthenticationFailed(
            "Код активации не подошёл или устарел. Проверьте его по листу выдачи или попросите новый "
            "у ответственного за контроль исполнения."
        )
    pin_hash = hash_secret(pin)
    tx.conn.execute(
        update(PERSON)
        .where(PERSON.c.id == person.id)
        .values(
            pin_hash=pin_hash,
            pin_set_at=tx.now,
            pin_failures=0,
            pin_lockouts=0,
            pin_locked_until=None,
            activation_code_hash=None,
            activation_code_expires_at=None,
            rules_sha256=rules.sha256,
            rules_accepted_at=tx.now,
        )
    )
    end_grants(tx, person.id)
    data = {"rules_sha256": rules.sha256, "pin_sha256": fingerprint(pin_hash)}
    return record_of_person(tx, Action.PIN_SET, person.id, data, "ПИН-код установлен.")


def request_sign_in(tx: Transaction, command: RequestSignIn) -> Receipt:
    """Send a sign-in letter to whoever has this address; the answer is the same for an unknown one."""
    people = tx.conn.execute(
        select(PERSON.c.id).where(func.lower(PERSON.c.email) == command.email.strip().lower(), PERSON.c.is_active)
    ).scalars()
    for person_id in list(people):
        recent = tx.conn.execute(
            select(func.count())
            .select_from(NOTICE)
            .where(
                text("notice.kind = 'sign_in'"),  # literal, so that both databases use the partial index
                NOTICE.c.recipient_id == person_id,
                NOTICE.c.created_at > tx.now - timedelta(days=1),
            )
        ).scalar_one()
        if recent < SIGN_INS_A_DAY:
            tx.tell(NoticeKind.SIGN_IN, f"sign_in/p{person_id}/{tx.now.isoformat()}", recipient_id=person_id)
    return receipt(
        tx,
        DEPLOYMENT_LEDGER,
        None,
        "Если этот адрес известен, на него отправлено письмо со ссылкой для входа.",
    )


def revoke_browsers(tx: Transaction, command: RevokeBrowsers) -> Receipt:
    """Sign out everywhere."""
    if tx.actor.person_id != command.person_id:
        demand_steward(tx, command.person_id)
    end_grants(tx, command.person_id)
    return record_of_person(tx, Action.BROWSERS_REVOKED, command.person_id, {}, "Вход завершён на всех устройствах.")


def person_row(tx: Transaction, person_id: int) -> Row[Any]:
    """The person. Raises `NotFound`."""
    row = tx.conn.execute(select(PERSON).where(PERSON.c.id == person_id)).one_or_none()
    if row is None:
        raise NotFound("Такого человека в списке нет. Обновите страницу.")
    return row


def lock_people(tx: Transaction) -> None:
    """What concerns several people at once is done one after the other: nobody else writes about people meanwhile."""
    tx.conn.execute(select(HEAD.c.size).where(HEAD.c.ledger_id == DEPLOYMENT_LEDGER).with_for_update())


def demand_in_use(tx: Transaction) -> None:
    """Raise `NotYourTurn` where the actor is a person who was taken out of use: no door lets them act."""
    person_id = tx.actor.person_id
    if person_id is None:
        return
    if person_id in inactive_people(tx.conn):
        raise NotYourTurn("Вы исключены из числа пользователей. Обратитесь к ответственному за контроль исполнения.")


def end_grants(tx: Transaction, person_id: int) -> None:
    """End every session and trusted browser of a person."""
    tx.conn.execute(
        update(GRANT).where(GRANT.c.person_id == person_id, GRANT.c.revoked_at.is_(None)).values(revoked_at=tx.now)
    )


def record_of_person(
    tx: Transaction,
    action: Action,
    person_id: int,
    data: dict[str, Any],
    text: str,
    *,
    personal: dict[str, Any] | None = None,
    secret: str | None = None,
) -> Receipt:
    """Write an entry about a person in the deployment's ledger; `personal` beside it, where it may be erased."""
    position = tx.record(DEPLOYMENT_LEDGER, tx.entry(action, f"person/{person_id}", data=data, personal=personal))
    return receipt(tx, DEPLOYMENT_LEDGER, position, text, person_id=person_id, secret=secret)
