"""Reading a plan from any file that people have it in: TOML, Word, Excel, PDF or text."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from config.plan_draft import PlanDraft
    from documents.evidence_store import EvidenceStore
    from workflow.commands import StoredDocument

Progress = Callable[[int, int], None]
TOML = ".toml"


class ReadPlan(NamedTuple):
    """A plan as a file gives it; `sha256` (hex) is that of the bytes it was read from."""

    path: Path
    draft: "PlanDraft"
    sha256: str


def read_any_plan(path: Path) -> ReadPlan:
    """Read a plan file or document, with a progress bar on a terminal.

    Raises `PlanFileError` or `DocumentUnreadable`, one Russian line.
    """
    if path.suffix.lower() == TOML:
        from config.plan_file import plan_source_sha256, read_plan

        sha256 = plan_source_sha256(path)
        return ReadPlan(path, read_plan(path), sha256)
    from documents.plan_document import document_sha256, read_plan_document

    sha256 = document_sha256(path)
    with _bar("Чтение документа") as progress:
        return ReadPlan(path, read_plan_document(path, progress=progress), sha256)


def demand_coordinator(draft: "PlanDraft", named: str | None) -> "PlanDraft":
    """The draft with the coordinator who is named beside it, where one is. Raises `PlanNotReady` where nobody is."""
    from workflow.errors import PlanNotReady

    if named is not None:
        draft = draft.model_copy(update={"coordinator": named.strip()})
    if not draft.coordinator:
        raise PlanNotReady("Документ не называет ответственного за контроль исполнения: добавьте --coordinator ИМЯ.")
    return draft


def keep(store: "EvidenceStore", plan: ReadPlan) -> "StoredDocument":
    """Store the file that the plan was read from. Raises `EvidenceDamaged` where it changed meanwhile."""
    from documents.plan_source import keep_document, media_type_of_plan

    return keep_document(
        store, plan.path, file_name=plan.path.name, sha256=plan.sha256, media_type=media_type_of_plan(plan.path)
    )


@contextmanager
def _bar(label: str) -> Iterator[Progress | None]:
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
