import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.near_organisation import ListedOrganisations

KNOWN = ["5", "6", "11", "21", "100", "160", "лицей № 3", "ККШИ", "СШИ № 11"]


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("КШИ № 9", "ККШИ"),
        ("ККШИ № 1", "ККШИ"),
        ("СШИ", "СШИ № 11"),
        ("СШИ№11", "СШИ № 11"),
        ("сши №  11", "СШИ № 11"),
        ("CШИ № 11", "СШИ № 11"),  # the first letter is a Latin one
        ("лицей № 5", "5"),
        ("гимназия № 3", "лицей № 3"),
        ("3", "лицей № 3"),
    ],
)
def test_the_one_that_is_likely_meant_is_proposed(code: str, meant: str) -> None:
    assert ListedOrganisations(KNOWN).near(code) == meant


@pytest.mark.parametrize("code", ["7", "16", "СШИ № 1", "гимназия", "гимназия № 7", "ККШИ", "ОО", "", "№"])
def test_nothing_is_proposed_for_what_is_like_none(code: str) -> None:
    assert ListedOrganisations(KNOWN).near(code) is None


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("АКШИ", ["БКШИ", "ВКШИ"]),
        ("лицей № 5", ["5", "гимназия № 5"]),
        ("СШИ", ["СШИ № 1", "СШИ № 11"]),
        ("КШИ", ["ККШИ", "СШИ"]),
        ("СШИ№11", ["СШИ № 11", "СШИ-11"]),
    ],
)
def test_of_two_that_are_alike_none_is_proposed(code: str, known: list[str]) -> None:
    assert ListedOrganisations(known).near(code) is None


def test_other_spacing_goes_before_another_kind_of_school() -> None:
    assert ListedOrganisations(["3", "лицей № 3", "лицеи № 3"]).near("лицей №3") == "лицей № 3"


def test_without_a_list_nothing_is_proposed() -> None:
    assert ListedOrganisations([]).near("КШИ № 9") is None


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=10))
def test_whatever_is_proposed_is_another_one_of_the_list(code: str, known: list[str]) -> None:
    found = ListedOrganisations(known).near(code)
    assert found is None or (found in known and found != code)


def test_a_long_code_takes_no_time() -> None:
    started = time.perf_counter()
    ListedOrganisations(["ККШИ" * 20_000, "СШИ № 11"]).near("КШИ" * 20_000)
    assert time.perf_counter() - started < 1
