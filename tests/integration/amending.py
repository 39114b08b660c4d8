"""What the tests of amendments share: proposing, signing, and looking at what was done."""

from datetime import date
from typing import Any

from sqlalchemy import select

from config.plan_draft import DraftItem
from models.states import NoticeKind
from tests.integration.office import COORDINATOR, EFIMOVA, SHESTAKOV, Office
from workflow import commands as c
from workflow.amendment_changes import ChangeItem, ItemAmendment
from workflow.replay import replay
from workflow.replay_deployment import replay_deployment
from workflow.rows import PERSON, RESPONSIBLE, SUBMISSION, TASK
from workflow.transaction import NOTICE
from workflow.views import Receipt

REASON = "Приказ директора департамента № 15 от 20.02.2021."
NAZEMKINA, ROMANENKO, ROGOVAYA = "Наземкина Е.А.", "Романенко С.А.", "Роговая М.В."
NEW_DEADLINE = ChangeItem(place=3, due_on=date(2021, 4, 30))
DOCUMENT = c.StoredDocument(
    sha256="ab" * 32,
    name="План 2021, редакция 2.docx",
    size=20_000,
    media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)


def propose(office: Office, *changes: ItemAmendment, **rest: Any) -> Receipt:
    """Propose as the coordinator does."""
    return office.do(COORDINATOR, c.ProposeAmendment(plan_id=office.plan_id, reason=REASON, changes=changes, **rest))


def amend(office: Office, *changes: ItemAmendment, **rest: Any) -> Receipt:
    """Propose, and have it signed by whoever's turn it is."""
    proposed = propose(office, *changes, **rest)
    if "skipped" not in {task.state.value for task in tasks(office, proposed)}:
        office.sign(SHESTAKOV)
    office.sign(EFIMOVA)
    return proposed


def tasks(office: Office, receipt: Receipt) -> list[Any]:
    """The tasks of what was proposed, by step."""
    with office.database.read() as conn:
        return list(
            conn.execute(select(TASK).where(TASK.c.submission_id == receipt.submission_id).order_by(TASK.c.step))
        )


def submission(office: Office, receipt: Receipt) -> Any:
    """The row of what was proposed."""
    with office.database.read() as conn:
        return conn.execute(select(SUBMISSION).where(SUBMISSION.c.id == receipt.submission_id)).one()


def responsible(office: Office, place: int) -> list[tuple[str, bool]]:
    """Who is responsible for an item, and who of them leads."""
    with office.database.read() as conn:
        rows = conn.execute(
            select(PERSON.c.name, RESPONSIBLE.c.is_lead)
            .join(PERSON, PERSON.c.id == RESPONSIBLE.c.person_id)
            .where(RESPONSIBLE.c.item_id == office.item(place).id)
            .order_by(RESPONSIBLE.c.place)
        ).all()
    return [(row.name, bool(row.is_lead)) for row in rows]


def told(office: Office, kind: NoticeKind) -> list[str]:
    """Who got a notice of a kind, by name."""
    with office.database.read() as conn:
        rows = conn.execute(
            select(PERSON.c.name)
            .join(NOTICE, NOTICE.c.recipient_id == PERSON.c.id)
            .where(NOTICE.c.kind == kind)
            .order_by(PERSON.c.name)
        )
        return list(rows.scalars())


def new_item(**values: Any) -> DraftItem:
    """A row of a later version of the plan."""
    row = {
        "number": "22",
        "title": "Педагогический совет",
        "due_on": "2021-09-01",
        "responsible": [NAZEMKINA, ROMANENKO],
        "organisations": ["11", "27"],
    }
    return DraftItem.model_validate(row | values)


def no_difference(office: Office) -> None:
    """The ledger gives the tables."""
    with office.database.read() as conn:
        assert replay(conn, office.plan_id) == []
        assert replay_deployment(conn) == []
