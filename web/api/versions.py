"""Versions over HTTP: a strong ETag of what is told, `If-None-Match` for reading, `If-Match` before a command.

A tag is the version of the item or plan and a digest of the answer, `"7-3f1c…"`: days left and names follow from more
than the version, so the tag of a reader changes with them. A command is held against the version alone.
"""

import hashlib
import re

from starlette.requests import Request
from starlette.responses import Response

from web.api.problems import IfMatchUnreadable

_OURS = re.compile(r'"([0-9]{1,9})(?:-[0-9a-f]{16})?"')
NOT_MODIFIED = 304
ANY = "*"


def tag_of(version: int, body: bytes) -> str:
    """The ETag of an answer about a thing in this version."""
    return f'"{version}-{hashlib.sha256(body).hexdigest()[:16]}"'


def versioned(request: Request, version: int, body: bytes) -> Response:
    """The answer with its ETag, or 304 where the caller has it already."""
    tag = tag_of(version, body)
    headers = {"ETag": tag, "Cache-Control": "no-store"}
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if tag in known or ANY in known:
        return Response(status_code=NOT_MODIFIED, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def expected_version(if_match: str | None) -> int | None:
    """The version that a command expects; None where it takes any. Raises `IfMatchUnreadable` for no tag of ours."""
    if if_match is None or if_match.strip() == ANY:
        return None
    found = _OURS.fullmatch(if_match.strip())
    if found is None:
        raise IfMatchUnreadable
    return int(found.group(1))
