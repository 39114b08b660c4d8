"""`/api/v1/plans/{id}/mail` and `/mail`: letters and their fate in pages; `/mail/{letter}`: one as it was sent."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from starlette.responses import Response

from models.states import MailState, NoticeKind, TokenScope
from notifications.reading_back import read_back
from notifications.rendering import letter_renderer
from web.api.caller import Caller, Calling, needing
from web.api.representation import plain, to_json, told_as
from web.places import MAX_ID, Id
from workflow.errors import NotFound, NotYourTurn
from workflow.mail_views import LetterView, MailPage
from workflow.queries import person_view
from workflow.queries.access import READS_EVERYTHING
from workflow.queries.mail import letter_view, mail_page
from workflow.queries.mail_access import may_read_letter
from workflow.queries.mail_filter import MailFilter, Position
from workflow.resending_mail import NO_LETTER

router = APIRouter(tags=["Письма"], dependencies=[needing(TokenScope.COORDINATE)])
MOST = 200


class Asked(BaseModel):
    """Which letters, and how many of them."""

    model_config = ConfigDict(extra="forbid")

    state: tuple[MailState, ...] = Field(default=(), description="Судьба письма; можно несколько.")
    kind: NoticeKind | None = Field(default=None, description="О чём письмо.")
    person_id: int | None = Field(default=None, ge=1, le=MAX_ID, description="Получатель.")
    address: str | None = Field(default=None, max_length=254, description="Получатель вне системы.")
    item: int | None = Field(default=None, ge=1, le=MAX_ID, description="Место пункта плана.")
    since: date | None = Field(default=None, description="С какого дня, местного, включая его.")
    until: date | None = Field(default=None, description="По какой день, местный, включая его.")
    before: str | None = Field(default=None, max_length=40, description="next_before предыдущей страницы.")
    limit: int = Field(default=50, ge=1, le=MOST, description="Сколько писем на странице.")

    def page(self, conn: Connection, plan_id: int | None, timezone: str) -> bytes:
        """The page that is asked for, as JSON."""
        chosen = MailFilter(
            plan_id=plan_id,
            states=self.state,
            kind=self.kind,
            person_id=self.person_id,
            address=self.address,
            place=self.item,
            since=self.since,
            until=self.until,
            timezone=timezone,
        )
        page = mail_page(conn, chosen, before=Position.of(self.before), limit=self.limit)
        return to_json(plain(page, with_addresses=True))


Asking = Annotated[Asked, Query()]


Letter = told_as(LetterView, "Letter", text=str | None)


@router.get("/plans/{plan_id}/mail", response_model=MailPage, summary="Письма плана")
def show_plan_mail(caller: Calling, plan_id: Id, asked: Asking) -> Response:
    """The letters that tell of a plan and their fate, the newest first, for whom the pages show them."""
    with caller.read() as conn:
        frame = caller.frame(conn, plan_id)
        caller.demand_mail(conn, frame)
        told = asked.page(conn, plan_id, frame.timezone)
    return Response(told, media_type="application/json")


@router.get("/mail", response_model=MailPage, summary="Все письма (для администратора)")
def show_mail(caller: Calling, asked: Asking) -> Response:
    """Letters of every plan and of none, for who reads everything, by a token for all plans."""
    with caller.read() as conn:
        if caller.holder.grant.plan_id is not None or not _reads_everything(conn, caller):
            raise NotYourTurn("Все письма видят администратор и проверяющий. Письма плана — по адресу /plans/…/mail.")
        told = asked.page(conn, None, caller.site.settings.timezone)
    return Response(told, media_type="application/json")


@router.get("/mail/{letter_id}", response_model=Letter, summary="Одно письмо")
def show_letter(caller: Calling, letter_id: Id) -> Response:
    """One letter with its text; personal links are hidden in it."""
    with caller.read() as conn:
        letter = letter_view(conn, letter_id)
        person = person_view(conn, caller.person_id)
        if letter is None or not may_read_letter(conn, person, letter.plan_ids):
            raise NotFound(NO_LETTER)
        narrowed = caller.holder.grant.plan_id
        if narrowed is not None and letter.plan_ids != (narrowed,):
            raise NotFound(NO_LETTER)
        bodies = read_back(conn, letter_id, letter_renderer(caller.site.links.base_url))
    told = plain(letter, with_addresses=True) | {"text": None if bodies is None else bodies.text}
    return Response(to_json(told), media_type="application/json")


def _reads_everything(conn: Connection, caller: Caller) -> bool:
    return person_view(conn, caller.person_id).role in READS_EVERYTHING
