"""The PDF papers: what a reader finds in them, and that the same facts give the same bytes."""

import dataclasses
import json
from datetime import timedelta

import pytest

from documents.approval_sheet import approval_sheet
from documents.issue_sheet import issue_sheet
from documents.report import execution_report, report_data
from documents.typesetting import in_fours
from tests.unit.documents.pdf_text import pdf_streams, pdf_text
from tests.unit.documents.samples import (
    DECEMBER,
    HOSTILE,
    NOTE,
    person,
    plan_view,
    review_view,
    seed_plan,
    signers,
    submission_view,
)

DRAFT = seed_plan()
PLAN = plan_view(DRAFT)
SIGNERS = signers(PLAN)


def report(explanation: str | None = None, checkpoint: str | None = NOTE) -> bytes:
    return execution_report(
        PLAN, review_view(DRAFT, explanation=explanation), SIGNERS, checkpoint=checkpoint, created_at=DECEMBER
    )


def sheet(summary: str = "Подготовлены 7 справок.") -> bytes:
    return approval_sheet(
        submission_view(summary=summary),
        plan_title=DRAFT.title,
        timezone="Asia/Omsk",
        checkpoint=NOTE,
        created_at=DECEMBER,
    )


def code_sheet(position: str = "директор") -> bytes:
    return issue_sheet(
        person(3, "Ефимова Л.Г.", position),
        activation_code="7K3M-9QFX-2DWP",
        expires_at=DECEMBER + timedelta(days=14),
        issued_by="Ковалёва И.П.",
        issued_at=DECEMBER,
        rules_sha256="ab" * 32,
        sign_in_url="https://viza.example.ru/login",
        timezone="Asia/Omsk",
    )


@pytest.mark.parametrize("make", [report, sheet, code_sheet])
def test_every_paper_is_pdf_a_2b(make: object) -> None:
    assert callable(make)
    pdf = make()
    assert pdf.startswith(b"%PDF-1.7")
    described = next(block.decode() for block in pdf_streams(pdf) if b"<rdf:RDF" in block)
    assert "<pdfaid:part>2</pdfaid:part>" in described
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in described


@pytest.mark.parametrize("make", [report, sheet, code_sheet])
def test_the_same_facts_give_the_same_bytes(make: object) -> None:
    assert callable(make)
    assert make() == make()


def test_another_fact_gives_other_bytes() -> None:
    assert report() != report(explanation="Причина.")


def test_the_report_counts_and_rates_discipline() -> None:
    data = report_data(PLAN, review_view(DRAFT), SIGNERS, checkpoint=NOTE, created_at=DECEMBER)
    assert [number["value"] for number in data["numbers"]] == ["21", "16", "1", "3", "0", "1", "0,81"]
    assert data["lines"][7]["effective_due_on"] == "продлён до 30.06.2021"
    assert data["lines"][16]["shown"] == "96% / 100%"


def test_nothing_due_rates_no_discipline() -> None:
    review = dataclasses.replace(review_view(DRAFT), on_time=0, due=0)
    data = report_data(PLAN, review, SIGNERS, checkpoint=None, created_at=DECEMBER)
    assert data["numbers"][-1]["value"] == "—"


def test_the_report_names_who_leads_an_item_and_signs() -> None:
    data = report_data(PLAN, review_view(DRAFT), SIGNERS, checkpoint=NOTE, created_at=DECEMBER)
    (remark,) = data["remarks"]
    assert remark == (
        "Шестаков В.В. согласует отчёт и при этом является ответственным исполнителем пунктов 2, 21 "
        "и соисполнителем пунктов 1, 7."
    )


