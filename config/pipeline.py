"""PostgreSQL's pipeline mode for `Prepared` statements: https://www.postgresql.org/docs/current/libpq-pipeline-mode.html.

Statements are sent without waiting for each other's answers. What only changes rows costs no round trip: its answer
comes with the next question's, or with the commit's. psycopg has a pipeline too, but talks to the socket at each
statement of it; this one works on psycopg's libpq connection and talks only when an answer is needed.
"""

import select
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import psycopg
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import InvalidSqlStatementName, error_from_result
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import Connection

from config.exchange import Compiled, Exchange, Failure, Values

PREPARED_NAMES = "viza.prepared"
_GOOD = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)


class _Sent:
    """A statement on its way. `name` is what it prepares, `otherwise` what to raise unless it touches one row."""

    __slots__ = ("name", "otherwise", "result", "sql")

    def __init__(self, sql: bytes, otherwise: Failure | None = None, name: bytes | None = None) -> None:
        self.sql, self.otherwise, self.name = sql, otherwise, name
        self.result: Any = None


class PipelinedExchange(Exchange):
    """A transaction that begins with its first statement.

    The pipeline ends whenever SQLAlchemy executes a statement of its own, and begins again with the next of ours.
    """

    def __init__(self, conn: Connection, begin: bytes) -> None:
        super().__init__(conn)
        self._pg = self._raw.pgconn
        self._begin = begin
        self._is_on = False
        self._adapter = Transformer(self._raw)
        self._on_its_way: deque[_Sent] = deque()
        # A statement is prepared once for the life of the connection.
        self._names: dict[bytes, bytes] = conn.info.setdefault(PREPARED_NAMES, {})
        self._preparing: dict[bytes, bytes] = {}

    is_pipelined = True

    def ask(self, statement: Compiled, values: Values) -> list[Any]:
        """As the parent; what was sent before is answered too."""
        sent = self._send(statement.numbered, values)
        self._arrive()
        return self._rows(sent)

    def ask_all(self, questions: Sequence[tuple[Compiled, Values]]) -> list[list[Any]]:
        """As the parent."""
        sent = [self._send(statement.numbered, values) for statement, values in questions]
        self._arrive()
        return [self._rows(each) for each in sent]

    def count(self, statement: Compiled, values: Values) -> int:
        """As the parent."""
        sent = self._send(statement.numbered, values)
        self._arrive()
        return sent.result.command_tuples or 0

    def count_many(self, statement: Compiled, rows: Sequence[Values]) -> int:
        """As the parent."""
        sent = [self._send(statement.numbered, values) for values in rows]
        self._arrive()
        return sum(each.result.command_tuples or 0 for each in sent)

    def send(self, statement: Compiled, values: Values, otherwise: Failure | None) -> None:
        """As the parent, but not waited for."""
        self._send(statement.numbered, values, otherwise)

    def send_many(self, statement: Compiled, rows: Sequence[Values]) -> None:
        """As the parent, but not waited for."""
        for values in rows:
            self._send(statement.numbered, values)

    def waited(self) -> None:
        """As the parent, but here others may have committed meanwhile: what was read before is read again."""
        self.remembered.clear()

    def step_aside(self) -> None:
        """As the parent; the pipeline is off until the next statement of ours."""
        super().step_aside()
        self._leave()

    def finish(self) -> None:
        """As the parent. The COMMIT goes out with what was sent last, unless something sent has yet to be checked."""
        if not self._is_on:
            return
        if any(sent.otherwise for sent in self._on_its_way):
            self._arrive()
        self._command(b"COMMIT")
        self._leave()

    def abandon(self) -> None:
        """As the parent, and rolls back: psycopg's own rollback would throw away what is prepared."""
        with suppress(psycopg.Error):
            with suppress(Exception):
                self._leave()  # what was sent and failed has been told already, or does not matter any more
            if self._pg.transaction_status != TransactionStatus.IDLE:
                self._enter()
                self._command(b"ROLLBACK")
                self._leave()

    def _send(self, sql: bytes, values: Values, otherwise: Failure | None = None) -> _Sent:
        self._enter()
        name = self._names.get(sql) or self._preparing.get(sql)
        if name is None:
            name = self._preparing[sql] = b"viza_%d" % (len(self._names) + len(self._preparing))
            self._pg.send_prepare(name, sql)
            self._on_its_way.append(_Sent(sql, name=name))
        # In text and of no stated type: the statement's own casts and columns say what each value is.
        self._pg.send_query_prepared(name, self._adapter.dump_sequence(values, [PyFormat.TEXT] * len(values)))
        sent = _Sent(sql, otherwise)
        self._on_its_way.append(sent)
        return sent

    def _command(self, sql: bytes) -> None:
        self._pg.send_query_params(sql, None)
        self._on_its_way.append(_Sent(sql))

    def _rows(self, sent: _Sent) -> list[Any]:
        self._adapter.set_pgresult(sent.result)
        return self._adapter.load_rows(0, sent.result.ntuples, tuple)

    def _enter(self) -> None:
        if self._is_on:
            return
        is_new = self._pg.transaction_status == TransactionStatus.IDLE
        self._pg.enter_pipeline_mode()
        self._is_on = True
        if is_new and self._begin:
            self._command(self._begin)

    def _leave(self) -> None:
        if not self._is_on:
            return
        self._is_on = False
        try:
            self._pg.pipeline_sync()
            self._collect()
        finally:
            while (result := self._next_result()) is None or result.status != ExecStatus.PIPELINE_SYNC:
                pass
            self._pg.exit_pipeline_mode()

    def _arrive(self) -> None:
        """Wait for every answer that is on its way."""
        self._pg.send_flush_request()
        self._collect()

    def _collect(self) -> None:
        """Take the answers. Raises the first failure among them."""
        self._flush()
        failure: BaseException | None = None
        while self._on_its_way:
            sent = self._on_its_way.popleft()
            sent.result = self._next_result()
            self._next_result()  # the end of this statement's answer
            # Each is looked at, also behind a failure that is not the server's: it has prepared what came after it.
            found = self._failure_of(sent)
            failure = failure or found
        if failure is not None:
            raise failure

    def _failure_of(self, sent: _Sent) -> BaseException | None:
        if sent.result.status not in _GOOD:
            error = error_from_result(sent.result)
            if isinstance(error, InvalidSqlStatementName):
                self._names.clear()  # somebody deallocated them: the next transaction prepares again
            failure = self.wrapped(error, sent.sql.decode())
            failure.__cause__ = error
            return failure
        if sent.name is not None:
            self._names[sent.sql] = self._preparing.pop(sent.sql)
        if sent.otherwise is not None and sent.result.command_tuples != 1:
            return sent.otherwise()
        return None

    def _flush(self) -> None:
        # Whoever sends without reading may fill both sides' buffers and wait for ever.
        while self._pg.flush() == 1:
            readable, _, _ = select.select([self._pg.socket], [self._pg.socket], [])
            if readable:
                self._pg.consume_input()

    def _next_result(self) -> Any:
        while self._pg.is_busy():
            self._wait()
            self._pg.consume_input()
        return self._pg.get_result()

    def _wait(self) -> None:
        poll = select.poll()
        poll.register(self._pg.socket, select.POLLIN)
        poll.poll()


class GlancingExchange(PipelinedExchange):
    """Each question is a transaction of its own, in one round trip."""

    def __init__(self, conn: Connection) -> None:
        super().__init__(conn, begin=b"")

    def _arrive(self) -> None:
        """As the parent; the pipeline's end is the transaction's."""
        self._leave()
