"""A document of the corpus."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.corpus.habits import Habit

EXPECTED = Path(__file__).with_name("expected")
Reading = dict[str, Any]


@dataclass(frozen=True)
class CorpusDocument:
    """How a document is made, which habits it has, and the reading that is right for it.

    Several documents may share one reading: the same text in another encoding. `joined` has the items that this
    format alone tears apart, where the shared reading says otherwise.
    """

    name: str
    suffix: str
    build: Callable[[Path], None]
    habits: frozenset[Habit]
    reading: str = ""
    joined: tuple[str, ...] | None = None

    @property
    def file_name(self) -> str:
        """The name of its file."""
        return f"{self.name}{self.suffix}"

    @property
    def expected_path(self) -> Path:
        """The file of the right reading."""
        return EXPECTED / f"{self.reading or self.name}.json"

    def expected(self) -> Reading:
        """The right reading, in the shape of `viza plan check --json` without messages."""
        reading: Reading = json.loads(self.expected_path.read_text(encoding="utf-8"))
        if self.joined is not None:
            kept = [warning for warning in reading["warnings"] if warning["code"] != "row_continuation_joined"]
            reading["warnings"] = kept + [{"code": "row_continuation_joined", "item": item} for item in self.joined]
        return reading
