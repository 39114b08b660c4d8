"""Core statements compiled once a dialect and run on the driver's cursor: a tenth of `Connection.execute`'s own time.

`Connection.execute` makes a cache key, a context and a result object for each call. Here only values are converted,
by the same column types, and a column of a row only when it is asked for.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count, repeat
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Connection, Dialect, Insert, Select, Table, Update
from sqlalchemy.sql import visitors

from config.exchange import Failure, exchange_of

_NAMED = re.compile(r"%\((\w+)\)s")


class Record(tuple[Any, ...]):
    """A row: its columns are attributes, and in their order what it iterates over. Its cells are the driver's."""

    __slots__ = ()
    _names: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Any]:
        return (getattr(self, name) for name in self._names)

    @property
    def cells(self) -> tuple[Any, ...]:
        """What the driver gave, unconverted."""
        return tuple.__getitem__(self, slice(None))

    def _asdict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self._names}

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"the row has no column {name}")

    def __repr__(self) -> str:
        return f"Record({', '.join(f'{name}={getattr(self, name)!r}' for name in self._names)})"


class Prepared:
    """One statement. Its values are given by the names of its binds; for `columns` of an INSERT or UPDATE, by theirs.

    One that `is_locking` holds its rows until the transaction ends, and what it may have waited for counts: a SELECT
    becomes FOR UPDATE, and after it nothing that was read before is taken for granted; likewise after an UPDATE.

    Of a join with `parts`, the columns of each table one after the other, a row is a tuple of records, None for one
    whose first column is NULL: several tables are read in one statement and handed out as if each had been asked.

    Lists of values (IN) and defaults that Python computes are not for it: raises `TypeError` for them. What it reads is
    remembered for the rest of the transaction, until one of its tables is changed there or a row is locked.
    """

    __slots__ = ("_by_dialect", "_columns", "_is_change", "_parts", "_statement", "is_locking", "tables")

    def __init__(
        self,
        statement: Select[Any] | CompoundSelect[Any] | Insert | Update,
        *,
        columns: Sequence[str] = (),
        parts: Sequence[Iterable[ColumnElement[Any]]] = (),
        is_locking: bool = False,
    ) -> None:
        self._statement: Any = (
            statement.with_for_update(key_share=True) if isinstance(statement, Select) and is_locking else statement
        )
        self._columns = list(columns)
        self._parts = [list(part) for part in parts]
        self._by_dialect: dict[str, Compiled] = {}
        self._is_change = not isinstance(statement, Select | CompoundSelect)
        self.is_locking = is_locking
        self.tables = frozenset(each.name for each in visitors.iterate(statement) if isinstance(each, Table))

    def all(self, conn: Connection, /, **values: Any) -> list[Any]:
        """Every row. Raises `DBAPIError`, as every method here."""
        exchange, compiled = exchange_of(conn), self.compiled(conn.dialect)
        parameters = compiled.parameters(values)
        if self._is_change:
            exchange.forget(self.tables)
            return compiled.records(exchange.ask(compiled, parameters))
        key = (self, *parameters)
        rows = exchange.remembered.get(key)
        if rows is None:
            if self.is_locking:
                exchange.waited()
            rows = exchange.remembered[key] = compiled.records(exchange.ask(compiled, parameters))
        return rows

    def first(self, conn: Connection, /, **values: Any) -> Any:
        """The first row, or None."""
        rows = self.all(conn, **values)
        return rows[0] if rows else None

    def scalar(self, conn: Connection, /, **values: Any) -> Any:
        """The first column of the first row, or None."""
        rows = self.all(conn, **values)
        return next(iter(rows[0])) if rows else None

    def count(self, conn: Connection, /, **values: Any) -> int:
        """Change rows; gives how many."""
        exchange, compiled = exchange_of(conn), self.compiled(conn.dialect)
        exchange.forget(self.tables)
        return exchange.count(compiled, compiled.parameters(values))

    def send(self, conn: Connection, otherwise: Failure | None = None, /, **values: Any) -> None:
        """Change rows without waiting. `otherwise` is raised before the commit unless exactly one was changed."""
        exchange, compiled = exchange_of(conn), self.compiled(conn.dialect)
        exchange.forget(self.tables)
        exchange.send(compiled, compiled.parameters(values), otherwise)
        if self.is_locking:
            exchange.waited()

    def send_many(self, conn: Connection, rows: Sequence[Mapping[str, Any]], /) -> None:
        """The same for every row of values, in one batch."""
        exchange, compiled = exchange_of(conn), self.compiled(conn.dialect)
        exchange.forget(self.tables)
        exchange.send_many(compiled, compiled.batch(rows))

    def count_many(self, conn: Connection, rows: Sequence[Mapping[str, Any]], /) -> int:
        """The same; gives how many rows all of them touched."""
        exchange, compiled = exchange_of(conn), self.compiled(conn.dialect)
        exchange.forget(self.tables)
        return exchange.count_many(compiled, compiled.batch(rows))

    def asked(self, **values: Any) -> "Question":
        """This statement with its values, for `together`."""
        return self, values

    def compiled(self, dialect: Dialect) -> "Compiled":
        """What it is in a dialect; compiled once."""
        found = self._by_dialect.get(dialect.name)
        if found is None:
            found = self._by_dialect[dialect.name] = Compiled(self._statement, self._columns, self._parts, dialect)
        return found


Question = tuple[Prepared, Mapping[str, Any]]


