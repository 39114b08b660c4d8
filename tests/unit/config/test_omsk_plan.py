"""The first plan is the approved document, its errors included."""

import json
from pathlib import Path
from typing import Any

import pytest

import config
from config.plan_draft import PlanDraft
from config.plan_file import read_plan
from models.states import ItemRole, WarningCode

PLAN_FILE = Path(config.__file__).parent / "plans" / "omsk-2021.toml"
EXPECTED_FILE = Path(__file__).parents[2] / "fixtures" / "omsk-2021.expected.json"


@pytest.fixture(scope="module")
def plan() -> PlanDraft:
    return read_plan(PLAN_FILE)


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    reading: dict[str, Any] = json.loads(EXPECTED_FILE.read_text("utf-8"))
    return reading


def test_the_plan_is_the_documents_right_reading(plan: PlanDraft, expected: dict[str, Any]) -> None:
    own = plan.model_dump(mode="json")
    assert {key: own[key] for key in ("title", "year", "agreed_by", "approved_by")} == {
        key: expected[key] for key in ("title", "year", "agreed_by", "approved_by")
    }
    assert len(expected["items"]) == 21
    keys = expected["items"][0].keys()
    assert [{key: item[key] for key in keys} for item in own["items"]] == expected["items"]


def test_the_organisations_are_the_longest_list(plan: PlanDraft, expected: dict[str, Any]) -> None:
    longest = max((item["organisations"] for item in expected["items"]), key=len)
    assert [organisation.code for organisation in plan.organisations] == longest
    assert len(longest) == 24


def test_everybody_whom_the_plan_names_has_an_address_that_leads_nowhere(plan: PlanDraft) -> None:
    named = {name for item in plan.items for name in item.responsible} | {plan.coordinator}
    named |= {name for step in plan.chain for name in step.approvers}
    assert named == {person.name for person in plan.people}
    assert len(named) == 8
    assert all(person.email is not None and person.email.endswith(".example") for person in plan.people)
    assert all(person.phone is not None and person.phone.startswith("+7 (000) 000-00-") for person in plan.people)
    assert len({person.email for person in plan.people}) == 8


def test_the_december_items_have_their_roles(plan: PlanDraft) -> None:
    roles = {item.number: item.role for item in plan.items if item.role is not ItemRole.ORDINARY}
    assert roles == {"20": ItemRole.ANALYSIS, "21": ItemRole.FINAL_REVIEW}


def test_the_row_that_a_page_break_split_is_told(plan: PlanDraft) -> None:
    assert [(warning.code, warning.item) for warning in plan.reader_warnings] == [
        (WarningCode.ROW_CONTINUATION_JOINED, "21")
    ]
