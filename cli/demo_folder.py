"""Where the demonstration lives, and how an old one makes room for a new one."""

from datetime import datetime
from pathlib import Path

from cli.supervisor_run_file import RunFile
from config.settings import Settings

FOLDER = "demo"


def demo_folder(settings: Settings) -> Path:
    """The demonstration's own data folder, inside the operator's."""
    return settings.data_dir / FOLDER


def set_aside(folder: Path) -> Path | None:
    """Move a demonstration to a name with the present time; None where there is none.

    Raises `SettingsError` while it runs.
    """
    if not folder.is_dir():
        return None
    with RunFile(folder) as run_file:
        run_file.end_survivors()
    return folder.rename(folder.with_name(f"{folder.name}-{datetime.now().astimezone():%Y%m%d-%H%M%S}"))