def together(conn: Connection, *questions: Question) -> None:
    """Ask several in one round trip and remember the answers; where a round trip costs nothing, ask nothing yet.

    They are answered in this order: one that locks comes first, so that the others see what holds under its lock.
    """
    exchange = exchange_of(conn)
    if not exchange.is_pipelined:
        return
    asked = []
    for prepared, values in questions:
        compiled = prepared.compiled(conn.dialect)
        parameters = compiled.parameters(values)
        if (prepared, *parameters) not in exchange.remembered:
            asked.append((prepared, compiled, parameters))
    if not asked:
        return
    if any(prepared.is_locking for prepared, _, _ in asked):
        exchange.waited()
    found = exchange.ask_all([(compiled, parameters) for _, compiled, parameters in asked])
    for (prepared, compiled, parameters), rows in zip(asked, found, strict=True):
        exchange.remembered[(prepared, *parameters)] = compiled.records(rows)


def taken(conn: Connection, question: Question) -> Any:
    """The first column of what `together` was answered, which nobody is answered again; None where it did not ask."""
    exchange = exchange_of(conn)
    if not exchange.is_pipelined:
        return None
    prepared, values = question
    rows = exchange.remembered.pop((prepared, *prepared.compiled(conn.dialect).parameters(values)), None)
    return next(iter(rows[0])) if rows else None


class Compiled:
    """A statement in one dialect: its SQL, the order of its values, the types of what it reads."""

    __slots__ = ("_binds", "_converted", "_record", "_taken", "numbered", "sql")

    def __init__(
        self, statement: Any, columns: list[str], parts: list[list[ColumnElement[Any]]], dialect: Dialect
    ) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=columns or None)
        filled = [*getattr(compiled, "insert_prefetch", ()), *getattr(compiled, "update_prefetch", ())]
        if not all(column.default.is_scalar for column in filled):
            raise TypeError("a prepared statement fills in no default that Python would compute")
        defaults = {column.key: column.default.arg for column in filled}
        self.sql = str(compiled)
        order = compiled.positiontup
        self.numbered = b""
        if order is None:
            order = _NAMED.findall(self.sql)
            numbers = count(1)
            self.numbered = _NAMED.sub(lambda _: f"${next(numbers)}", self.sql).replace("%%", "%").encode()
            self.sql = _NAMED.sub("%s", self.sql)
        binds = [_bind(compiled.binds[name], dialect, defaults) for name in order]
        self._binds = binds
        # Where every value is given, they are taken out at once and only those that need it are converted.
        names = [] if any(name is None for name, _, _ in binds) else [str(name) for name, _, _ in binds]
        self._taken = itemgetter(*names) if len(names) > 1 else None
        self._converted = [(at, convert) for at, (_, convert, _) in enumerate(binds) if convert is not None]
        self._record: Callable[[tuple[Any, ...]], Any] = (
            _parts_of(parts, dialect) if parts else _record_of(getattr(statement, "exported_columns", ()), dialect)
        )

    def parameters(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """The values in the statement's order, as the driver takes them."""
        if self._taken is not None:
            found = self._taken(values)
            if not self._converted:
                return found  # type: ignore[no-any-return]
            listed = list(found)
            for at, convert in self._converted:
                listed[at] = convert(listed[at])
            return tuple(listed)
        return tuple(
            [
                fixed if key is None else (values[key] if convert is None else convert(values[key]))
                for key, convert, fixed in self._binds
            ]
        )

    def batch(self, rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
        """The same for every row. What one row after another holds, such as the time, is converted once."""
        if len(rows) == 1:
            return [self.parameters(rows[0])]
        return list(
            zip(
                *(
                    repeat(fixed, len(rows)) if key is None else _column_of([row[key] for row in rows], convert)
                    for key, convert, fixed in self._binds
                ),
                strict=True,
            )
        )

    def records(self, rows: Sequence[tuple[Any, ...]]) -> list[Any]:
        """The driver's rows with their columns' types."""
        return [self._record(row) for row in rows]


def _bind(bind: Any, dialect: Dialect, defaults: Mapping[str, Any]) -> tuple[str | None, Any, Any]:
    """What a bind is called (None: its value is fixed), what converts its values, its fixed value."""
    if bind.expanding:
        raise TypeError("a prepared statement takes no list of values")
    convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
    if bind.required:
        return bind.key, convert, None
    fixed = defaults.get(bind.key, bind.value)
    return None, None, convert(fixed) if convert else fixed


def _column_of(values: list[Any], convert: Any) -> list[Any]:
    if convert is None:
        return values
    found: list[Any] = []
    before: Any = _column_of  # which no row holds
    converted: Any = None
    for value in values:
        if value is not before:
            before, converted = value, convert(value)
        found.append(converted)
    return found


def _parts_of(parts: list[list[ColumnElement[Any]]], dialect: Dialect) -> Callable[[tuple[Any, ...]], Any]:
    """What makes a tuple of records of a row of several tables."""
    starts = [sum(len(part) for part in parts[:place]) for place in range(len(parts))]
    made = [(start, start + len(part), _record_of(part, dialect)) for start, part in zip(starts, parts, strict=True)]
    return lambda row: tuple(None if row[start] is None else record(row[start:end]) for start, end, record in made)


def _record_of(selected: Iterable[Any], dialect: Dialect) -> type[Record]:
    columns = list(selected)
    names = tuple(column.key for column in columns)
    body: dict[str, Any] = {"__slots__": (), "_names": names}
    for at, column in enumerate(columns):
        convert = column.type.dialect_impl(dialect).result_processor(dialect, None)
        body[column.key] = property(_cell(at) if convert is None else _converted_cell(at, convert))
    return type("Record", (Record,), body)


def _cell(at: int) -> Any:
    return itemgetter(at)


def _converted_cell(at: int, convert: Any) -> Any:
    return lambda record: convert(record[at])
