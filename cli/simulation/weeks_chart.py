"""Letters by person and week as an SVG: a table of squares, the darker the more, with the count in each.

Greys and numbers alone, so that it reads on any printer; title and description for who listens to it.
"""

from collections import Counter
from datetime import date, timedelta
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from cli.simulation.outcome import SimulatedYear
from web.timeline import MONTHS
from workflow.wording.dates import date_text, plural

CELL, GAP, NAMES, TOTALS, TOP, MARGIN = 20, 2, 150, 60, 74, 16
LONGEST_NAME = 22
WEEK = timedelta(days=7)

FONT = "PT Sans, Liberation Sans, Arial, sans-serif"
INK, FAINT, PAPER = "#000000", "#e4e4e4", "#ffffff"
# From the fewest letters in a week on: the square's grey, and whether its number is white.
SHADES = ((1, "#d0d0d0", False), (2, "#a8a8a8", False), (4, "#707070", True), (7, "#2c2c2c", True))
SVG = "http://www.w3.org/2000/svg"


def weeks_chart(year: SimulatedYear) -> bytes:
    """The SVG's bytes. People from the one with the most letters down, weeks from Monday."""
    weeks = _weeks(year)
    people = list(year.per_person)
    counts = Counter((letter.recipient, _monday(letter.on)) for letter in year.letters)
    width = MARGIN + NAMES + len(weeks) * CELL + TOTALS + MARGIN
    height = TOP + max(len(people), 1) * CELL + 44
    root = Element(
        "svg",
        {
            "xmlns": SVG, "viewBox": f"0 0 {width} {height}", "width": str(width), "height": str(height),
            "role": "img", "aria-labelledby": "title desc", "font-family": FONT, "font-size": "12", "fill": INK,
        },
    )  # fmt: skip
    SubElement(root, "title", {"id": "title"}).text = _title(year)
    SubElement(root, "desc", {"id": "desc"}).text = _description(year)
    SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": PAPER})
    _text(root, MARGIN, 24, _title(year), {"font-size": "16", "font-weight": "bold"})
    _text(root, MARGIN, 44, f"{year.scenario}, {date_text(year.first_day)} – {date_text(year.last_day)}")
    _months(root, weeks)
    _text(root, width - MARGIN - 6, TOP - 8, "всего", {"text-anchor": "end"})
    for row, person in enumerate(people):
        _person(root, TOP + row * CELL, person, [(week, counts[person, week]) for week in weeks])
    _legend(root, height - 14)
    indent(root)
    drawn: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return drawn + b"\n"


def _weeks(year: SimulatedYear) -> list[date]:
    first, last = _monday(year.first_day), _monday(year.last_day)
    return [first + WEEK * number for number in range((last - first).days // 7 + 1)]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _title(year: SimulatedYear) -> str:
    return f"Письма по неделям: план {year.first_day.year} года"


def _description(year: SimulatedYear) -> str:
    people = "; ".join(f"{person} — {count}" for person, count in year.per_person.items())
    busiest = year.busiest_day
    most = "" if busiest is None else f" Больше всего писем {date_text(busiest[0])}: {busiest[1]}."
    return (
        f"{year.scenario}. Таблица: люди по строкам, недели по столбцам, в клетке число писем за неделю. "
        f"Всего писем: {len(year.letters)}. За год: {people or 'никому'}.{most}"
    )


def _months(root: Element, weeks: list[date]) -> None:
    told: tuple[int, int] | None = None
    for column, week in enumerate(weeks):
        # The month in which the week's Thursday lies, as ISO 8601 counts weeks.
        thursday = week + timedelta(days=3)
        if (thursday.year, thursday.month) != told:
            told = thursday.year, thursday.month
            x = MARGIN + NAMES + column * CELL
            _text(root, x + 3, TOP - 8, MONTHS[thursday.month - 1])
            line = {"x1": str(x - 1), "x2": str(x - 1), "y1": str(TOP - 18), "y2": str(TOP - 2), "stroke": "#888888"}
            SubElement(root, "line", line)


def _person(root: Element, y: int, person: str, weeks: list[tuple[date, int]]) -> None:
    shown = person if len(person) <= LONGEST_NAME else f"{person[: LONGEST_NAME - 1]}…"
    _text(root, MARGIN + NAMES - 8, y + 14, shown, {"text-anchor": "end"})
    for column, (week, count) in enumerate(weeks):
        x = MARGIN + NAMES + column * CELL
        cell = SubElement(root, "g")
        if count:
            letters = plural(count, "письмо", "письма", "писем")
            SubElement(cell, "title").text = f"{person}, неделя с {date_text(week)}: {count} {letters}"
        _square(cell, x, y, count)
    total = sum(count for _, count in weeks)
    right = MARGIN + NAMES + len(weeks) * CELL + TOTALS - 6
    _text(root, right, y + 14, str(total), {"text-anchor": "end", "font-weight": "bold"})


def _square(parent: Element, x: int, y: int, count: int, label: str | None = None) -> None:
    shade = next(((grey, white) for fewest, grey, white in reversed(SHADES) if count >= fewest), None)
    side = str(CELL - GAP)
    square = {"x": str(x), "y": str(y), "width": side, "height": side, "fill": shade[0] if shade else PAPER}
    SubElement(parent, "rect", square if shade else {**square, "stroke": FAINT})
    if shade:
        style = {"text-anchor": "middle", "font-size": "11", "fill": PAPER if shade[1] else INK}
        _text(parent, x + (CELL - GAP) // 2, y + 13, label or str(count), style)


def _legend(root: Element, y: int) -> None:
    _text(root, MARGIN + NAMES - 8, y, "писем за неделю", {"text-anchor": "end"})
    for number, (fewest, _, _) in enumerate(SHADES):
        following = SHADES[number + 1][0] if number + 1 < len(SHADES) else None
        label = f"{fewest}+" if following is None else str(fewest) if following == fewest + 1 else ""
        x = MARGIN + NAMES + number * 70
        _square(root, x, y - 13, fewest, " ")
        said = label or f"{fewest}–{(following or 0) - 1}"
        _text(root, x + CELL + 2, y, said)


def _text(parent: Element, x: int, y: int, text: str, style: dict[str, str] | None = None) -> None:
    SubElement(parent, "text", {"x": str(x), "y": str(y), **(style or {})}).text = text
