"""A file that is no plan gives one sentence within 10 seconds and 500 MB, and leaves nothing behind."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.bad_documents import BAD

SENTENCE = re.compile(r"[А-ЯЁ][^\n]*[\w»)]\.")
ROOT = Path(__file__).parents[2]
MAX_SECONDS = 10
MAX_MB = 500


class Probe:
    """A process that reads one document after another; `temporary` is its folder for temporary files."""

    def __init__(self, process: "subprocess.Popen[str]", temporary: Path) -> None:
        self._process = process
        self.temporary = temporary

    def read(self, path: Path) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{path}\n")
        self._process.stdin.flush()
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        return told


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Probe]:
    temporary = tmp_path_factory.mktemp("temporary")
    with subprocess.Popen(
        [sys.executable, "-m", "tests.integration.document_probe"],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        yield Probe(process, temporary)
        process.kill()


def test_there_are_at_least_thirty_kinds() -> None:
    assert len(BAD) >= 30


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_document_is_refused_with_a_sentence(kind: str, probe: Probe, tmp_path: Path) -> None:
    word, build = BAD[kind]
    path = build(tmp_path)
    before = sorted(tmp_path.iterdir())

    told = probe.read(path)

    assert SENTENCE.fullmatch(told["refusal"]), told
    assert word in told["refusal"], told
    assert told["seconds"] < MAX_SECONDS, told
    assert told["peak_mb"] < MAX_MB, told
    assert sorted(tmp_path.iterdir()) == before
    assert not list(probe.temporary.iterdir())
    assert not any(told["children"])
