"""How this process asks the system for memory, and when it looks for garbage."""

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

M_MMAP_THRESHOLD = -3
M_ARENA_MAX = -8
ARENAS = 2
ONE_MIB = 1024 * 1024


def give_back_large_blocks() -> None:
    """Return blocks of a megabyte and more to the system as soon as they are free (mallopt(3), glibc).

    Left alone glibc raises that limit after the first large block, and the 19 MiB of each PIN check stay with us; and
    each of the pages' threads would keep a heap of its own.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(M_MMAP_THRESHOLD, ONE_MIB)
            mallopt(M_ARENA_MAX, ARENAS)


def give_back_what_is_free() -> None:
    """Return to the system what a start used and does not need any more (malloc_trim(3), glibc)."""
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


@contextmanager
def nothing_to_collect() -> Iterator[None]:
    """For the imports of a start: what they make stays, so looking for garbage among it is a tenth of their time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
