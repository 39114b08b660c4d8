"""One letter of each kind, with data as composers freeze them."""

from typing import Any

from models.states import NoticeKind
from notifications.samples.changes import CHANGE_LETTERS
from notifications.samples.decisions import (
    AMENDMENT,
    DECISION_LETTERS,
    EXTENSION_REQUEST,
    REFUSED,
    SAMPLE_REQUEST,
)
from notifications.samples.digest import DIGEST_LETTERS
from notifications.samples.people import HINDERED, PEOPLE_LETTERS
from notifications.samples.reminders import REMINDING_LETTERS, SOON, WAITING, line
from notifications.samples.scene import BASE_URL, COMMON, NOTE, TOKEN

__all__ = [
    "AMENDMENT",
    "BASE_URL",
    "COMMON",
    "EXTENSION_REQUEST",
    "HINDERED",
    "NOTE",
    "REFUSED",
    "SAMPLES",
    "SAMPLE_REQUEST",
    "SOON",
    "TOKEN",
    "URLS",
    "WAITING",
    "line",
]

SAMPLES: dict[NoticeKind, tuple[str, dict[str, Any]]] = {
    **DECISION_LETTERS,
    **REMINDING_LETTERS,
    **DIGEST_LETTERS,
    **CHANGE_LETTERS,
    **PEOPLE_LETTERS,
}
URLS: dict[NoticeKind, dict[str, str]] = {
    NoticeKind.ENROLMENT: {"enrol": f"{BASE_URL}/e/{TOKEN}"},
    NoticeKind.SIGN_IN: {"login": f"{BASE_URL}/login/{TOKEN}"},
    NoticeKind.SIGN_REQUEST: {"sign": f"{BASE_URL}/s/{TOKEN}"},
    NoticeKind.RECEIPT: {"sign": f"{BASE_URL}/s/{TOKEN}"},
    NoticeKind.PAPER_REGISTERED: {"sign": f"{BASE_URL}/s/{TOKEN}"},
    NoticeKind.RETURNED: {"item": f"{BASE_URL}/r/{TOKEN}"},
    NoticeKind.APPROVED: {"item": f"{BASE_URL}/r/{TOKEN}"},
    NoticeKind.REOPENED: {"item": f"{BASE_URL}/r/{TOKEN}"},
    NoticeKind.SAMPLE_APPROVED: {"item": f"{BASE_URL}/r/{TOKEN}"},
    NoticeKind.PARTS_READY: {"item": f"{BASE_URL}/r/{TOKEN}"},
    NoticeKind.EXTENDED: {"item": f"{BASE_URL}/r/{TOKEN}"},
    NoticeKind.REMINDER: {
        "item-1": f"{BASE_URL}/r/{TOKEN}", "sign-3": f"{BASE_URL}/s/{TOKEN}", "item-2": f"{BASE_URL}/r/{TOKEN}",
    },
    NoticeKind.DIGEST: {
        **{f"item-{number}": f"{BASE_URL}/r/{TOKEN}" for number in (1, 2, 5, 6, 7, 8)},
        "sign-3": f"{BASE_URL}/s/{TOKEN}",
    },
    NoticeKind.PLAN_AMENDED: {"item-3": f"{BASE_URL}/r/{TOKEN}", "item-22": f"{BASE_URL}/r/{TOKEN}"},
    NoticeKind.EXPLANATION_REQUEST: {"item-1": f"{BASE_URL}/r/{TOKEN}", "item-2": f"{BASE_URL}/r/{TOKEN}"},
}  # fmt: skip
