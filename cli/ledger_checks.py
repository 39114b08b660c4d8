"""The checks behind `viza audit verify`: bundles, our own ledgers, and the tables against the ledger."""

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from config.errors import VizaError

# A signed note (C2SP): the text, an empty line, and lines that begin with an em dash.
_NOTE = re.compile(r"(?:[^\n]+\n)+\n(?:— [^\n]+\n)+")

if TYPE_CHECKING:
    from audit.verdict import Verdict
    from flows.wiring import Parts


def read_texts(paths: Sequence[Path]) -> list[str]:
    """The texts of files byte for byte (line ends matter to a signature). Raises `VizaError` that names the file."""
    texts = []
    for path in paths:
        try:
            texts.append(path.read_bytes().decode("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise VizaError(f"{path}: файл не читается, проверьте путь: {error}") from error
    return texts


def read_notes(paths: Sequence[Path]) -> list[list[str]]:
    """The checkpoints in each file; one may hold several, as `viza audit checkpoint` prints them."""
    return [_NOTE.findall(text) or [text] for text in read_texts(paths)]


def check_bundle(
    folder: Path, keys: Sequence[str], kept: Sequence[Sequence[str]], *, with_evidence: bool
) -> "Verdict":  # fmt: skip
    """An exported folder, with nothing of ours beside it. Raises `VizaError` where there is no folder."""
    from audit.bundle import BundleSource
    from audit.verify import verify

    if not folder.is_dir():
        raise VizaError(f"{folder}: такой папки нет")
    origin = _named_in(folder)
    notes = [note for file in kept for note in ([each for each in file if _origin_of(each) == origin] or file)]
    return verify(BundleSource(folder), keys=keys, since=notes, with_evidence=with_evidence)


def check_ledgers(
    parts: "Parts", plan_id: int | None, keys: Sequence[str], kept: Sequence[Sequence[str]], *, with_evidence: bool
) -> "tuple[list[Verdict], dict[str, list[str]]]":
    """The ledgers of the database, or one plan's, and by origin where the tables differ from what they tell.

    Each checkpoint of the kept files is held against the ledger whose origin it names. Raises `VizaError` for a file
    that has none for these ledgers.
    """
    from audit.database_source import DatabaseSource, ledger_ids
    from audit.ledger import head
    from audit.verify import verify
    from cli.terminal import progress
    from workflow.replay import replay
    from workflow.replay_compare import readable
    from workflow.replay_deployment import replay_deployment
    from workflow.rows import plan_row
    from workflow.transaction import DEPLOYMENT_LEDGER, plan_ledger

    verdicts, differences = [], {}
    with parts.database.read() as conn:
        if plan_id is not None:
            plan_row(conn, plan_id)
        wanted = ledger_ids(conn) if plan_id is None else [plan_ledger(plan_id)]
        # As the ledger itself is named: the deployment's name may have changed since it was opened.
        origins = {ledger_id: head(conn, ledger_id).origin for ledger_id in wanted}
        for file in kept:
            named = [_origin_of(note) for note in file]
            if not set(named) & set(origins.values()):
                known = ", ".join(origins.values())
                raise VizaError(f"Отметка сделана для другого журнала: {', '.join(named)}. Здесь: {known}")
        for ledger_id in progress(wanted, "Проверка журналов"):
            origin = origins[ledger_id]
            source = DatabaseSource(
                conn, ledger_id, vkeys=_public_keys(parts, origin), evidence_path=parts.evidence.path
            )
            notes = [note for file in kept for note in file if _origin_of(note) == origin]
            given = [key for key in keys if key.partition("+")[0] == origin]
            verdict = verify(source, keys=given, since=notes, with_evidence=with_evidence)
            verdicts.append(verdict)
            if ledger_id.startswith("plan-"):
                compared = partial(replay, conn, int(ledger_id.removeprefix("plan-")))
                differences[verdict.origin] = readable(ledger_id, compared)
            elif ledger_id == DEPLOYMENT_LEDGER:
                differences[verdict.origin] = readable(ledger_id, partial(replay_deployment, conn))
    return verdicts, differences


def _public_keys(parts: "Parts", origin: str) -> list[str]:
    """Our key under the ledger's name; none where somebody made that name one that no key can have."""
    from audit.note import NoteError

    try:
        return [parts.signer.vkey(origin)]
    except NoteError:
        return []


def _named_in(folder: Path) -> str:
    """The origin that a bundle's checkpoint names, unchecked; empty where it names none."""
    from audit.bundle import CHECKPOINT

    try:
        return _origin_of((folder / CHECKPOINT).read_bytes().decode("utf-8", "replace"))
    except OSError:
        return ""


def _origin_of(note: str) -> str:
    return note.partition("\n")[0]
