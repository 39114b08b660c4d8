"""How this process asks the system for memory."""

import ctypes
import sys

M_MMAP_THRESHOLD = -3
ONE_MIB = 1024 * 1024


def give_back_large_blocks() -> None:
    """Return blocks of a megabyte and more to the system as soon as they are free (mallopt(3), glibc).

    Left alone glibc raises that limit after the first large block, and the 19 MiB of each PIN check stay with us.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(M_MMAP_THRESHOLD, ONE_MIB)
