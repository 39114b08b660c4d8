"""The page that somebody was sent to sign in from: after the PIN they go on there and not to the overview.

The server itself notes it in a `__Host-` cookie, and only paths of a plan's pages count: no parameter and no other site
chooses where a sign-in leads (rule 18).
"""

import re

from starlette.requests import Request
from starlette.responses import Response

from web import cookies

_PAGE_OF_A_PLAN = re.compile(r"/plans/[0-9]{1,9}(?:/[a-z]{1,20}(?:/[0-9]{1,9})?){0,3}")
OVERVIEW = "/"


def note_wanted(request: Request, response: Response) -> None:
    """Remember the page that was asked for, until somebody signs in or half an hour is over."""
    path = request.url.path
    if request.method == "GET" and _PAGE_OF_A_PLAN.fullmatch(path):
        cookies.give(response, cookies.WANTED, path, max_age=cookies.LOGIN_AGE_S)


def wanted_page(request: Request) -> str:
    """Where to go on after the sign-in: the noted page, or the overview."""
    path = cookies.read(request, cookies.WANTED)
    return path if path is not None and _PAGE_OF_A_PLAN.fullmatch(path) else OVERVIEW
