"""The form of a route of approval: its steps as rows, and the steps that were posted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from config.chain import DEFAULT_TERM, ROLES_OF_THE_PLAN, ChainStep
from models.states import Verb
from web.draft_words import names_in
from web.forms import Form
from web.places import number_of
from workflow.errors import InvalidCommand
from workflow.wording.routes import ROLES

MODES = {"all": "всех названных", "any": "любого из названных", "quorum": "нескольких: укажите, скольких"}
MOST_STEPS = 20
SPARE_ROWS = 1
EMPTY = {"verb": Verb.AGREE.value, "approvers": []}
WRONG_NAMES = "Укажите фамилии и инициалы через запятую, каждое лицо один раз, например: Ефимова Л.Г."


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step as its row shows it: names with commas. `quorum` is empty unless the mode is one.

    `order` is where the step stands: one that is added comes before the last, which approves.
    """

    number: int
    order: int
    verb: Verb
    names: str
    roles: tuple[str, ...]
    mode: str
    quorum: str
    term: int
    alternate: str
    reserve: str
    when: str
    is_interim: bool
    is_new: bool = False

    @property
    def has_more(self) -> bool:
        """Is anything set that most steps do not have?"""
        return bool(self.roles or self.reserve or self.when or self.is_interim or self.mode != "all")


def step_rows(chain: Sequence[Mapping[str, Any]], names: Mapping[int, str]) -> tuple[StepRow, ...]:
    """The rows of a stored route, then an empty one; of no route at all one that agrees and one that approves."""
    shown = list(chain) or [EMPTY, EMPTY | {"verb": Verb.APPROVE.value}]
    spare = [EMPTY] * (SPARE_ROWS if 0 < len(chain) < MOST_STEPS else 0)
    return tuple(
        _row(number, step, names, is_new=number > len(shown)) for number, step in enumerate([*shown, *spare], 1)
    )


def roles_for(*, is_item: bool) -> dict[str, str]:
    """The roles that a route may name: an item's also who agrees or approves in the plan's own."""
    return {role: words for role, words in ROLES.items() if is_item or role not in ROLES_OF_THE_PLAN}


def posted_route(form: Form) -> tuple[ChainStep, ...]:
    """The steps that the form names, in the order that its rows are given. Raises `InvalidCommand` at a field."""
    found: list[tuple[int, int, ChainStep]] = []
    for number in range(1, MOST_STEPS + 2):
        if not form.text(f"names-{number}") and not form.texts(f"roles-{number}"):
            continue
        order = number_of(form.text(f"order-{number}")) or number
        found.append((order, number, _posted_step(form, number)))
    if not found:
        raise InvalidCommand("Укажите, кто утверждает.", field="names-1")
    return tuple(step for _, _, step in sorted(found, key=lambda each: each[:2]))


def plain_step(verb: Verb, names: Sequence[str], field: str) -> ChainStep:
    """A step of these names and nothing else. Raises `InvalidCommand` at the field."""
    try:
        return ChainStep(verb=verb, approvers=list(names))
    except ValidationError:
        raise InvalidCommand(WRONG_NAMES, field=field) from None


def _posted_step(form: Form, number: int) -> ChainStep:
    mode: Any = form.text(f"mode-{number}") or "all"
    if mode == "quorum":
        mode = {"quorum": number_of(form.text(f"quorum-{number}")) or 0}
    values = {
        "verb": form.text(f"verb-{number}"),
        "approvers": names_in(form.text(f"names-{number}")),
        "roles": list(form.texts(f"roles-{number}")),
        "mode": mode,
        "term": number_of(form.text(f"term-{number}") or str(DEFAULT_TERM)),
        "alternate": next(iter(names_in(form.text(f"alternate-{number}"))), None),
        "reserve": next(iter(names_in(form.text(f"reserve-{number}"))), None),
        "when": form.text(f"when-{number}"),
        "interim": form.text(f"interim-{number}") == "1",
    }
    try:
        return ChainStep.model_validate(values)
    except ValidationError as error:
        raise _wrong_step(number, error) from None


def _wrong_step(number: int, error: ValidationError) -> InvalidCommand:
    """At the field that is wrong; what the route's own rules say begins with the name of their field."""
    detail = error.errors()[0]
    said = str(detail["msg"]).removeprefix("Value error, ")
    named, _, sentence = said.partition(": ")
    name = str(detail["loc"][0]) if detail["loc"] else named.partition(".")[0]
    field = {"approvers": "names", "mode": "quorum", "roles": "names"}.get(name, name)
    sentences = {
        "term": "Срок решения — от 1 до 60 рабочих дней.",
        "alternate": "Замещающий — другое лицо, не из этого этапа: фамилия и инициалы.",
        "names": WRONG_NAMES,
        "quorum": "Укажите, сколько решений нужно: не больше, чем согласующих.",
        "verb": "Выберите, что делают на этом этапе.",
    }
    is_ours = not detail["loc"] or name in ("when", "reserve")
    text = (sentence or said) if is_ours and field in ("when", "reserve") else sentences.get(field, sentence or said)
    return InvalidCommand(f"{text[:1].upper()}{text[1:].rstrip('.')}.", field=f"{field}-{number}")


def _row(number: int, step: Mapping[str, Any], names: Mapping[int, str], *, is_new: bool) -> StepRow:
    mode = step.get("mode", "all")
    is_quorum = isinstance(mode, Mapping)
    return StepRow(
        number=number,
        order=max(number - 2, 1) if is_new else number,
        verb=Verb(step["verb"]),
        names=", ".join(names[person] for person in step["approvers"]),
        roles=tuple(step.get("roles") or ()),
        mode="quorum" if is_quorum else str(mode),
        quorum=str(mode["quorum"]) if is_quorum else "",
        term=int(step.get("term", DEFAULT_TERM)),
        alternate=names.get(step.get("alternate") or 0, ""),
        reserve=names.get(step.get("reserve") or 0, ""),
        when=step.get("when") or "",
        is_interim=bool(step.get("interim")),
        is_new=is_new,
    )
