"""`/letters`: every letter that the system sends, on sample data: for operators, in the demonstration for everybody."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from models.states import PersonRole
from notifications.samples.catalogue import SampleLetter, sample_letter, sample_letters
from web.headers import LETTER_CSP
from web.problems import OperatorOnly, SignInNeeded
from web.visit import Visit, Visiting
from workflow.errors import NotFound
from workflow.wording.terms import NOTICES

router = APIRouter(prefix="/letters")
LIGHT, DARK = "light", "dark"
# A letter follows its reader's program, a preview what is chosen on the page.
_FOLLOWS = "@media (prefers-color-scheme: dark)"
_CHOSEN = {LIGHT: "@media not all", DARK: "@media all"}


@router.get("")
def show_all(visit: Visiting) -> Response:
    """The letters by name."""
    _demand_operator(visit)
    return visit.page("letter_samples.html", letters=[(letter, _name(letter)) for letter in sample_letters()])


@router.get("/{key}")
def show_one(visit: Visiting, key: str, theme: Annotated[str, Query(max_length=10)] = LIGHT) -> Response:
    """One letter: subject, text, and HTML at the width of a telephone and of a desk, light or dark."""
    _demand_operator(visit)
    letter = sample_letter(key)
    if letter is None:
        raise NotFound("Такого образца письма нет. Откройте список образцов.")
    chosen = DARK if theme == DARK else LIGHT
    bodies = letter.bodies()
    before, after = _neighbours(letter)
    return visit.page(
        "letter_sample.html",
        letter=letter,
        name=_name(letter),
        text=bodies.text,
        html=bodies.html.replace(_FOLLOWS, _CHOSEN[chosen]),
        theme=chosen,
        before=before,
        after=after,
        headers={"Content-Security-Policy": LETTER_CSP},
    )


@router.get("/{key}/srok.ics")
def show_calendar(visit: Visiting, key: str) -> Response:
    """The calendar file that goes with a letter."""
    _demand_operator(visit)
    letter = sample_letter(key)
    if letter is None or not letter.has_calendar:
        raise NotFound("К этому письму файл для календаря не прилагается.")
    saved = {"Content-Disposition": 'attachment; filename="srok.ics"'}
    return Response(letter.calendar(), media_type="text/calendar", headers=saved)


def _name(letter: SampleLetter) -> str:
    """«На согласование: продление срока»."""
    name = NOTICES[letter.kind]
    return f"{name[:1].upper()}{name[1:]}" + (f": {letter.about}" if letter.about else "")


def _neighbours(letter: SampleLetter) -> tuple[SampleLetter | None, SampleLetter | None]:
    """The letters before and after this one in the list."""
    letters = sample_letters()
    place = next(index for index, one in enumerate(letters) if one.key == letter.key)
    return (letters[place - 1] if place else None), (letters[place + 1] if place + 1 < len(letters) else None)


def _demand_operator(visit: Visit) -> None:
    """The letters hold no real data, but their words are not for everybody who finds the address."""
    if visit.site.demo is not None:
        return
    if not visit.viewer.may_read:
        raise SignInNeeded
    if visit.person().role != PersonRole.OPERATOR.value:
        raise OperatorOnly
