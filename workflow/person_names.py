"""Whether a name is free: nobody is added, or called, so that they read like somebody else."""

import unicodedata
from functools import lru_cache

from sqlalchemy import select

from workflow.errors import InvalidCommand
from workflow.folding import folded
from workflow.rows import PERSON
from workflow.transaction import Transaction

# Latin letters that a reader takes for these Cyrillic ones, in lower case; capitals differ for some of them.
_LOOK_ALIKES = str.maketrans("aceopxyktmhbikjs", "асеорхуктмнвикјѕ")
_CAPITALS = str.maketrans("ABCEHKMOPTXY", "АВСЕНКМОРТХУ")


@lru_cache(maxsize=10_000)
def reading_of(name: str) -> str:
    """Equal for names that a reader does not tell apart: case, «ё», white space, Latin look-alikes, unseen signs."""
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", name) if unicodedata.category(sign)[0] != "C")
    return folded(seen.translate(_CAPITALS)).translate(_LOOK_ALIKES)


def demand_free_name(tx: Transaction, name: str, *, of: int | None = None) -> None:
    """Raise `InvalidCommand` where the name reads like another's; `of` is the person who has it or will."""
    wanted = reading_of(name)
    for row in tx.conn.execute(select(PERSON.c.id, PERSON.c.name)):
        if row.id != of and reading_of(row.name) == wanted:
            raise InvalidCommand(
                f"{row.name} уже есть в списке. Добавьте имя и отчество, чтобы различить людей.", field="name"
            )
