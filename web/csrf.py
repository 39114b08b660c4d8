"""Forms that only our own pages can send (rule 16): a token bound to a cookie, and the Origin.

The form's token is SHA-256 of a random secret that only this browser holds, in a `__Host-` cookie that no script
and no sibling host can read or set. Nothing is stored.
"""

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from starlette.requests import Request

from web import cookies

FIELD = "csrf"
_CONTEXT = b"viza-form-v1"
_SECRET_BYTES = 18
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def new_secret() -> str:
    """A secret for the cookie of a browser that has none yet."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def token_for(secret: str) -> str:
    """What the forms of the browser with this secret carry."""
    return hashlib.sha256(_CONTEXT + secret.encode()).hexdigest()


def is_token_right(request: Request, token: str | None) -> bool:
    """Does the form's token belong to this browser's cookie?"""
    secret = cookies.read(request, cookies.CSRF)
    if secret is None or not token:
        return False
    return hmac.compare_digest(token_for(secret).encode(), token.encode("utf-8", "replace"))


def allowed_origins(public_base_url: str) -> frozenset[str]:
    """Our own origin; on loopback all names of this machine with the same port are one."""
    parts = urlsplit(public_base_url)
    own = f"{parts.scheme}://{parts.netloc}"
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    if host not in _LOOPBACK:
        return frozenset({own})
    port = f":{parts.port}" if parts.port else ""
    return frozenset({own, *(f"{parts.scheme}://{name}{port}" for name in _LOOPBACK)})


def is_origin_ours(request: Request, origins: frozenset[str]) -> bool:
    """Browsers name the origin of every POST; where none is named, what they say of the site must not be foreign."""
    origin = request.headers.get("origin")
    if origin is not None:
        return origin in origins
    return request.headers.get("sec-fetch-site", "none") in ("same-origin", "none")
