"""What somebody promised of an item, in words."""

from datetime import date

from workflow.wording.dates import date_text


def promise_text(promised_on: date, *, is_after_deadline: bool, is_over: bool) -> str:
    """«обещано до 12.03.2021 — позже срока»; «обещано до 12.03.2021, этот день прошёл»."""
    said = f"обещано до {date_text(promised_on)}"
    if is_over:
        return f"{said}, этот день прошёл"
    return f"{said} — позже срока" if is_after_deadline else said
