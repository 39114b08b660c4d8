"""Asks a Prefect server what it knows, by its REST API."""

from typing import Any

import httpx

FINISHED = ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"]


def runs(api_url: str, *states: str) -> list[dict[str, Any]]:
    """The flow runs in these states (all that have ended, by default), newest first."""
    wanted = {"flow_runs": {"state": {"type": {"any_": list(states) or FINISHED}}}, "sort": "START_TIME_DESC"}
    return asked(api_url, "/flow_runs/filter", wanted)


def deployments(api_url: str) -> list[dict[str, Any]]:
    """Every deployment."""
    return asked(api_url, "/deployments/filter", {})


def asked(api_url: str, path: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    answer = httpx.post(f"{api_url}{path}", json=body, timeout=30)
    answer.raise_for_status()
    found: list[dict[str, Any]] = answer.json()
    return found
