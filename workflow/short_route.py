"""The short route of what is decided beside a report: the first approver agrees, the final one decides.

An extension and a sample take it from the route that the item's report follows.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from models.states import Verb


def short_route(chain: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The first agreeing step of a stored route and its last one; the last one alone where nobody agrees.

    A step that always stands goes before one that has a condition, which speaks of reports: here it holds always.
    """
    *earlier, last = chain
    agreeing = [step for step in earlier if step["verb"] == Verb.AGREE]
    always = [step for step in agreeing if step.get("when") is None]
    first = (always or agreeing)[:1]
    return [{name: value for name, value in step.items() if name != "when"} for step in (*first, last)]


def short_route_of(plan: Any, item: Any) -> list[dict[str, Any]]:
    """The short route of an item: of its own route where it has one, else of the plan's."""
    return short_route(item.chain or plan.chain)
