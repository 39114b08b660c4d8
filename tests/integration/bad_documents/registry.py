"""The list of bad files, and the two ways onto it: by content, and by the place where the file lies."""

from collections.abc import Callable
from pathlib import Path

Build = Callable[[Path], Path]
BAD: dict[str, tuple[str, Build]] = {}
MEGABYTE = 1024 * 1024
DAMAGED, COMPLEX, NO_TABLE = "повреждён", "слишком сложно", "нет таблицы"


def bad(word: str, name: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """A bad file by its content: `word` stands in its refusal, `name` is its file name."""

    def register(content: Callable[[], bytes]) -> Callable[[], bytes]:
        def build(folder: Path) -> Path:
            path = folder / name
            path.write_bytes(content())
            return path

        BAD[content.__name__] = (word, build)
        return content

    return register


def bad_place(word: str) -> Callable[[Build], Build]:
    """A bad file that is not a matter of its content."""

    def register(build: Build) -> Build:
        BAD[build.__name__] = (word, build)
        return build

    return register
