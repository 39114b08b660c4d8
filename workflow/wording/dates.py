"""Dates, moments and counts as a Russian office writes them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

MINUTES_ARE_TOLD_UP_TO_S = 90 * 60
MONTHS = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
MONTH_NAMES = (
    "январь", "февраль", "март", "апрель", "май", "июнь",
    "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip


def date_text(day: date | None) -> str:
    """«21.01.2021»; an unknown date is «—»."""
    return "—" if day is None else f"{day:%d.%m.%Y}"


def long_date_text(day: date) -> str:
    """«21 января 2021 г.»."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year} г."


def period_text(first: date, last: date) -> str:
    """«с 01.03.2021 по 14.03.2021», both days included."""
    return f"с {date_text(first)} по {date_text(last)}"


def moment_text(moment: datetime, timezone: str) -> str:
    """«03.03.2021 14:05» in the plan's zone; `moment` is aware."""
    return f"{moment.astimezone(ZoneInfo(timezone)):%d.%m.%Y %H:%M}"


def plural(count: int, one: str, few: str, many: str) -> str:
    """The form of a noun that goes with `count`: 1 день, 2 дня, 5 дней, 11 дней, 21 день."""
    tens, units = abs(count) % 100, abs(count) % 10
    if units == 1 and tens != 11:  # noqa: PLR2004 -- Russian grammar, not a setting
        return one
    if units in (2, 3, 4) and tens not in (12, 13, 14):
        return few
    return many


def working_days_text(count: int) -> str:
    """«1 рабочий день», «3 рабочих дня», «5 рабочих дней»."""
    return f"{count} {plural(count, 'рабочий день', 'рабочих дня', 'рабочих дней')}"


def overdue_text(days_late: int) -> str:
    """«просрочено на 3 рабочих дня»; `days_late` counts working days."""
    return f"просрочено на {working_days_text(days_late)}"


def due_in_text(days_left: int) -> str:
    """«через 5 рабочих дней», on the day itself «сегодня»; `days_left` counts working days."""
    return "сегодня" if days_left == 0 else f"через {working_days_text(days_left)}"


def waiting_text(seconds: int) -> str:
    """«5 минут», over an hour and a half «2 часа»; what has begun counts whole."""
    minutes, hours = max(1, -(-seconds // 60)), -(-seconds // 3600)
    if seconds <= MINUTES_ARE_TOLD_UP_TO_S:
        return f"{minutes} {plural(minutes, 'минуту', 'минуты', 'минут')}"
    return f"{hours} {plural(hours, 'час', 'часа', 'часов')}"


def items_text(count: int) -> str:
    """«1 пункт», «2 пункта», «21 пункт»."""
    return f"{count} {plural(count, 'пункт', 'пункта', 'пунктов')}"


def files_text(count: int) -> str:
    """«1 файл», «3 файла»."""
    return f"{count} {plural(count, 'файл', 'файла', 'файлов')}"


def years_text(first: int, last: int | None = None) -> str:
    """«2021 год», «2021–2022 годы»."""
    return f"{first} год" if last in (None, first) else f"{first}–{last} годы"
