"""What the entries tell of the plan itself: its import, doubts, route, list of organisations and final review."""

from collections.abc import Mapping
from typing import Any

from models.states import Subject, SubmissionState
from workflow.actions import Action
from workflow.ledger_facts import person_of, timed
from workflow.ledger_items import amended
from workflow.ledger_papers import follow_papers
from workflow.ledger_state import NOT_FROZEN, LedgerState
from workflow.ledger_submissions import follow_disowning, named, void
from workflow.plain_values import digest_of_list

TOLD_AT_IMPORT = (
    "last_year", "agreed_by", "approved_by", "timezone", "day_off_rule", "closes_by", "review_opens_on",
)  # fmt: skip


IMPORTED = ("ladder_sha256", "organisations_sha256", "rows_sha256")


def follow_plan(
    ledger: LedgerState, action: str, place: int | None, data: Mapping[str, Any], entry: Mapping[str, Any]
) -> None:
    """The plan and its doubts, from the import to the closing and beyond."""
    if action == Action.PLAN_IMPORTED:
        told = {"title": "title", "year": "year", "source_sha256": "source_sha256", "chain": "chain"}
        ledger.plan |= {key: data[key] for key in TOLD_AT_IMPORT if key in data}
        ledger.plan |= named(data, told | {"coordinator": "coordinator_id"}) | timed(entry, "imported_at")
        ledger.plan["closed_at"] = None
        ledger.counts = {key: data[key] for key in ("items", "organisations", "warnings")}
        ledger.imported = {key: data[key] for key in IMPORTED if key in data}
        ledger.listed = data["organisations"]
    elif action == Action.WARNING_SETTLED:
        change = {"before": data["before"], "after": data["after"]} if "after" in data else None
        settled = {"resolution": data["resolution"], "reason": data["reason"], "change": change}
        settled |= {"settled_by_id": person_of(entry["actor"])} | timed(entry, "settled_at")
        ledger.warnings.setdefault((data["warning"], place, data.get("value")), []).append(settled)
    elif action == Action.CHAIN_SET and place is None:
        ledger.plan["chain"] = data["after"]["chain"]
    elif action == Action.PLAN_ACTIVATED:
        ledger.plan |= timed(entry, "activated_at")
    elif action == Action.PLAN_CLOSED:
        ledger.plan.pop("closed_at", None)
        ledger.plan |= timed(entry, "closed_at")
    elif action == Action.REVIEW_OPENED:
        ledger.plan["closes_by"] = data["closes_by"]
        ledger.review = dict(NOT_FROZEN)
    elif action == Action.REPORT_FROZEN:
        ledger.review |= {"facts_sha256": data["facts_sha256"], "frozen_by": entry["actor"]}
    elif action == Action.PLAN_REOPENED:
        ledger.plan |= {key: data[key] for key in ("review_opens_on", "closes_by")} | {"closed_at": None}
        ledger.review = {}
        void(ledger, SubmissionState.OPEN, subject=Subject.REPORT, place=None)
    elif action == Action.DECISION_DISOWNED:
        follow_disowning(ledger, place, data, entry)
    follow_papers(ledger.papers, action, data, entry)


def follow_changed_plan(ledger: LedgerState, data: Mapping[str, Any]) -> None:
    """What these do to the plan beside its items: its doubts, its document, the days of the final review."""
    ledger.counts["warnings"] += data.get("warnings", 0)
    ledger.imported.pop("rows_sha256", None)  # a later version of the document may have other rows
    if "document" in data:
        ledger.plan["source_sha256"] = data["document"]["sha256"]
    ledger.plan |= {key: data[key] for key in ("review_opens_on", "closes_by") if key in data}


def follow_amended_plan(ledger: LedgerState, action: str, data: Mapping[str, Any]) -> None:
    """What an amendment, or a correction of the draft, does to the plan: route, ladder, organisations."""
    if action == Action.LADDER_SET:
        ledger.imported["ladder_sha256"] = digest_of_list(data["after"]["ladder"])
    if action == Action.ORGANISATION_ADDED:
        ledger.counts["organisations"] += 1
        ledger.added_organisations.append([data["after"]["code"], data["after"]["name"]])
    if "amendment" in data:
        ledger.amendments.setdefault(data["amendment"], []).append(amended(action, None, data))
