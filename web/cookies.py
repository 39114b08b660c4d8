"""The cookies. All are `__Host-`: of this host alone, over https or loopback alone, closed to scripts."""

from starlette.requests import Request
from starlette.responses import Response

CSRF = "__Host-viza-csrf"
SESSION = "__Host-viza-session"
BROWSER = "__Host-viza-browser"
RESPOND = "__Host-viza-respond"
ENROL = "__Host-viza-enrol"
LOGIN = "__Host-viza-login"
WANTED = "__Host-viza-wanted"
SESSION_AGE_S = 12 * 3600
BROWSER_AGE_S = 30 * 24 * 3600
LINK_AGE_S = 14 * 24 * 3600
TASK_AGE_S = 24 * 3600
LOGIN_AGE_S = 30 * 60
MAX_LENGTH = 512
_SIGN = "__Host-viza-sign-"


def sign_cookie(task_id: int) -> str:
    """The name of the cookie that opens one approval task."""
    return f"{_SIGN}{task_id}"


def names_of_browser(request: Request) -> tuple[str, ...]:
    """All that this browser keeps of who used it: the session, the trust, the links that were opened."""
    signs = (name for name in request.cookies if name.startswith(_SIGN))
    return (SESSION, RESPOND, BROWSER, ENROL, LOGIN, WANTED, *signs)


def read(request: Request, name: str) -> str | None:
    """The cookie's value; one that is too long to be ours counts as absent."""
    value = request.cookies.get(name)
    return value if value and len(value) <= MAX_LENGTH else None


def give(response: Response, name: str, value: str, *, max_age: int | None = None) -> None:
    """Set a cookie. `max_age` in seconds; without it the browser keeps it until it is closed."""
    response.set_cookie(name, value, max_age=max_age, path="/", secure=True, httponly=True, samesite="lax")


def take_away(response: Response, name: str) -> None:
    """Delete a cookie in the browser."""
    response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="lax")
