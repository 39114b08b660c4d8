"""One request for a page: who looks, what they may see, and the answer."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, cast

from fastapi import Depends
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from models.states import PersonRole
from web import cookies, csrf
from web.form_problem import NO_PROBLEM, Problem
from web.forms import Form, read_form
from web.problems import CoordinatorOnly, FormForeign, PersonUnknown, SignInNeeded
from web.site import Site
from web.uploads import read_upload
from web.viewer import Viewer, is_browser_trusted, read_viewer
from workflow.errors import NotFound
from workflow.queries import may_see_plan
from workflow.queries.access import sees_addresses
from workflow.queries.plans import plan_brief
from workflow.refusing_others import names_text
from workflow.rows import plan_row
from workflow.views import PersonView, PlanBrief

SEE_OTHER = 303
NO_SUCH_PLAN = "Такого плана нет, или он вам недоступен. Откройте обзор и выберите план."


@dataclass(frozen=True, slots=True)
class PlanFrame:
    """What every page of a plan has around it.

    `may_register`: the viewer registers decisions on paper. `sees_addresses`: e-mail addresses are shown. `reads_mail`:
    the list of letters opens, for a guest of the demonstration without addresses; its tab is shown by the same rule.
    """

    plan: PlanBrief
    timezone: str
    coordinator_id: int
    today: date
    is_coordinator: bool
    may_register: bool
    sees_addresses: bool
    reads_mail: bool


class Visit:
    """A request with its viewer. Cookies that are given or taken away go with whatever is answered."""

    def __init__(self, site: Site, request: Request, viewer: Viewer) -> None:
        self.site = site
        self.request = request
        self.viewer = viewer
        self._given: dict[str, tuple[str, int | None]] = {}
        self._taken: set[str] = set()
        self._csrf = cookies.read(request, cookies.CSRF)

    @property
    def address(self) -> str:
        """Where the request came from, for the limits."""
        return self.request.client.host if self.request.client else "unknown"

    def read(self) -> AbstractContextManager[Connection]:
        """A connection that reads."""
        return self.site.engine.database.read()

    def person(self) -> PersonView:
        """The identified person. Raises `PersonUnknown`."""
        if self.viewer.person is None:
            raise PersonUnknown
        return self.viewer.person

    def frame(self, conn: Connection, plan_id: int) -> PlanFrame:
        """The plan around a page. Raises `SignInNeeded`, or `NotFound` where it is not this viewer's to see."""
        if not self.viewer.may_read:
            raise SignInNeeded
        person_id = self.viewer.person_id
        if person_id is not None and not may_see_plan(conn, person_id, plan_id):
            raise NotFound(NO_SUCH_PLAN)
        role = None if self.viewer.person is None else self.viewer.person.role
        return plan_frame(self.site, conn, plan_id, person_id, role)

    def demand_coordinator(self, conn: Connection, plan_id: int) -> PlanFrame:
        """The plan's frame, for its coordinator alone. Raises `CoordinatorOnly`, `PersonUnknown`, `NotFound`."""
        self.person()
        frame = self.frame(conn, plan_id)
        if not frame.is_coordinator:
            raise CoordinatorOnly(names_text(conn, {frame.coordinator_id}))
        return frame

    def demand_registrar(self, conn: Connection, plan_id: int) -> PlanFrame:
        """The plan's frame, for who registers decisions on paper. Raises as `demand_coordinator` does."""
        self.person()
        frame = self.frame(conn, plan_id)
        if not frame.may_register:
            raise CoordinatorOnly(names_text(conn, {frame.coordinator_id}))
        return frame

    def needs_pin(self, person_id: int | None = None) -> bool:
        """Must this person (by default the viewer) give the PIN in the next form?"""
        who = self.viewer.person_id if person_id is None else person_id
        if self.site.engine.policy.assurance == "link" or who is None:
            return False
        return not is_browser_trusted(self.site, cookies.read(self.request, cookies.BROWSER), who)

    def give(self, name: str, value: str, *, max_age: int | None = None) -> None:
        """Set a cookie with the answer."""
        self._taken.discard(name)
        self._given[name] = (value, max_age)

    def take_away(self, name: str) -> None:
        """Delete a cookie with the answer."""
        self._given.pop(name, None)
        self._taken.add(name)

    def form_token(self) -> str:
        """What the page's forms carry; a browser without the cookie gets one."""
        if self._csrf is None:
            self._csrf = csrf.new_secret()
            self.give(cookies.CSRF, self._csrf)
        return csrf.token_for(self._csrf)

    def page(
        self,
        template: str,
        *,
        status: int = 200,
        problem: Problem = NO_PROBLEM,
        headers: Mapping[str, str] | None = None,
        **context: Any,
    ) -> Response:
        """A rendered template; the problem's status where there is one."""
        code = problem.status if problem.errors and status == 200 else status  # noqa: PLR2004 - 200 OK
        return self.html(self.render(template, problem=problem, **context), code, headers)

    def render(self, template: str, *, problem: Problem = NO_PROBLEM, **context: Any) -> str:
        """A template's text."""
        return self.site.templates.get_template(template).render(self.around(problem, context))

    def html(self, body: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
        """A page that is rendered already."""
        return self.with_cookies(HTMLResponse(body, status, headers))

    def around(self, problem: Problem, context: Mapping[str, Any]) -> dict[str, Any]:
        """What every template may use, and its own context; in a plan the times are those of the plan's zone."""
        frame = context.get("frame")
        return {
            "visit": self,
            "viewer": self.viewer,
            "problem": problem,
            "demo": self.site.demo,
            "frame": None,
            "zone": self.site.settings.timezone if frame is None else frame.timezone,
            "form_token": self.form_token,
            **context,
        }

    def see_other(self, path: str) -> Response:
        """Go on to one of our own paths, which no parameter chooses (rule 18)."""
        return self.with_cookies(RedirectResponse(path, SEE_OTHER))

    def with_cookies(self, response: Response) -> Response:
        """The answer with the cookies of this visit."""
        for name, (value, max_age) in self._given.items():
            cookies.give(response, name, value, max_age=max_age)
        for name in self._taken:
            cookies.take_away(response, name)
        return response


def plan_frame(site: Site, conn: Connection, plan_id: int, person_id: int | None, role: str | None) -> PlanFrame:
    """What stands around a plan for a person who may see it, or for a guest. Raises `NotFound`."""
    row = plan_row(conn, plan_id)
    is_coordinator = person_id is not None and person_id == row.coordinator_id
    with_addresses = sees_addresses(person_id, role, row.coordinator_id)
    return PlanFrame(
        plan_brief(row),
        row.timezone,
        row.coordinator_id,
        site.engine.today(row.timezone),
        is_coordinator=is_coordinator,
        may_register=is_coordinator or role == PersonRole.OPERATOR,
        sees_addresses=with_addresses,
        reads_mail=with_addresses or person_id is None,
    )


def site_of(request: Request) -> Site:
    """The site that this application serves."""
    return cast(Site, request.app.state.site)


def visit_of(request: Request) -> Visit:
    """The visit of this request; runs in a worker thread, because it reads the database."""
    site = site_of(request)
    return Visit(site, request, read_viewer(request, site))


def demand_own_origin(request: Request) -> None:
    """Raise `FormForeign` for a POST that another site's page sent."""
    if not csrf.is_origin_ours(request, site_of(request).origins):
        raise FormForeign


def demand_form_token(request: Request, form: Form) -> Form:
    """The form, if it carries this browser's token. Raises `FormForeign`."""
    if not csrf.is_token_right(request, form.text(csrf.FIELD)):
        raise FormForeign
    return form


async def posted_form(request: Request) -> Form:
    """The urlencoded form of a POST from one of our pages. Raises `FormForeign`, `FormTooLarge`."""
    demand_own_origin(request)
    return demand_form_token(request, await read_form(request))


Visiting = Annotated[Visit, Depends(visit_of)]
Posted = Annotated[Form, Depends(posted_form)]


async def posted_upload(request: Request, visit: Visiting) -> AsyncIterator[Form]:
    """A multipart form from an identified person; nobody else's body is read. Raises `UploadTooLarge` and the like.

    Its temporary files live as long as the request.
    """
    demand_own_origin(request)
    visit.person()
    form = await read_upload(request)
    try:
        yield demand_form_token(request, form)
    finally:
        for file in form.files:
            await file.close()


PostedUpload = Annotated[Form, Depends(posted_upload)]
