"""A column that is among many values, as one bind: a list would make another statement of each of its lengths."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeDecorator


def is_among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """`column` is one of the values that the bind `name` is given as a list of whole numbers or strings."""
    return _Among(column, bindparam(name, type_=_Listed()))


class _Listed(TypeDecorator[Sequence[Any]]):
    """Values as one text: a JSON array for SQLite, an array literal for PostgreSQL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return json.dumps(list(value)) if dialect.name == "sqlite" else _array_literal(value)


def _array_literal(values: Sequence[Any]) -> str:
    escaped = (str(value).replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in escaped) + "}"


class _Among(FunctionElement[bool]):
    # Of no type: of a Boolean SQLite's compiler would ask whether it equals 1, and use no index.
    type = NullType()  # type: ignore[assignment]
    inherit_cache = True
    name = "among"


@compiles(_Among)
def _in_json(element: _Among, compiler: Any, **options: Any) -> str:
    column, values = (compiler.process(each, **options) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - both are compiled SQL


@compiles(_Among, "postgresql")
def _in_array(element: _Among, compiler: Any, **options: Any) -> str:
    column, values = (compiler.process(each, **options) for each in element.clauses)
    kind = compiler.dialect.type_compiler_instance.process(element.clauses.clauses[0].type)
    return f"{column} = ANY (CAST({values} AS {kind}[]))"
