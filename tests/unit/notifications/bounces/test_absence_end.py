"""The last day of an absence, as people write it."""

from datetime import date

import pytest

from notifications.bounces.absence_end import absence_end

DAY = date(2021, 3, 1)
IDES = date(2021, 3, 15)


@pytest.mark.parametrize(
    "text",
    [
        "Я в отпуске с 01.03.2021 по 15.03.2021.",
        "в отпуске до 15 марта",
        "с 1 по 15 марта включительно",
        "Нахожусь в командировке по 15.03.21",
        "Буду отсутствовать с 2 марта по 15 марта 2021 г.",
        "В отпуске по 15.03",
        "вернусь 16.03",
        "Буду на рабочем месте 16.03.2021 г.",
        "выйду на работу с 16 марта 2021 года",
        "I am out until March 15, 2021.",
        "away until Monday, 15th of March",
        "I will be back on 16 March",
        "Out of office 2021-03-02 through 2021-03-15",
    ],
)
def test_the_last_day_is_read(text: str) -> None:
    assert absence_end(text, DAY) == IDES


@pytest.mark.parametrize(
    "text",
    [
        "Отвечу до 18:00",
        "Приём до 18.00",
        "тел. 8 (3812) 25-03-21",
        "в отпуске с 28.12.2020 по 10.01.2021",
        "по 31.02.2021",
        "по 10 января",
        "п. 3: на согласование, 7 справок из 7",
        "",
    ],
)
def test_what_is_no_last_day_is_not_taken_for_one(text: str) -> None:
    assert absence_end(text, DAY) is None


def test_a_day_without_a_year_is_the_next_one() -> None:
    assert absence_end("в отпуске до 10 января", date(2021, 12, 25)) == date(2022, 1, 10)
