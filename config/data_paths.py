"""Where things lie in the data folder."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DataPaths:
    """The folders and files under `VIZA_DATA_DIR`; all absolute when the root is."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "viza.db"

    @property
    def evidence(self) -> Path:
        return self.root / "evidence"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def prefect_home(self) -> Path:
        return self.root / "prefect"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def link_key_file(self) -> Path:
        return self.keys / "link.key"

    @property
    def ledger_key_file(self) -> Path:
        return self.keys / "ledger.key"

    def create(self) -> None:
        """Make the folders that are missing, readable by this user alone."""
        for folder in (self.root, self.evidence, self.keys, self.prefect_home, self.reports):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
