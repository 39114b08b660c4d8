"""The API: an application of its own, made at the first request for it, so that pages alone cost no memory for it."""

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response

from web.api import attention, commands, docs_page, items, ledger, mail, openapi, people, plans, review, uploads
from web.api.gate import GUARDED, LimitedBody, TokenGate
from web.api.problems import add_problems
from web.site import Site

VERSION = "1"


def create_api(site: Site) -> FastAPI:
    """Make the application of `/api`."""
    api = FastAPI(
        title="Виза",
        version=VERSION,
        redirect_slashes=False,  # such a redirect names the Host of the request (rule 18)
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=[Middleware(TokenGate, site=site), Middleware(LimitedBody, site=site)],
    )
    api.state.site = site
    resources = APIRouter(prefix=GUARDED)
    for module in (plans, items, attention, ledger, mail, people, review, uploads):
        resources.include_router(module.router)
    resources.include_router(commands.command_router())
    api.include_router(resources)
    api.include_router(docs_page.router)

    @api.get("/api/openapi.json", include_in_schema=False)
    def show_schema() -> Response:
        return JSONResponse(openapi.describe(api))

    add_problems(api, site)
    return api
