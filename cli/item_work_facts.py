"""The work on an item before its report, as JSON for scripts and as text for people."""

from typing import TYPE_CHECKING, Any

from cli.terminal import say, table

if TYPE_CHECKING:
    from workflow.views import ItemBrief, ItemView, SubmissionView


def progress_json(item: "ItemBrief") -> dict[str, Any]:
    """How far an item has come, by its target and by organisation."""
    progress = item.progress
    return {
        "progress_percent": progress.percent,
        "counts_organisations": progress.is_by_organisation,
        "no_requests": progress.is_without_requests,
        "organisations_shown": list(progress.coverage.shown),
        "organisations_missing": list(progress.coverage.missing),
        "scope": item.scope.value if item.scope else None,
        "sample": None if item.sample is None else list(item.sample),
        "parts": [
            {
                "person": one.person.name,
                "due_on": one.part_due_on.isoformat() if one.part_due_on else None,
                "ready_at": one.part_ready_at.isoformat() if one.part_ready_at else None,
            }
            for one in item.responsible
            if not one.is_lead
        ],
    }


def requests_json(view: "ItemView") -> list[dict[str, Any]]:
    """The register of requests."""
    return [
        {
            "number": each.number,
            "received_on": each.received_on.isoformat(),
            "sender": each.sender,
            "subject": each.subject,
            "doc_number": each.doc_number,
            "answered_on": each.answered_on.isoformat() if each.answered_on else None,
            "answer": each.answer,
            "evidence": each.answer_file.id if each.answer_file else None,
        }
        for each in view.requests
    ]


def samples_json(view: "ItemView") -> dict[str, Any]:
    """The approved sample and all that was proposed, newest first."""
    return {
        "sample": None if view.brief.sample is None else list(view.brief.sample),
        "proposed": [_sample_json(each) for each in view.samples],
    }


def _sample_json(each: "SubmissionView") -> dict[str, Any]:
    from workflow.sample_manifest import proposed_sample

    proposed = proposed_sample(each.manifest)
    return {
        "id": each.id,
        "number": each.number,
        "state": each.state.value,
        "organisations": list(proposed.organisations),
        "grounds": each.summary,
        "document": None if proposed.document is None else proposed.document.name,
        "submitted_by": each.submitted_by.name,
        "submitted_on": each.submitted_on.isoformat(),
    }


def print_work(view: "ItemView", timezone: str) -> None:
    """All of it that the item has."""
    from workflow.scopes import SAMPLED, ItemScope

    _print_coverage(view)
    _print_parts(view, timezone)
    if view.brief.scope is ItemScope.ON_REQUEST:
        print_requests(view)
    if view.brief.scope in SAMPLED or view.samples:
        print_samples(view)


def _print_parts(view: "ItemView", timezone: str) -> None:
    """The co-executors' parts, where the item has any."""
    from workflow.wording.dates import date_text, moment_text

    parts = [one for one in view.brief.responsible if not one.is_lead]
    if parts:
        table(
            "Части соисполнителей",
            ("Кто", "Внутренний срок", "Готова"),
            (
                (
                    one.person.name,
                    date_text(one.part_due_on),
                    moment_text(one.part_ready_at, timezone) if one.part_ready_at else "ждём",
                )
                for one in parts
            ),
        )


def _print_coverage(view: "ItemView") -> None:
    """Which organisations are shown, which are missing."""
    coverage = view.brief.progress.coverage
    if coverage.to_show:
        of_sample = " выборки" if view.brief.sample is not None else ""
        say(f"По организациям{of_sample}: {len(coverage.shown)} из {len(coverage.to_show)}")
        if coverage.missing:
            say(f"Не показаны: {', '.join(coverage.missing)}")


def print_requests(view: "ItemView") -> None:
    """The register of requests, or that it is empty."""
    from workflow.wording.dates import date_text

    if not view.requests:
        say("Запросов не поступало." if view.brief.progress.is_without_requests else "Запросов в реестре нет.")
        return
    table(
        "Реестр запросов",
        ("№", "Поступил", "От кого", "О чём", "Ответ"),
        (
            (
                each.number,
                date_text(each.received_on),
                each.sender + (f", исх. № {each.doc_number}" if each.doc_number else ""),
                each.subject,
                f"{date_text(each.answered_on)}: {each.answer}" if each.answered_on else "ждёт ответа",
            )
            for each in view.requests
        ),
        right=(0,),
    )


def print_samples(view: "ItemView") -> None:
    """The approved sample and what was proposed."""
    from workflow.sample_manifest import proposed_sample
    from workflow.wording.dates import date_text
    from workflow.wording.samples import organisations_text, sample_text

    sample = view.brief.sample
    approved = "не утверждены" if sample is None else ", ".join(sample) or "утверждены без перечня организаций"
    say(f"Организации выборки или графика: {approved}")
    if view.samples:
        rows = [(each, proposed_sample(each.manifest)) for each in view.samples]
        table(
            "Что предлагалось",
            ("№", "От", "Что", "Организации", "Состояние", "Основание"),
            (
                (
                    each.number,
                    date_text(each.submitted_on),
                    sample_text(proposed),
                    organisations_text(proposed) or "—",
                    each.state_text,
                    each.summary,
                )
                for each, proposed in rows
            ),
            right=(0,),
        )
