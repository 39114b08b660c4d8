"""People: adding, inviting, activation codes, PINs, substitutions. All of it in the deployment's ledger."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from config.signing_rules import signing_rules
from models.mail import Notice
from models.people import BrowserGrant
from models.states import Assurance, NoticeKind, PersonRole, PlanState
from workflow.actions import Action
from workflow.commands import (
    AddPerson,
    AddSubstitution,
    ChangePerson,
    InviteToEnrol,
    IssueActivationCode,
    RequestSignIn,
    RevokeBrowsers,
    SetPin,
)
from workflow.conflicts import active_substitutes
from workflow.errors import AuthenticationFailed, InvalidCommand, NotFound, NotYourTurn
from workflow.queries.access import plans_of
from workflow.receipts import receipt
from workflow.rows import PERSON, PLAN, SUBSTITUTION
from workflow.secrets import canonical_code, hash_secret, is_acceptable_pin, matches, new_activation_code
from workflow.transaction import DEPLOYMENT_LEDGER, Transaction
from workflow.views import Receipt

CODE_LIFE = timedelta(days=14)
SIGN_INS_A_DAY = 5
GRANT = BrowserGrant.__table__  # type: ignore[attr-defined]
NOTICE = Notice.__table__  # type: ignore[attr-defined]


def add_person(tx: Transaction, command: AddPerson) -> Receipt:
    """Make a person known. Raises `InvalidCommand` where the name is taken."""
    demand_steward(tx)
    if command.role != PersonRole.MEMBER.value and not is_operating(tx):
        raise NotYourTurn("Особые права (проверяющий, администратор, ведение планов) даёт только администратор.")
    return make_known(tx, command)


def make_known(tx: Transaction, command: AddPerson) -> Receipt:
    """Store a person without asking who may: for `add_person` and for the import, which asks for itself."""
    if tx.conn.execute(select(PERSON.c.id).where(PERSON.c.name == command.name)).first() is not None:
        raise InvalidCommand(f"{command.name} уже есть в списке. Добавьте имя и отчество, чтобы различить людей.")
    person_id = tx.conn.execute(
        insert(PERSON)
        .values(**command.model_dump(exclude={"role"}), role=PersonRole(command.role), created_at=tx.now)
        .returning(PERSON.c.id)
    ).scalar_one()
    return _recorded(
        tx,
        Action.PERSON_ADDED,
        person_id,
        {"role": command.role},
        f"{command.name}: добавлено.",
        personal={"name": command.name, "email": command.email, "position": command.position},
    )


def change_person(tx: Transaction, command: ChangePerson) -> Receipt:
    """Change what is known of a person. Links that went to an old address are dead: each holds its own.

    Raises `InvalidCommand` where nothing changes.
    """
    demand_steward(tx, command.person_id)
    person = person_row(tx, command.person_id)
    given = command.model_dump(exclude={"person_id"}, exclude_unset=True)
    changed = {field: value for field, value in given.items() if value != getattr(person, field)}
    if not changed:
        raise InvalidCommand(f"{person.name}: новые сведения не отличаются от прежних.")
    tx.conn.execute(update(PERSON).where(PERSON.c.id == person.id).values(**changed))
    if "email" in changed and person.pin_hash is not None and not is_operating(tx):
        tx.alarm("address_changed", f"{person.name}: a coordinator changed the address of an enrolled person")
    return _recorded(
        tx,
        Action.PERSON_CHANGED,
        person.id,
        {"fields": sorted(changed)},
        f"{person.name}: сведения изменены.",
        personal=changed,
    )


def set_manager(tx: Transaction, person_id: int, manager_id: int) -> None:
    """Say who is the manager of a person whom the same import made known."""
    tx.conn.execute(update(PERSON).where(PERSON.c.id == person_id).values(manager_id=manager_id))
    _recorded(tx, Action.PERSON_CHANGED, person_id, {"fields": ["manager_id"], "manager": manager_id}, "")


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
    return _recorded(tx, Action.PERSON_INVITED, person.id, {}, f"{person.name}: приглашение направлено.")


def issue_activation_code(tx: Transaction, command: IssueActivationCode) -> Receipt:
    """A new one-time code to be handed over in person; an older one dies. `secret` in the receipt is shown once."""
    demand_steward(tx, command.person_id)
    person = person_row(tx, command.person_id)
    if person.id == tx.actor.person_id and tx.actor.assurance is not Assurance.CLI:
        raise NotYourTurn("Код активации себе не выдают: попросите администратора.")
    if person.pin_hash is not None and not is_operating(tx):
        tx.alarm("code_reissued", f"{person.name}: a coordinator issued a new activation code to an enrolled person")
    code = new_activation_code()
    tx.conn.execute(
        update(PERSON)
        .where(PERSON.c.id == person.id)
        .values(
            activation_code_hash=hash_secret(code),
            activation_code_expires_at=tx.now + CODE_LIFE,
            pin_failures=0,
            pin_lockouts=0,
            pin_locked_until=None,
        )
    )
    return _recorded(
        tx,
        Action.CODE_ISSUED,
        person.id,
        {"expires_at": (tx.now + CODE_LIFE).isoformat()},
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
    tx.conn.execute(
        update(PERSON)
        .where(PERSON.c.id == person.id)
        .values(
            pin_hash=hash_secret(pin),
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
    _end_grants(tx, person.id)
    return _recorded(tx, Action.PIN_SET, person.id, {"rules_sha256": rules.sha256}, "ПИН-код установлен.")


def add_substitution(tx: Transaction, command: AddSubstitution) -> Receipt:
    """Замещение by order, set by a coordinator or by the absent person. Raises `InvalidCommand` for a circle."""
    if tx.actor.person_id != command.absent_id:
        demand_steward(tx, command.absent_id)
    if tx.actor.person_id is not None and tx.actor.person_id == command.substitute_id:
        raise NotYourTurn("Назначить замещающим самого себя нельзя: это делает отсутствующий или администратор.")
    absent, substitute = person_row(tx, command.absent_id), person_row(tx, command.substitute_id)
    if absent.id == substitute.id:
        raise InvalidCommand("Замещающий — другое лицо: выберите, кто подписывает за отсутствующего.")
    if command.ends_on < command.starts_on:
        raise InvalidCommand("Замещение заканчивается раньше, чем начинается: проверьте даты.", field="ends_on")
    if active_substitutes(tx.conn, command.starts_on).get(substitute.id, (None,))[0] == absent.id:
        raise InvalidCommand(f"{substitute.name} в эти дни сам замещается лицом {absent.name}: получается круг.")
    substitution_id = tx.conn.execute(
        insert(SUBSTITUTION).values(**command.model_dump(), created_at=tx.now).returning(SUBSTITUTION.c.id)
    ).scalar_one()
    data = {
        "substitution": substitution_id,
        "substitute": substitute.id,
        "from": command.starts_on.isoformat(),
        "to": command.ends_on.isoformat(),
        "order": command.order_number,
        "order_date": command.order_date.isoformat(),
    }
    return _recorded(
        tx, Action.SUBSTITUTION_ADDED, absent.id, data, f"Замещение записано: {absent.name} — {substitute.name}."
    )


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
                NOTICE.c.kind == NoticeKind.SIGN_IN,
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
    _end_grants(tx, command.person_id)
    return _recorded(tx, Action.BROWSERS_REVOKED, command.person_id, {}, "Вход завершён на всех устройствах.")


def person_row(tx: Transaction, person_id: int) -> Row[Any]:
    """The person. Raises `NotFound`."""
    row = tx.conn.execute(select(PERSON).where(PERSON.c.id == person_id)).one_or_none()
    if row is None:
        raise NotFound("Такого человека в списке нет. Обновите страницу.")
    return row


def demand_steward(tx: Transaction, about: int | None = None) -> None:
    """Raise `NotYourTurn` unless the actor is an operator, works at the command line, or coordinates.

    Where the command is `about` a person who has a part in plans in force, all of these must be the actor's to
    coordinate; of who has a part in drafts alone, the oldest draft must be. Nobody gets power over another plan's
    people by naming them in a draft of their own.
    """
    if is_operating(tx):
        return
    person_id = tx.actor.person_id
    coordinated = set(tx.conn.execute(select(PLAN.c.id).where(PLAN.c.coordinator_id == person_id)).scalars())
    theirs = [] if about is None else plans_of(tx.conn, about, tx.today(tx.policy.timezone))
    states = dict(tx.conn.execute(select(PLAN.c.id, PLAN.c.state).where(PLAN.c.id.in_(theirs))).tuples().all())
    in_force = {plan for plan, state in states.items() if state is not PlanState.DRAFT}
    decisive = in_force or set(sorted(theirs)[:1])
    if not coordinated or (decisive and coordinated.isdisjoint(decisive)):
        raise NotYourTurn("Это делает ответственный за контроль исполнения плана. Обратитесь к нему.")
    if not decisive <= coordinated:
        raise NotYourTurn("Это лицо участвует и в плане, который ведёте не вы. Обратитесь к администратору.")


def is_operating(tx: Transaction) -> bool:
    """Whether the actor is an operator or works at the command line."""
    person_id = tx.actor.person_id
    if person_id is None:
        return True
    return tx.conn.execute(select(PERSON.c.role).where(PERSON.c.id == person_id)).scalar() is PersonRole.OPERATOR


def _end_grants(tx: Transaction, person_id: int) -> None:
    tx.conn.execute(
        update(GRANT).where(GRANT.c.person_id == person_id, GRANT.c.revoked_at.is_(None)).values(revoked_at=tx.now)
    )


def _recorded(
    tx: Transaction,
    action: Action,
    person_id: int,
    data: dict[str, Any],
    text: str,
    *,
    personal: dict[str, Any] | None = None,
    secret: str | None = None,
) -> Receipt:
    position = tx.record(DEPLOYMENT_LEDGER, tx.entry(action, f"person/{person_id}", data=data, personal=personal))
    return receipt(tx, DEPLOYMENT_LEDGER, position, text, person_id=person_id, secret=secret)
