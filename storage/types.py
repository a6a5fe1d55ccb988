"""Column types that read back the same from both databases."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import TIMESTAMP, Dialect, String, Text, TypeDecorator
from sqlalchemy.types import TypeEngine, UserDefinedType


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in, aware UTC out, to the microsecond.

    SQLite keeps it as text of one length, so that text and time sort alike.
    """

    impl = String(32)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(TIMESTAMP(timezone=True) if _postgresql(dialect) else String(32))

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        return _utc if _postgresql(dialect) else _text

    def result_processor(self, dialect: Dialect, _kind: object) -> Callable[[Any], Any]:
        return _utc if _postgresql(dialect) else _instant


def _utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone")
    return value.astimezone(UTC)


@lru_cache(maxsize=64)
def _text(value: datetime | None) -> str | None:
    utc = _utc(value)
    return None if utc is None else utc.isoformat(timespec="microseconds")


def _instant(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


class Json(TypeDecorator[Any]):
    """A small value that no query looks into."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        return _encode

    def result_processor(self, dialect: Dialect, _kind: object) -> Callable[[Any], Any]:
        return _DECODE


class TextSearch(UserDefinedType[Any]):
    """A type of PostgreSQL's text search, by its name: SQLAlchemy's own would import that whole dialect."""

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **_: object) -> str:
        return self.name


TSVECTOR, TSQUERY = TextSearch("TSVECTOR"), TextSearch("TSQUERY")

_TO_BYTES, _DECODE = msgspec.json.Encoder().encode, msgspec.json.Decoder().decode


def _encode(value: Any) -> str:
    return _TO_BYTES(value).decode()


def _postgresql(dialect: Dialect) -> bool:
    return dialect.name == "postgresql"
