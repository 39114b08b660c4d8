"""How the API tells views, versions and refusals."""

import json
from dataclasses import fields
from datetime import UTC, datetime

import pytest

from web.api.problems import IfMatchUnreadable, code_of, known_codes
from web.api.representation import plain, to_json, told_as
from web.api.versions import expected_version, tag_of
from workflow.views import ItemView, PersonView, PlanView

PERSON = PersonView(1, "Шестаков В.В.", None, None, "shestakov@omsk.example", None, True, True, "member")


@pytest.mark.parametrize("with_addresses", [True, False])
def test_an_address_is_told_to_who_coordinates_alone(with_addresses: bool) -> None:
    told = json.loads(to_json(plain({"people": (PERSON, [PERSON])}, with_addresses=with_addresses)))
    assert [one["email"] for one in (told["people"][0], told["people"][1][0])] == [
        PERSON.email if with_addresses else None
    ] * 2


def test_a_view_is_told_with_its_brief_beside_its_own_fields() -> None:
    item = {field.name for field in fields(told_as(ItemView, "Item"))}
    assert {"place", "state", "evidence", "submissions"} <= item
    assert "brief" not in item
    plan = {
        field.name: field.type for field in fields(told_as(PlanView, "Plan", without=("items",), organisations=int))
    }
    assert "items" not in plan
    assert plan["organisations"] is int


def test_a_moment_is_told_in_utc_with_its_zone() -> None:
    assert plain(datetime(2021, 3, 1, 5, tzinfo=UTC), with_addresses=False) == "2021-03-01T05:00:00+00:00"


@pytest.mark.parametrize(("tag", "version"), [(None, None), ("*", None), ('"7"', 7), (tag_of(7, b"x"), 7)])
def test_a_command_is_held_against_the_version_of_a_tag(tag: str | None, version: int | None) -> None:
    assert expected_version(tag) == version


@pytest.mark.parametrize("tag", ["", "7", 'W/"7"', '"7", "8"', '"-7"', '"7-xyz"'])
def test_what_is_no_tag_of_ours_stops_the_command(tag: str) -> None:
    with pytest.raises(IfMatchUnreadable):
        expected_version(tag)


def test_a_tag_changes_with_what_is_told_and_with_the_version() -> None:
    assert len({tag_of(1, b"a"), tag_of(1, b"b"), tag_of(2, b"a")}) == 3


def test_a_refusal_is_known_by_one_code() -> None:
    assert code_of("NotYourTurn") == "not_your_turn"
    codes = known_codes()
    assert "stale_version" in codes[409]
    assert "token_too_narrow" in codes[403]
    assert sum(len(each) for each in codes.values()) == len({code for each in codes.values() for code in each})
