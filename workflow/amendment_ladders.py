"""A ladder that is changed in use: what is proposed, and what its approval does to the clocks that run.

New clocks follow the new ladder. Running ones go on to the day that they have, and the rungs of the new ladder that lie
before the change are passed over, as those before an activation are.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from config.ladder import Rung, ladder_json
from models.states import ItemState
from workflow.amendment_known import Known, place_words
from workflow.amendment_manifest import ProposedChange
from workflow.errors import InvalidCommand
from workflow.plan_ladder import ladder_of


def changed_ladder(known: Known, item: Row[Any] | None, rungs: Sequence[Rung]) -> ProposedChange:
    """The ladder of the item, or of the plan (None), as it becomes; who is responsible for what follows it with it.

    Raises `InvalidCommand` for a ladder that is no other.
    """
    where = "Ступени информирования плана" if item is None else place_words(item.number, item.place)
    before = known.plan.ladder if item is None else item.ladder
    after = ladder_json(rungs) or None
    if _rungs(after) == _rungs(before):
        raise InvalidCommand(f"{where}: новые ступени не отличаются от прежних. Укажите, что меняется.", field="ladder")
    told = {"ladder": list(before) if before else None}, {"ladder": after}
    if item is not None:
        responsible = tuple(row.person_id for row in known.responsible.get(item.id, ()))
        return ProposedChange("ladder", item.place, item.number, item.title, responsible, *told)
    followers = [each for each in known.items.values() if not each.ladder and each.state is not ItemState.CANCELLED]
    people = tuple(sorted({row.person_id for each in followers for row in known.responsible.get(each.id, ())}))
    return ProposedChange("ladder", None, "", known.plan.title, people, *told)


def _rungs(stored: Any) -> tuple[Rung, ...]:
    return ladder_of(stored) if stored else ()
