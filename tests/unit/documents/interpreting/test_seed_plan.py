"""The first plan's text, from the file to the draft."""

import json
from pathlib import Path
from typing import Any

from config.plan_draft import PlanDraft
from documents.interpreting.interpret import interpret
from documents.reading.text_file import read_text
from models.states import WarningCode

FIXTURES = Path(__file__).parents[3] / "fixtures"
_KEYS = ("number", "title", "expected_result", "target_count", "target_percent", "starts_on", "due_on", "recurrence")
_LISTS = ("responsible", "note", "organisations")


def expected() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FIXTURES / "omsk-2021.expected.json").read_text(encoding="utf-8"))
    return read


def draft() -> PlanDraft:
    return interpret(read_text(FIXTURES / "omsk-2021.txt", "omsk-2021.txt", lambda done, total: None))


def test_every_item_of_the_first_plan_is_read_as_a_person_reads_it() -> None:
    items = json.loads(draft().model_dump_json())["items"]
    assert [{key: item[key] for key in (*_KEYS, *_LISTS)} for item in items] == expected()["items"]


def test_its_title_year_and_signature_blocks_are_read() -> None:
    read = json.loads(draft().model_dump_json())
    assert {key: read[key] for key in ("title", "year", "agreed_by", "approved_by")} == {
        key: expected()[key] for key in ("title", "year", "agreed_by", "approved_by")
    }


def test_its_row_that_a_page_break_cut_is_the_only_doubt_of_the_reader() -> None:
    assert [(doubt.code, doubt.item) for doubt in draft().reader_warnings] == [
        (WarningCode.ROW_CONTINUATION_JOINED, "21")
    ]


def test_its_reference_list_is_the_longest_in_one_row() -> None:
    assert len(draft().organisations) == 24
