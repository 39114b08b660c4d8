"""Column types and constraints that every table shares."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Dialect, String
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite keeps it naive and it comes back aware.

    Raises `ValueError` for a naive value: a time without a zone is a mistake, not a default.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time must know its zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    # On SQLite the one below is what SQLAlchemy would make of the first above, in one step: it is asked for at
    # every statement of a transition.
    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """What turns a value into what the driver takes."""
        if dialect.name != "sqlite":
            return super().bind_processor(dialect)

        def text_of(value: datetime | None) -> str | None:
            naive = self.process_bind_param(value, dialect)
            return None if naive is None else naive.isoformat(" ", "microseconds")

        return text_of


class EnumText(TypeDecorator[StrEnum]):
    """A StrEnum kept as its text and read back as the enum."""

    impl = String(32)
    cache_ok = True

    def __init__(self, enum: type[StrEnum]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else self.enum(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.enum(value)

    # The two below are what SQLAlchemy would make of the two above, without the string's own step between: every
    # transition converts some forty of them.
    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str | None]:
        """What turns a value into its text."""
        texts: dict[Any, str] = {member: member.value for member in self.enum}

        def text_of(value: Any) -> str | None:
            found = texts.get(value)
            return found if found is not None or value is None else self.enum(value).value

        return text_of

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], StrEnum | None]:
        """What turns a text into its value."""
        members: dict[Any, StrEnum] = {member.value: member for member in self.enum}

        def member_of(text: Any) -> StrEnum | None:
            found = members.get(text)
            return found if found is not None or text is None else self.enum(text)

        return member_of


def one_of(column: str, enum: type[StrEnum]) -> CheckConstraint:
    """A CHECK that holds `column` to the values of `enum`; table models do not validate by themselves."""
    values = ", ".join(f"'{member.value}'" for member in enum)
    return CheckConstraint(f"{column} IN ({values})", name=f"{column}_is_known")
