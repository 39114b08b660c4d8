"""The demonstration's settings: the operator's, in a folder, a database, a ledger and a mailbox of its own."""

import json
from typing import Any

from cli.demo_folder import demo_folder
from config.settings import Settings, load_settings
from flows.wiring import SETTINGS_VARIABLE

ORIGIN = "demo.viza.example"
SENDER = f"viza@{ORIGIN}"
OPERATOR = f"operator@{ORIGIN}"
WITNESS = f"hranitel@{ORIGIN}"


def demo_overrides(settings: Settings, *, page_port: int, mail_port: int) -> dict[str, Any]:
    """What replaces the operator's values. Never their database, keys or mail relay."""
    chosen = "public_base_url" in settings.model_fields_set
    return {
        "data_dir": str(demo_folder(settings)),
        "database_url": "",
        "migration_database_url": None,
        "link_key": None,
        "ledger_key": None,
        "deployment": ORIGIN,
        "public_base_url": settings.public_base_url if chosen else f"http://127.0.0.1:{page_port}",
        "smtp_host": "127.0.0.1",
        "smtp_port": mail_port,
        "smtp_security": "none",
        "smtp_username": None,
        "smtp_password": None,
        "bounce_imap_host": None,
        "bounce_listen": None,
        "mail_from": SENDER,
        "witnesses": [WITNESS],
        "operator": OPERATOR,
    }


def demo_settings(overrides: dict[str, Any]) -> Settings:
    """The settings with these values before every other source."""
    return load_settings(**overrides)


def demo_variables(overrides: dict[str, Any]) -> dict[str, str]:
    """How the flows' process gets the same settings."""
    return {SETTINGS_VARIABLE: json.dumps(overrides)}
