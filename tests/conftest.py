"""What every test runs under: no settings from outside, no telemetry, Hypothesis without deadlines."""

import os
import shutil
import tempfile

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("default", deadline=None, max_examples=60)
settings.register_profile("thorough", deadline=None, max_examples=1000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

FOREIGN_SETTINGS = ("VIZA_", "PREFECT_")

runtime_dir = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Runs before any test module is imported, because Prefect reads its settings on import."""
    for name in [name for name in os.environ if name.startswith(FOREIGN_SETTINGS)]:
        del os.environ[name]
    os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
    os.environ["DO_NOT_TRACK"] = "1"
    if "XDG_RUNTIME_DIR" not in os.environ:
        config.stash[runtime_dir] = tempfile.mkdtemp(prefix="viza-run-")
        os.environ["XDG_RUNTIME_DIR"] = config.stash[runtime_dir]


def pytest_unconfigure(config: pytest.Config) -> None:
    if created := config.stash.get(runtime_dir, None):
        shutil.rmtree(created, ignore_errors=True)
