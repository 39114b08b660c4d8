"""A folder whose new names are on the disk, not only in the system's memory."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Wait until the folder's names are written; where the system has no such call (Windows), nothing."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
