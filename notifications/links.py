"""Personal links: made from a random id and a key, found again by the hash of their token.

1. token = base64url(HMAC-SHA256(key of this deployment, "viza-signoff-v1" ‖ token_id)), token_id 128 random bits.
2. The database keeps token_id, SHA-256(token) and the key's id: a dump of it holds no usable link, and a retry
   renders the same link again.
3. The key of a deployment is HMAC-SHA256(link key, "viza-deployment-v1" ‖ deployment), so that a copy of the
   database under another name accepts none of the links (rule 10).
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from config.link_keys import LinkKeys
from models.states import LinkPurpose, PaperState, TaskState
from notifications.errors import LinkKeyMissing
from notifications.link_binding import Binding, live_links
from notifications.rows import LINK_TOKEN
from workflow.rows import PAPER, PERSON, TASK

TOKEN_CONTEXT = b"viza-signoff-v1"
DEPLOYMENT_CONTEXT = b"viza-deployment-v1"
TOKEN_ID_BYTES = 16
TOKEN_CHARS = 43
LIFE = timedelta(days=14)
SIGN_IN_LIFE = timedelta(minutes=30)
PATHS: dict[LinkPurpose, str] = {
    LinkPurpose.SIGN: "/s/",
    LinkPurpose.RESPOND: "/r/",
    LinkPurpose.SIGN_IN: "/login/",
    LinkPurpose.ENROL: "/e/",
}

_BY_HASH = (
    select(LINK_TOKEN, PERSON.c.email, PERSON.c.is_active, TASK.c.acting_id, TASK.c.state.label("task_state"))
    .join(PERSON, PERSON.c.id == LINK_TOKEN.c.person_id)
    .outerjoin(TASK, TASK.c.id == LINK_TOKEN.c.task_id)
    .where(LINK_TOKEN.c.token_sha256 == bindparam("token_sha256"))
)
_RENEW = (
    update(LINK_TOKEN)
    .where(LINK_TOKEN.c.id == bindparam("row"), LINK_TOKEN.c.expires_at < bindparam("end"))
    .values(expires_at=bindparam("end"))
)


class LinkStatus(StrEnum):
    """What a token is worth. A page answers unknown, expired and revoked exactly alike (rule 6)."""

    LIVE = "live"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ResolvedLink:
    """A token that somebody opened. Everything but the status is None for one that is unknown."""

    status: LinkStatus
    link_id: int | None = None
    purpose: LinkPurpose | None = None
    person_id: int | None = None
    plan_id: int | None = None
    item_id: int | None = None
    task_id: int | None = None
    digest: str | None = None
    expires_at: datetime | None = None
    used_at: datetime | None = None

    @property
    def is_live(self) -> bool:
        """Whether the link may still be acted on."""
        return self.status is LinkStatus.LIVE


UNKNOWN_LINK = ResolvedLink(LinkStatus.UNKNOWN)


class StoredLink(Protocol):
    """The columns of a link's row that its address is made from."""

    @property
    def token_id(self) -> bytes: ...
    @property
    def key_id(self) -> str: ...
    @property
    def purpose(self) -> LinkPurpose: ...


