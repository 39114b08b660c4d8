"""Reading a plan from its TOML file."""

import hashlib
import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from config.errors import PlanFileError
from config.plan_draft import PlanDraft
from config.toml_syntax import syntax_error_text
from config.validation_ru import findings

MAX_BYTES = 2_000_000


def read_plan(path: Path) -> PlanDraft:
    """Read a plan written in TOML.

    Unlike a document, a plan file must name its coordinator, a chain that ends with an approval and who is
    responsible, and no item may start after it is due.
    Raises `PlanFileError`, one Russian line that names the key's path.
    """
    values = read_toml(path)
    try:
        draft = PlanDraft.model_validate(values)
    except ValidationError as error:
        raise PlanFileError(f"{path.name}: {findings(error, values)}") from None
    problem = next(iter(_problems(draft)), None)
    if problem is not None:
        raise PlanFileError(f"{path.name}: {problem}")
    return draft


def plan_source_sha256(path: Path) -> str:
    """SHA-256 of the file's bytes in hex: the plan remembers what it was imported from."""
    return hashlib.sha256(_read(path)).hexdigest()


def _problems(draft: PlanDraft) -> list[str]:
    problems = []
    if not draft.coordinator.strip():
        problems.append("coordinator: назовите ответственного за контроль исполнения плана")
    if not draft.chain:
        problems.append("chain: нет ни маршрута согласования, ни грифа approved_by")
    for item in draft.items:
        if not item.responsible:
            problems.append(f"Пункт {item.number}: responsible: назовите ответственных")
        if item.starts_on and item.due_on and item.starts_on > item.due_on:
            problems.append(f"Пункт {item.number}: due_on: срок раньше начала")
    return problems


def read_toml(path: Path) -> dict[str, Any]:
    """What a TOML file holds. Raises `PlanFileError`, one Russian line."""
    if path.suffix.lower() != ".toml":
        raise PlanFileError(f"{path.name}: файл плана должен иметь расширение .toml")
    try:
        return tomllib.loads(_read(path).decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise PlanFileError(f"{path.name}: файл не в кодировке UTF-8, сохраните его в ней") from None
    except tomllib.TOMLDecodeError as error:
        raise PlanFileError(f"{path.name}: файл не читается как TOML, {syntax_error_text(error)}") from None


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise PlanFileError(f"{path.name}: файл больше {MAX_BYTES // 1_000_000} МБ")
        return path.read_bytes()
    except OSError as error:
        raise PlanFileError(f"{path}: файл не читается, проверьте путь и права доступа") from error
