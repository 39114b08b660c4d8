"""What the ledger says of promises and of reports that were held, in words."""

from workflow.wording.entry_phrases import Body, Names, data_of, day_text, quoted_after, reason_text

AFTER_DEADLINE = "позже срока"


def promised_text(day: object) -> str:
    """«обещано до 12.03.2021» of an ISO date."""
    return f"обещано до {day_text(day)}"


def acknowledged(body: Body, _names: Names) -> str:
    """Who must act saw the reminder and said until when it will be done."""
    data = data_of(body)
    late = f" ({AFTER_DEADLINE})" if data.get("after_deadline") else ""
    return f"Ответ на напоминание: вижу, сделаю до {day_text(data.get('promised_on'))}{late}" + quoted_after(
        ": ", data.get("note")
    )


def held(body: Body, _names: Names) -> str:
    """The coordinator held a report to a superior."""
    data = data_of(body)
    when = f", доклад пойдёт {day_text(data['report_on'])}" if "report_on" in data else ""
    return f"Доклад о просрочке отложен до {day_text(data.get('until'))} включительно{when}{reason_text(data)}"
