"""`/mailbox`: the caught letters, and the clock; only in the demonstration."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from web.demo_panel import MOVES, DemoPanel
from web.headers import LETTER_CSP
from web.problems import PageProblem
from web.visit import Posted, Visit, Visiting
from workflow.errors import NotFound
from workflow.queries import people

router = APIRouter()
SHOWN = 200
RAW_SHOWN = 60_000
Text = Annotated[str | None, Query(max_length=254)]
_FRAME_HEAD = '<base target="_top">'


class MoveUnknown(PageProblem):
    """A move of the clock that the demonstration does not have."""

    def __init__(self) -> None:
        super().__init__("Выберите одну из кнопок, которые переводят часы.")


def _demo(visit: Visit) -> DemoPanel:
    if visit.site.demo is None:
        raise NotFound("Такой страницы нет.")
    return visit.site.demo


@router.get("/mailbox")
def mailbox(visit: Visiting, to: Text = None, q: Text = None) -> Response:
    """The letters, newest first, of one person or with certain words; everyone's PIN."""
    demo = _demo(visit)
    accounts = demo.accounts()
    names = _names(visit, demo)
    letters = demo.messages()
    recipients = sorted({letter.to for letter in letters} | set(names), key=lambda address: names.get(address, address))
    words = (q or "").strip()
    found = [
        letter
        for letter in letters
        if (not to or letter.to == to) and (not words or words.lower() in f"{letter.subject}\n{letter.text}".lower())
    ]
    return visit.page(
        "mailbox.html",
        letters=found[:SHOWN],
        more=len(found) > SHOWN,
        accounts=accounts,
        names_by_address=names,
        recipients=[(address, names.get(address, address)) for address in recipients],
        chosen=to,
        words=words,
    )


@router.get("/mailbox/{message_id}")
def letter(visit: Visiting, message_id: str) -> Response:
    """One letter, its links to be followed as the recipient would."""
    demo = _demo(visit)
    found = demo.message(message_id)
    if found is None:
        raise NotFound("Такого письма нет. Вернитесь в общий ящик.")
    account = next((one for one in demo.accounts() if one[1] == found.to), None)
    name = _names(visit, demo).get(found.to)
    html = None if found.html is None else f"{_FRAME_HEAD}{found.html}"
    return visit.page(
        "letter.html",
        letter=found,
        html=html,
        raw=found.raw[:RAW_SHOWN].decode("utf-8", "replace"),
        recipient=f"{name} ({found.to})" if name else found.to,
        pin=account[2] if account else "",
        code=account[3] if account else "",
        headers={"Content-Security-Policy": LETTER_CSP},
    )


def _names(visit: Visit, demo: DemoPanel) -> dict[str, str]:
    """Whose address it is: those who were added later have no account, and are called by their names all the same."""
    with visit.read() as conn:
        known = {person.email: person.name for person in people(conn) if person.email is not None}
    return known | {email: name for name, email, _, _ in demo.accounts()}


@router.post("/demo/move")
def move(visit: Visiting, form: Posted) -> Response:
    """Move the clock forward, run what is due, and go to the overview."""
    demo = _demo(visit)
    wanted = form.text("to")
    chosen = next((one for one in MOVES if one == wanted), None)
    if chosen is None:
        raise MoveUnknown
    demo.move(chosen)
    return visit.see_other("/")
