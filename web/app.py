"""The web application: pages, sign-off by link, health, and the way to the API."""

import importlib
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Response
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from config.settings import Settings
from documents.evidence_store import EvidenceStore
from documents.pending_documents import PendingDocuments
from notifications.links import LinkService
from web.csrf import allowed_origins
from web.demo_panel import DemoPanel
from web.document_reading import DocumentReader, read_any_document
from web.error_pages import add_error_pages
from web.head_requests import HeadAsGet
from web.headers import SecurityHeaders
from web.lazy_api import LazyApi
from web.metrics import CountRequests, Metrics
from web.pages import (
    address,
    amend,
    draft,
    draft_document,
    draft_item,
    draft_people,
    enrol,
    health,
    item,
    item_actions,
    item_extension,
    item_reminders,
    item_work,
    ladder,
    leaving,
    ledger,
    letter,
    letter_samples,
    login,
    mail,
    mailbox,
    organisations,
    overview,
    papers,
    people,
    plan,
    plan_additions,
    plan_new,
    respond,
    review,
    route,
    sign_off,
    substitutions,
    tokens,
)
from web.rate_limit import FAILURE_WINDOW_S, FAILURES, LINK_REQUESTS, LINK_WINDOW_S, Limit
from web.sign_cache import SignCache
from web.site import FreezeReview, Site
from web.templating import STYLE_SHEET, environment
from workflow.engine import Engine

_PAGES = (
    health,
    overview,
    sign_off,
    respond,
    enrol,
    login,
    mailbox,
    letter_samples,
    plan_new,
    plan,
    draft,
    draft_document,
    draft_people,
    draft_item,
    plan_additions,
    amend,
    route,
    ladder,
    item,
    item_actions,
    item_extension,
    item_reminders,
    item_work,
    papers,
    organisations,
    mail,
    letter,
    ledger,
    review,
    people,
    tokens,
    substitutions,
    address,
    leaving,
)
PENDING = "pending"
_FOREVER = "public, max-age=31536000, immutable"


class _Headed(FastAPI):
    """FastAPI whose every answer has the security headers: that of an unforeseen error too (rule 15)."""

    def __init__(self, *, is_https: bool, **about: Any) -> None:
        super().__init__(**about)
        self._is_https = is_https

    def build_middleware_stack(self) -> ASGIApp:
        """The headers outside of everything, so also of what answers errors."""
        return SecurityHeaders(super().build_middleware_stack(), is_https=self._is_https)


def create_app(
    engine: Engine,
    links: LinkService,
    evidence: EvidenceStore,
    settings: Settings,
    *,
    wake: Callable[[], None],
    readiness: Callable[[], dict[str, bool]],
    demo: DemoPanel | None,
    freeze_review: FreezeReview,
) -> FastAPI:
    """Make the application.

    `wake` is called after each command that may have written notices; `readiness` gives what `/readyz` tells;
    `freeze_review(plan_id, actor)` freezes a report, stores its PDF and submits it.
    """
    metrics = Metrics()
    site = Site(
        engine=engine,
        links=links,
        evidence=evidence,
        settings=settings,
        wake=wake,
        readiness=readiness,
        freeze_review=freeze_review,
        demo=demo,
        templates=environment(),
        origins=allowed_origins(settings.public_base_url),
        failures=Limit(FAILURES, FAILURE_WINDOW_S),
        link_requests=Limit(LINK_REQUESTS, LINK_WINDOW_S, clock=lambda: engine.now().timestamp()),
        sign_cache=SignCache(engine.today),
        documents=DocumentReader(PendingDocuments(settings.data_dir / PENDING), read_any_document),
    )
    app = _Headed(
        is_https=settings.public_base_url.startswith("https://"),
        title="Виза",
        redirect_slashes=False,  # such a redirect names the Host of the request (rule 18)
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=[
            Middleware(CountRequests, metrics=metrics),
            Middleware(HeadAsGet),
            Middleware(LazyApi, make=lambda: _api(site)),
        ],
    )
    app.state.metrics = metrics
    app.state.site = site
    for page in _PAGES:
        app.include_router(page.router)
    _serve_style_sheet(app)
    add_error_pages(app)
    return app


def _api(site: Site) -> ASGIApp:
    api: ASGIApp = importlib.import_module("web.api.application").create_api(site)
    return api


def _serve_style_sheet(app: FastAPI) -> None:
    """The one static file, from memory; its address changes when it does."""
    content = STYLE_SHEET.read_bytes()

    @app.get("/static/viza.css")
    async def style_sheet() -> Response:
        return Response(content, media_type="text/css", headers={"Cache-Control": _FOREVER})