class LinkService:
    """Issues, writes and resolves the links of one deployment. Addresses come from `public_base_url` alone."""

    def __init__(
        self,
        keys: LinkKeys,
        deployment: str,
        public_base_url: str,
        *,
        random_bytes: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        context = DEPLOYMENT_CONTEXT + deployment.encode()
        self._keys = {key.key_id: hmac.digest(key.secret, context, "sha256") for key in keys.keys}
        self._current = keys.current.key_id
        self._random_bytes = random_bytes
        self.base_url = public_base_url.rstrip("/")

    def issue(self, conn: Connection, *, now: datetime, life: timedelta | None = None, **bound: Any) -> int:
        """One link as `issue_many` gives it; `bound` is what a `Binding` is made of."""
        return self.issue_many(conn, [Binding(**bound)], now, life)[0]

    def issue_many(
        self, conn: Connection, bindings: Sequence[Binding], now: datetime, life: timedelta | None = None
    ) -> list[int]:
        """The ids of the links' rows, one for each binding, read and written in a few statements whatever their number.

        Each is the live one with the same binding, its life renewed, else a new one. `life` is 14 days by default, 30
        minutes to sign in.
        """
        wanted = list(dict.fromkeys(bindings))
        found = live_links(conn, wanted, self._current, now)
        ends = {
            each: now + (life or (SIGN_IN_LIFE if each.purpose is LinkPurpose.SIGN_IN else LIFE)) for each in wanted
        }
        if found:
            conn.execute(_RENEW, [{"row": row_id, "end": ends[each]} for each, row_id in found.items()])
        new = [each for each in wanted if each not in found]
        if new:
            rows = [asdict(each) | self._secret() | {"created_at": now, "expires_at": ends[each]} for each in new]
            stored = insert(LINK_TOKEN).returning(LINK_TOKEN.c.id, sort_by_parameter_order=True)
            found |= zip(new, conn.execute(stored, rows).scalars(), strict=True)
        return [found[each] for each in bindings]

    def _secret(self) -> dict[str, Any]:
        token_id = self._random_bytes(TOKEN_ID_BYTES)
        digest = _hash(self._token(token_id, self._current))
        return {"token_id": token_id, "token_sha256": digest, "key_id": self._current}

    def url(self, row: StoredLink) -> str:
        """The address of a stored link. Raises `LinkKeyMissing` when its key was taken out of use."""
        return f"{self.base_url}{PATHS[row.purpose]}{self._token(row.token_id, row.key_id)}"

    @staticmethod
    def stored(conn: Connection, link_ids: Iterable[int]) -> Mapping[int, StoredLink]:
        """What the addresses of many links are made from, by their row ids, read at once."""
        wanted = sorted(set(link_ids))
        if not wanted:
            return {}
        columns = select(LINK_TOKEN.c.id, LINK_TOKEN.c.token_id, LINK_TOKEN.c.key_id, LINK_TOKEN.c.purpose)
        return {row.id: row for row in conn.execute(columns.where(LINK_TOKEN.c.id.in_(wanted)))}

    def resolve(
        self, conn: Connection, token: str, now: datetime, *, purpose: LinkPurpose | None = None
    ) -> ResolvedLink:
        """What a token is worth at `now`: one key lookup, whatever the answer.

        A link of another purpose than the one expected is unknown; of a person who is no longer active, whose address
        has changed or whose task has gone to somebody else, revoked; but who signed a paper that waits for its day may
        still say that it was not them. Expiry holds to the second.
        """
        row = conn.execute(_BY_HASH, {"token_sha256": _hash(token)}).one_or_none()
        if row is None or row.key_id not in self._keys or (purpose is not None and row.purpose is not purpose):
            return UNKNOWN_LINK
        if not hmac.compare_digest(self._token(row.token_id, row.key_id).encode(), token.encode()):
            return UNKNOWN_LINK
        is_anothers = row.task_state is TaskState.OPEN and row.acting_id != row.person_id
        has_gone = is_anothers and not _signed_on_paper(conn, row)
        if row.revoked_at is not None or not row.is_active or row.email != row.address or has_gone:
            status = LinkStatus.REVOKED
        elif now >= row.expires_at:
            status = LinkStatus.EXPIRED
        else:
            status = LinkStatus.LIVE if row.used_at is None else LinkStatus.USED
        return ResolvedLink(
            status=status,
            link_id=row.id,
            purpose=row.purpose,
            person_id=row.person_id,
            plan_id=row.plan_id,
            item_id=row.item_id,
            task_id=row.task_id,
            digest=row.digest,
            expires_at=row.expires_at,
            used_at=row.used_at,
        )

    @staticmethod
    def use(conn: Connection, link_id: int, now: datetime) -> bool:
        """Mark a link as used; False when somebody used it first."""
        changed = update(LINK_TOKEN).where(LINK_TOKEN.c.id == link_id, LINK_TOKEN.c.used_at.is_(None))
        return conn.execute(changed.values(used_at=now)).rowcount == 1

    def sign(self, context: bytes, message: bytes) -> bytes:
        """An HMAC-SHA256 of something else under the current key, kept apart by its context."""
        return hmac.digest(self._keys[self._current], context + message, "sha256")

    def signatures(self, context: bytes, message: bytes) -> list[bytes]:
        """What `sign` gives or gave under every key still known, newest last."""
        return [hmac.digest(key, context + message, "sha256") for key in self._keys.values()]

    def _token(self, token_id: bytes, key_id: str) -> str:
        key = self._keys.get(key_id)
        if key is None:
            raise LinkKeyMissing(f"link key {key_id} was taken out of use: the link cannot be written again")
        return urlsafe_b64encode(hmac.digest(key, TOKEN_CONTEXT + token_id, "sha256")).rstrip(b"=").decode()


def _signed_on_paper(conn: Connection, link: Row[Any]) -> bool:
    """Does a decision that this person signed on paper wait for its day in the link's task?"""
    waiting = select(PAPER.c.id).where(
        PAPER.c.task_id == link.task_id, PAPER.c.person_id == link.person_id, PAPER.c.state == PaperState.PENDING
    )
    return conn.execute(waiting).first() is not None


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
