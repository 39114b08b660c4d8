"""The pages of a long PDF read by two processes, every other page each: PDFium uses one processor a process."""

import os
import pickle
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, TypeVar

from documents.reading.pdf_engine import PdfPages, open_pdf

FROM_PAGES: Final = 80
Page = TypeVar("Page")


def read_by_two(source: PdfPages, path: Path, lay_out: Callable[[PdfPages, int], Page]) -> Iterator[Page]:
    """What `lay_out` makes of each page, in order; pages 2, 4, … come from the second process.

    Raises what `lay_out` raises, and `EOFError` where the second process died. Only for a process without threads.
    """
    with _second_process(path, len(source), lay_out) as others:
        for index in range(len(source)):
            page = pickle.load(others) if index % 2 else lay_out(source, index)  # noqa: S301  (our own process)
            if isinstance(page, BaseException):
                raise page
            yield page


def is_worth_two(pages: int) -> bool:
    """Whether a document of so many pages is read faster by two processes on this machine."""
    return pages >= FROM_PAGES and len(os.sched_getaffinity(0)) > 1


@contextmanager
def _second_process(path: Path, pages: int, lay_out: Callable[[PdfPages, int], Page]) -> Iterator[BinaryIO]:
    _halve_memory()
    reading, writing = os.pipe()
    process = os.fork()
    if not process:
        os.close(reading)
        _write_pages(writing, path, pages, lay_out)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as others:
            yield others
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


def _write_pages(writing: int, path: Path, pages: int, lay_out: Callable[[PdfPages, int], Page]) -> None:
    """The whole life of the second process. An open document cannot be shared, so it opens its own."""
    status = 1
    try:
        with os.fdopen(writing, "wb") as output:
            try:
                with open_pdf(path) as source:
                    for index in range(1, pages, 2):
                        pickle.dump(lay_out(source, index), output)
            except Exception as error:  # noqa: BLE001  (the first process raises it)
                pickle.dump(error, output)
        status = 0
    finally:
        os._exit(status)


def _halve_memory() -> None:
    """Where memory is limited, both processes together keep within the limit."""
    soft, most = resource.getrlimit(resource.RLIMIT_DATA)
    if soft != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_DATA, (soft // 2, most))
