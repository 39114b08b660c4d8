"""What is signed: the RFC 8785 manifest of a submission, version 1, and its SHA-256 digest."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from audit.canonical import canonical_bytes
from models.states import Subject

VERSION = 1


def digest_of(manifest: bytes) -> str:
    """The digest that a decision names: SHA-256 in hex."""
    return hashlib.sha256(manifest).hexdigest()


def item_manifest(  # noqa: PLR0913 - what is signed, in one call
    plan: Mapping[str, Any],
    item: Mapping[str, Any],
    *,
    number: int,
    summary: str,
    shortfall: str | None,
    shown: Mapping[str, Any],
    files: Iterable[Mapping[str, Any]],
    requests: Iterable[Mapping[str, Any]] | None = None,
    is_partial: bool = False,
) -> bytes:
    """The manifest of an item's evidence; `requests` is the register of an item that is done «По запросу».

    Only an interim report's says `partial`.
    """
    return canonical_bytes(
        {
            "v": VERSION,
            "subject": Subject.ITEM.value,
            "plan": dict(plan),
            "item": dict(item),
            "number": number,
            "summary": summary,
            "shortfall": shortfall,
            "shown": dict(shown),
            "files": [dict(f) for f in files],
            **({"partial": True} if is_partial else {}),
            **({} if requests is None else {"requests": [dict(each) for each in requests]}),
        },
        limit=None,
    )


def says_no_requests(manifest: bytes) -> bool:
    """Does an item's manifest say «запросов не поступало»?"""
    return bool(json.loads(manifest)["shown"].get("no_requests", False))


def proposal_manifest(
    subject: Subject, plan: Mapping[str, Any], *, number: int, summary: str, proposes: Mapping[str, Any]
) -> bytes:
    """The manifest of another subject: what it proposes, before and after."""
    return canonical_bytes(
        {
            "v": VERSION,
            "subject": subject.value,
            "plan": dict(plan),
            "number": number,
            "summary": summary,
            "proposes": dict(proposes),
        },
        limit=None,
    )


def file_entry(row: Any) -> dict[str, Any]:
    """A file as the manifest names it: name, size in bytes, SHA-256, requisites, units, organisations."""
    return {
        "name": row.file_name,
        "size": row.size,
        "sha256": row.sha256,
        "media_type": row.media_type,
        "kind": row.kind,
        "number": row.doc_number,
        "date": row.doc_date.isoformat() if row.doc_date else None,
        "signed_by": row.signed_by,
        "units": row.units,
        "organisations": sorted(row.organisations),
    }
