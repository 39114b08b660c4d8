"""How far an item has come: by its target and by organisation."""

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from workflow.progress import Progress, progress_of
from workflow.wording.progress import coverage_text, progress_text

SCHOOLS = ["11", "27", "39", "ККШИ"]
ROAD_MAP = "Дорожная карта (по количеству ОО)"


def progress(units: int, *covered: str, percent: int | None = None, silent: bool = False, **columns: Any) -> Progress:
    item = {"expected_result": "Справка", "target_count": None, "target_percent": None, "organisations": SCHOOLS}
    row = SimpleNamespace(**item | {"sample": None, "note": "Выборочно", "title": "", "recurrence": None} | columns)
    return progress_of(row, units, covered, percent, is_without_requests=silent)


def test_a_target_of_documents_counts_units_and_shows_the_organisations_beside() -> None:
    three = progress(2, *SCHOOLS, target_count=3)
    assert (progress_text(three), coverage_text(three), three.percent) == ("2 из 3", "4 из 4 организаций", 66)
    assert three.falls_short
    assert not progress(3, target_count=3).falls_short
    assert progress(9, target_count=3).share == 1


def test_a_target_by_organisation_counts_those_that_a_document_covers_once() -> None:
    two = progress(7, "11", "11", "27", "95", expected_result=ROAD_MAP)
    assert (progress_text(two), coverage_text(two)) == ("2 из 4 организаций", "")
    assert (two.coverage.missing, two.falls_short, two.percent) == (("39", "ККШИ"), True, 50)
    assert not progress(1, *SCHOOLS, expected_result=ROAD_MAP).falls_short


@pytest.mark.parametrize("words", ["Справка от каждой ОО", "Акт по числу школ", ROAD_MAP])
def test_the_expected_result_says_that_organisations_are_counted(words: str) -> None:
    assert progress(0, expected_result=words).is_by_organisation


@pytest.mark.parametrize("words", ["Справка (не менее 7)", "Отчёт по количеству обучающихся", None])
def test_another_expected_result_counts_documents(words: str | None) -> None:
    assert not progress(0, expected_result=words).is_by_organisation


def test_an_approved_sample_says_which_organisations_are_to_be_shown_and_how_many() -> None:
    sampled = progress(3, "11", "39", expected_result=ROAD_MAP, target_count=4, sample=["27", "39"])
    assert sampled.coverage.to_show == ("27", "39")
    assert (progress_text(sampled), sampled.coverage.missing) == ("1 из 2 организаций", ("27",))


def test_a_sample_holds_while_the_plan_speaks_of_one() -> None:
    assert progress(0, sample=["27"], note=None).coverage.to_show == tuple(SCHOOLS)


def test_a_count_that_was_settled_stands_while_no_sample_is_approved() -> None:
    assert progress(0, expected_result=ROAD_MAP, target_count=3).target.units == 3


def test_where_no_organisation_is_named_documents_are_counted() -> None:
    none_named = progress(1, expected_result=ROAD_MAP, organisations=[])
    assert (none_named.is_by_organisation, none_named.falls_short) == (False, False)


def test_a_stated_percent_counts_and_the_documents_until_one_is() -> None:
    stated = progress(1, target_percent=100, percent=45)
    assert (stated.share, stated.falls_short) == (Fraction(45, 100), True)
    assert progress_text(stated) == "1 из 1, показатель 45% при плане 100%"
    assert progress(1, target_percent=100).share == 1
    assert progress(1, target_percent=0, percent=0).share == 1


def test_that_no_request_came_is_all_that_is_asked() -> None:
    silent = progress(0, silent=True)
    assert (progress_text(silent), silent.falls_short, silent.percent) == ("запросов не поступало", False, 100)
