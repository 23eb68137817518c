"""Column types that refuse what must not be stored: plain words where seals belong."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, LargeBinary, Text
from sqlalchemy.types import TypeDecorator

from hotline.types import Language, Sealed


class SealedBytes(TypeDecorator[Sealed]):
    """Holds Sealed values only: a str or bytes given by mistake raises TypeError."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> bytes | None:
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise TypeError("this column holds sealed bytes only: seal the value first")
        return value.blob

    def process_result_value(self, value: Any, dialect: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in and out; SQLite keeps no zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a time without a zone cannot be stored: use the Clock")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class LanguageTag(TypeDecorator[Language]):
    """A Language by its tag."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return None if value is None else value.tag

    def process_result_value(self, value: Any, dialect: Any) -> Language | None:
        return None if value is None else Language(value)


class StringList(TypeDecorator[tuple[str, ...]]):
    """A short tuple of strings as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str:
        return json.dumps(list(value or ()))

    def process_result_value(self, value: Any, dialect: Any) -> tuple[str, ...]:
        return tuple(json.loads(value or "[]"))
