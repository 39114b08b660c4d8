"""A plan document is read in a process of its own, which can do no harm and does not outlive the reading."""

import re
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from config.errors import DocumentUnreadable
from documents.interpreting.interpret import interpret
from documents.plan_document import document_sha256, read_plan_document
from documents.reading.apart_process import TOO_COMPLEX, Patience, read_apart
from documents.reading.opening import read_source
from tests.unit.documents.reading.office_files import cell, docx_bytes, row, table, with_part
from tests.unit.documents.reading.pdf_drawing import Drawing, pdf
from tests.unit.documents.reading.source_texts import no_progress

ROOT = Path(__file__).parents[2]
PLAN = "План работы на 2021 год\n\n№\tМероприятие\tСрок исполнения\tОтветственные\n" + "".join(
    f"{number}.\tСеминар № {number}\tмарт 2021\tИванов И.И.\n" for number in range(1, 20)
)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "план с пробелами.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def children() -> set[str]:
    """The processes that this one started and that are still there."""
    return {number for task in Path("/proc/self/task").glob("*/children") for number in task.read_text().split()}


def test_the_draft_is_the_same_as_without_the_process(plan: Path) -> None:
    assert read_plan_document(plan) == interpret(read_source(plan, plan.name, no_progress))


@pytest.mark.parametrize("name", ["план\0.txt", "../план.txt", "-m", "", "план\ud800.txt", "п" * 300])
def test_any_name_will_do(name: str, plan: Path) -> None:
    assert read_plan_document(plan, file_name=name).year == 2021


def test_progress_is_told(plan: Path) -> None:
    told: list[tuple[int, int]] = []
    read_plan_document(plan, progress=lambda done, total: told.append((done, total)))

    assert told
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


def test_threads_may_read_at_the_same_time(plan: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        drafts = list(pool.map(read_plan_document, [plan] * 4))

    assert all(draft == drafts[0] for draft in drafts)


@pytest.mark.parametrize("patience", [Patience(idle=0.01), Patience(whole=0.01)])
def test_a_document_that_takes_too_long_is_given_up(patience: Patience, plan: Path) -> None:
    before = children()
    with pytest.raises(DocumentUnreadable, match=re.escape(TOO_COMPLEX)):
        read_apart(plan, plan.name, no_progress, patience)

    assert children() == before


def test_a_document_that_would_take_too_long_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "план.pdf"
    drawing = Drawing()
    drawing.text(50, 700, "План работы")
    path.write_bytes(pdf(*[drawing] * 900))
    with pytest.raises(DocumentUnreadable, match=re.escape(TOO_COMPLEX)):
        read_apart(path, path.name, no_progress, Patience(idle=0.05, whole=0.2))


def test_leaving_early_leaves_no_process(plan: Path) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    before = children()
    with pytest.raises(KeyboardInterrupt):
        read_apart(plan, plan.name, stop)

    assert children() == before


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('example.org', 80)",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.execv('/bin/true', ['true'])",
        "open('file', 'w')",
        "import os; os.open('file', os.O_CREAT | os.O_WRONLY)",
        "import tempfile; tempfile.TemporaryFile()",
    ],
)
def test_the_process_may_not_reach_out_nor_write(attempt: str, tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", f"from documents.reading.apart import lock; lock()\n{attempt}"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        text=True,
    )

    assert "Forbidden" in ended.stderr
    assert ended.returncode
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "declaration",
    ['<!DOCTYPE x SYSTEM "{}">', '<!DOCTYPE x [<!ENTITY % a SYSTEM "{}"> %a;]>', '<?xml-stylesheet href="{}"?>'],
)
def test_a_document_calls_nobody(declaration: str, tmp_path: Path) -> None:
    path = tmp_path / "план.docx"
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.dtd"
        start = declaration.format(address).encode()
        body = docx_bytes(table(row("№", "Мероприятие", "Срок"), row("1", "Семинар", "май 2021")))
        path.write_bytes(with_part(body, "word/document.xml", lambda xml: xml.replace(b"?>", b"?>" + start, 1)))
        with suppress(DocumentUnreadable):
            read_plan_document(path)
        with pytest.raises(BlockingIOError):
            server.accept()


def test_text_that_merged_cells_repeat_counts(tmp_path: Path) -> None:
    path = tmp_path / "план.docx"
    words = [f"{column} " + "а" * 3900 for column in range(40)]
    begun = [cell(text, '<w:vMerge w:val="restart"/>') for text in words]
    rows = [
        row(str(number), f"Семинар {number}", "май 2021", *(begun if number == 1 else [cell("", "<w:vMerge/>")] * 40))
        for number in range(1, 180)
    ]
    headings = row("№", "Мероприятие", "Срок", *(f"Школа {number}" for number in range(40)))
    path.write_bytes(docx_bytes(table(headings, *rows)))
    with pytest.raises(DocumentUnreadable, match=r"строка 2.*помещается не больше 20000"):
        read_plan_document(path)


def test_a_draft_larger_than_the_pages_hold_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "план.txt"
    heading = "План работы на 2021 год\n\n№\tМероприятие\tСрок исполнения\tОтветственные\n"
    words = "о работе школ " * 250
    rows = (f"{number}.\tСеминар {words}\tмай 2021\tИванов И.И.\n" for number in range(1, 1500))
    path.write_text(heading + "".join(rows), encoding="utf-8")
    with pytest.raises(DocumentUnreadable, match="слишком много текста"):
        read_plan_document(path)


def test_the_hash_is_of_the_files_bytes(tmp_path: Path) -> None:
    path = tmp_path / "план"
    path.write_bytes(b"abc")

    assert document_sha256(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
