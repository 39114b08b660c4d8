"""From a request to the engine: the version that it expects, the key under which it is done once, the receipt."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Header
from starlette.responses import Response

from config.errors import VizaError
from web.acting import demand_room, proof_key
from web.api.caller import Caller
from web.api.problems import PreconditionFailed
from web.api.representation import plain, to_json, told_as
from web.api.versions import expected_version
from workflow.actor import Actor
from workflow.authentication import authenticate
from workflow.commands import Command, FreezeReport, ItemCommand
from workflow.errors import AuthenticationFailed, StaleVersion
from workflow.idempotent_answers import KeptAnswer, claim, keep, release
from workflow.rows import plan_row
from workflow.transaction import Transaction
from workflow.views import Receipt

JSON = "application/json"
DONE = 200
# A receipt's secret is for the page and the command line: no command of a token gives one.
Done = told_as(Receipt, "Receipt", without=("secret",))

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=100,
        description="ETag последнего чтения: команда выполнится, только если с тех пор ничего не изменилось.",
    ),
]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[!-~]+$",
        description="Свой ключ запроса: повтор с ним в течение суток не выполняет команду второй раз.",
    ),
]


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a command is to be done: `if_match` and `key` are the headers, as they came."""

    if_match: str | None = None
    key: str | None = None


def by_pin(caller: Caller, pin: str) -> Actor:
    """The token's person, proved by their PIN; wrong ones are counted and locked as on the pages.

    Raises `AuthenticationFailed`, `TooManyTries`.
    """
    key = proof_key(caller, caller.person_id)
    demand_room(caller, key)
    try:
        proved = authenticate(caller.site.engine, caller.person_id, pin=pin)
    except AuthenticationFailed:
        caller.site.failures.record(key)
        raise
    return replace(proved, token=caller.actor.token)


def carry_out(caller: Caller, command: Command, terms: Terms, actor: Actor | None = None) -> Response:
    """Carry out one command, once for one key. Raises what the engine refuses with, `PreconditionFailed`."""
    version = expected_version(terms.if_match)
    if version is not None and isinstance(command, ItemCommand):
        command = command.model_copy(update={"expected_version": version})
    who = actor or caller.actor
    before = _plan_in_version(command, version)

    def do(after: Callable[[Transaction, Receipt], None] | None) -> Receipt:
        if isinstance(command, FreezeReport):
            # More than one command: the facts, the paper, its way to the approvers.
            if before is not None:
                caller.site.engine.run(before, who)
            return caller.site.freeze_review(command.plan_id, who)
        return caller.site.engine.execute(command, who, before=before, after=after)

    try:
        answer, is_replayed = _once(caller, command, terms, do)
    except StaleVersion as stale:
        if version is None:
            raise
        raise PreconditionFailed(stale.message) from stale
    if not is_replayed:
        caller.site.wake()
    headers = {"Idempotency-Replayed": "true"} if is_replayed else None
    return Response(answer.body, answer.status, headers, answer.media_type)


def _once(
    caller: Caller,
    command: Command,
    terms: Terms,
    do: Callable[[Callable[[Transaction, Receipt], None] | None], Receipt],
) -> tuple[KeptAnswer, bool]:
    """The answer, and whether it is that of an earlier request under the same key."""
    if terms.key is None:
        return _answer(do(None)), False
    engine = caller.site.engine
    asked = fingerprint(caller.request.url.path, command, terms)
    claimed = claim(engine.database, caller.holder.grant.id, terms.key, asked, engine.now())
    if isinstance(claimed, KeptAnswer):
        return claimed, True
    try:
        receipt = do(lambda tx, done: keep(tx.conn, claimed, _answer(done)))
        if isinstance(command, FreezeReport):
            with engine.database.write() as conn:
                keep(conn, claimed, _answer(receipt))
    except VizaError:
        release(engine.database, claimed)
        raise
    return _answer(receipt), False


def fingerprint(path: str, command: Command, terms: Terms) -> bytes:
    """What tells one request from another: never a PIN, which could be guessed from it."""
    asked = f"{path}\n{terms.if_match or ''}\n{type(command).__name__}\n{command.model_dump_json()}"
    return hashlib.sha256(asked.encode()).digest()


def _answer(receipt: Receipt) -> KeptAnswer:
    told = plain(receipt, with_addresses=False)
    del told["secret"]
    return KeptAnswer(DONE, to_json(told), JSON)


def _plan_in_version(command: Command, version: int | None) -> Callable[[Transaction], None] | None:
    """What is asked of a plan's version before a command on the plan; an item's command holds its own."""
    plan_id = getattr(command, "plan_id", None)
    if version is None or plan_id is None or isinstance(command, ItemCommand):
        return None

    def demand(tx: Transaction) -> None:
        if plan_row(tx.conn, plan_id, is_locked=True).version != version:
            raise StaleVersion("План изменился с тех пор, как вы его прочитали. Прочитайте его снова.")

    return demand
