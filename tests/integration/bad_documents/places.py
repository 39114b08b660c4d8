"""Places where no file lies that could be read."""

import os
from pathlib import Path

from tests.integration.bad_documents.registry import bad_place


@bad_place("не найден")
def missing(folder: Path) -> Path:
    return folder / "нет.docx"


@bad_place("папка")
def directory(folder: Path) -> Path:
    return folder


@bad_place("по кругу")
def circle_of_links(folder: Path) -> Path:
    (folder / "а.docx").symlink_to(folder / "б.docx")
    (folder / "б.docx").symlink_to(folder / "а.docx")
    return folder / "а.docx"


@bad_place("не обычный файл")
def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "план.docx")
    return folder / "план.docx"


@bad_place("не обычный файл")
def device(folder: Path) -> Path:
    del folder
    return Path("/dev/zero")
