"""`/healthz`, `/readyz`, `/metrics`: for whoever watches the program."""

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import JSONResponse, PlainTextResponse, Response

from web.mail_metrics import database_exposition
from web.visit import site_of

router = APIRouter()
READY, NOT_READY = 200, 503


@router.get("/healthz")
async def alive() -> Response:
    """The process answers."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
def ready(request: Request) -> Response:
    """200 when everything that the program needs is reachable, else 503; each part by name."""
    parts = site_of(request).readiness()
    is_ready = all(parts.values())
    return JSONResponse({"ready": is_ready, "parts": parts}, READY if is_ready else NOT_READY)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Counters for Prometheus: requests, mail, jobs; nothing about people."""
    told = request.app.state.metrics.exposition() + database_exposition(site_of(request).engine)
    return Response(told, media_type=CONTENT_TYPE_LATEST)
