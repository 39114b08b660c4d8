"""Drafts as a document gives them: what it does not say stays open, nothing is guessed."""

from typing import Any

import pytest
from pydantic import ValidationError

from config.plan_draft import DraftItem, PlanDraft, SignatureBlock
from models.states import Verb

ITEM: dict[str, Any] = {"number": "1", "title": "Мониторинг"}


def test_a_document_without_blocks_has_no_chain_and_no_coordinator() -> None:
    draft = PlanDraft.model_validate({"title": "План", "year": 2021, "items": [ITEM]})
    assert (draft.chain, draft.coordinator) == ([], "")
    assert (draft.items[0].responsible, draft.items[0].lead) == ([], None)


def test_blocks_that_are_models_already_make_the_chain_too() -> None:
    block = SignatureBlock.model_validate({"position": "директор", "name": "Ефимова Л.Г.", "date": "2021-01-21"})
    draft = PlanDraft(title="План", year=2021, items=[DraftItem(**ITEM)], approved_by=block)
    assert [(step.verb, step.approvers) for step in draft.chain] == [(Verb.APPROVE, ["Ефимова Л.Г."])]


def test_a_wrong_year_and_an_unknown_organisation_stay_as_written() -> None:
    item = DraftItem.model_validate({**ITEM, "due_on": "2020-04-30", "organisations": ["КШИ № 9"]})
    assert (str(item.due_on), item.organisations) == ("2020-04-30", ["КШИ № 9"])


def test_the_json_of_a_draft_gives_the_draft_again() -> None:
    draft = PlanDraft.model_validate({"title": "План", "year": 2021, "items": [{**ITEM, "responsible": ["Ли Л."]}]})
    assert PlanDraft.model_validate_json(draft.model_dump_json()) == draft


def test_text_is_kept_in_one_unicode_form() -> None:
    assert DraftItem(number="1", title=" Ковале\u0308ва ").title == "Ковалёва"


@pytest.mark.parametrize("text", ["", " ", "a\nb", "a\x00b", "a\u2028b", "a\u202eb", "a\ud800b"])
def test_text_that_could_mislead_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        DraftItem(number="1", title=text)
