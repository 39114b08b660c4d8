"""Who and what a plan names: people with their posts and full names, and the list of its organisations."""

from collections.abc import Iterable, Sequence

from config.plan_draft import DraftItem, DraftOrganisation, DraftPerson, SignatureBlock
from documents.interpreting.plain_line import plain_line
from documents.interpreting.responsible import Responsible

_LONGEST = 300


def people_named(blocks: Iterable[SignatureBlock | None], responsible: Iterable[Responsible]) -> list[DraftPerson]:
    """Everyone whose post or given names the document tells, each once; a signature block's post is the full one."""
    posts: dict[str, str] = {}
    given: dict[str, str] = {}
    for block in blocks:
        if block is not None and block.position:
            posts.setdefault(block.name, block.position)
    for one in responsible:
        if position := _short(one.position):
            posts.setdefault(one.name, position)
        if names := _short(one.given_names):
            given.setdefault(one.name, names)
    return [
        DraftPerson(name=name, given_names=given.get(name), position=posts.get(name))
        for name in dict.fromkeys([*posts, *given])
    ]


def _short(text: str | None) -> str | None:
    line = plain_line(text or "")
    return line if 0 < len(line) <= _LONGEST else None


def organisations_named(items: Sequence[DraftItem]) -> list[DraftOrganisation]:
    """The longest list in one row: a union of all would make a slip of the pen an organisation of its own.

    Where no row names more than one there is no list, and each that is named counts.
    """
    longest = max((item.organisations for item in items), key=len, default=[])
    if len(longest) <= 1:
        longest = list(dict.fromkeys(code for item in items for code in item.organisations))
    return [DraftOrganisation(code=code, name=f"ОО № {code}" if code.isdecimal() else code) for code in longest]
