"""The calendar file, and what it leaves to the library of holidays."""

from datetime import date
from pathlib import Path

import holidays
import pytest

from config.calendar_file import load_calendar
from config.errors import SettingsError


def test_the_demo_year_and_the_january_after_it_are_known() -> None:
    assert {2021, 2022} <= set(load_calendar().known_years)


def test_decreed_days_carry_their_decrees() -> None:
    decrees = {day.date: day.decree for day in load_calendar().days_off}
    may, autumn = ({day for day, decree in decrees.items() if number in decree} for number in ("№ 242", "№ 595"))
    assert may == {date(2021, 5, day) for day in range(4, 8)}
    assert autumn == {date(2021, 10, 30), *(date(2021, 11, day) for day in (1, 2, 3, 5, 6))}


def test_the_library_knows_no_decreed_holiday_already() -> None:
    calendar = load_calendar()
    library = holidays.country_holidays("RU", years=calendar.known_years, observed=False)
    # 5 November is moved from a Saturday: the decree makes it a day off in a six-day week too.
    assert [day.date for day in calendar.days_off if day.date in library] == [date(2021, 11, 5)]


def test_the_library_knows_the_transferred_days_on_which_the_plan_counts() -> None:
    library = holidays.country_holidays("RU", years=[2021, 2022])
    transferred = [date(2021, 2, 22), date(2021, 11, 5), date(2021, 12, 31)]
    new_year = [date(2022, 1, day) for day in range(1, 9)]
    assert [day for day in [*transferred, *new_year] if day not in library] == []
    assert {date(2021, 2, 20), date(2022, 3, 5)} <= set(library.weekend_workdays)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "known_years: Field required"),
        ("known_years = []", "known_years: "),
        ("known_years = [2021, 2021]", "known_years: a value stands there twice"),
        ("known_years = [1999]", r"known_years\[0\]: "),
        ("known_years = [2021]\nworking_days = [2022-01-03]", "known_years: 2022 is missing"),
        ("known_years = [2021]\n[[days_off]]\ndate = 2021-05-04", r"days_off\[0\]\.decree: Field required"),
        ("known_years = [2021]\nholidays = []", "holidays: "),
        (
            'known_years = [2021]\n[[days_off]]\ndate = 2021-05-04\ndecree = "Указ от 23.04.2021"',
            r"days_off\[0\]\.decree: must name the decree with its number",
        ),
        (
            'known_years = [2021]\nworking_days = [2021-05-04]\n[[days_off]]\ndate = 2021-05-04\ndecree = "Указ № 1"',
            "working_days: 2021-05-04 is also in days_off",
        ),
    ],
)
def test_a_mistake_is_named_by_the_keys_path(text: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "calendar.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=f"^{path}: {reason}"):
        load_calendar(path)