def test_a_signer_who_was_renamed_is_still_named_as_one_who_leads_an_item() -> None:
    (verb, former), final = SIGNERS
    renamed = dataclasses.replace(former, name="Вяземский В.В.")
    items = tuple(
        dataclasses.replace(
            item,
            lead=renamed if item.lead == former else item.lead,
            responsible=tuple(
                dataclasses.replace(part, person=renamed) if part.person == former else part
                for part in item.responsible
            ),
        )
        for item in PLAN.items
    )
    plan = dataclasses.replace(PLAN, items=items)
    namesake = dataclasses.replace(final[1], name=former.name)
    data = report_data(
        plan, review_view(DRAFT), ((verb, renamed), (final[0], namesake)), checkpoint=None, created_at=DECEMBER
    )
    (remark,) = data["remarks"]
    assert remark.startswith("Вяземский В.В. согласует отчёт и при этом является ответственным исполнителем пунктов")


def test_a_live_report_says_that_it_is_not_frozen() -> None:
    review = dataclasses.replace(review_view(DRAFT), frozen_at=None)
    data = report_data(PLAN, review, SIGNERS, checkpoint=None, created_at=DECEMBER)
    assert data["state_line"] == "Сведения на 27.12.2021 11:30, отчёт ещё не зафиксирован"


def test_a_late_item_is_told_apart_from_one_that_is_still_open() -> None:
    lines = review_view(DRAFT).lines
    still_open = dataclasses.replace(lines[4], executed_on=None)
    review = dataclasses.replace(review_view(DRAFT), lines=(lines[4], still_open))
    data = report_data(PLAN, review, SIGNERS, checkpoint=None, created_at=DECEMBER)
    assert [line["lateness"] for line in data["lines"]] == [
        "позже срока на 4 рабочих дня",
        "просрочено на 4 рабочих дня",
    ]


def test_the_report_reads_in_russian_and_carries_the_checkpoint() -> None:
    text = pdf_text(report())
    for expected in (
        "Отчёт об исполнении плана",
        "СОГЛАСОВАНО",
        "УТВЕРЖДАЮ",
        "Ефимова Л.Г.",
        "Мониторинговые визиты",
        "ОО № 160",
        "viza-omsk.example/plan-1",
        "K0tnrPOuEsLCFaL8WuwUlKWVPhyCcQ1v4cQb5gqmnXs=",
    ):
        assert expected in text


def test_a_report_without_a_checkpoint_says_nothing_of_one() -> None:
    assert "Контрольная отметка" not in pdf_text(report(checkpoint=None))


def test_the_sheet_shows_who_signed_for_whom_and_the_skipped_step() -> None:
    text = pdf_text(sheet())
    for expected in (
        "Петренко А.А.",
        "и.о. Ефимова Л.Г.",
        "12 от 01.02.2021",
        "03.03.2021",
        "ПИН",
        "этап пропущен",
        in_fours("9f" * 32),
    ):
        assert expected in text


def test_the_issue_sheet_has_the_code_and_two_signatures() -> None:
    text = pdf_text(code_sheet())
    for expected in ("7K3M-9QFX-2DWP", "Ключ выдал", "Ключ получил", "27 декабря 2021 г.", "10.01.2022 11:30"):
        assert expected in text


def test_s24_hostile_text_is_only_text_in_every_paper() -> None:
    assert '#panic("x")' in pdf_text(report(explanation=HOSTILE))
    assert HOSTILE.split()[0] in pdf_text(sheet(summary=HOSTILE))
    assert "*b*" in pdf_text(code_sheet(position=HOSTILE))


def test_a_very_long_explanation_breaks_over_pages() -> None:
    assert "последнее слово" in pdf_text(report(explanation="Причина отклонения. " * 400 + "последнее слово"))


def test_the_qr_code_holds_the_whole_checkpoint() -> None:
    data = report_data(PLAN, review_view(DRAFT), SIGNERS, checkpoint=NOTE, created_at=DECEMBER)
    assert data["checkpoint"]["qr"].startswith("<svg")
    assert "\n".join(data["checkpoint"]["lines"]) + "\n" == NOTE
    json.dumps(data)
