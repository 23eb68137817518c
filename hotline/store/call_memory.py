"""The language of a phone, and the versions of the flow that are in use."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update

from hotline.store.call_memory_tables import flow_versions, phone_languages
from hotline.store.conflicts import insert_once
from hotline.types import Language

#: Finer is of no use: versions are forgotten after days without use.
USE_NOTED_EVERY = timedelta(hours=1)


class PhoneLanguageRepository:
    """Times are kept to the day: when exactly somebody called is nobody's business."""

    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def remember(self, fingerprint: str, language: Language, at: datetime) -> None:
        t, values = phone_languages, {"language": language, "called_at": _day(at)}
        if not insert_once(self._connection, t, fingerprint=fingerprint, **values):
            self._connection.execute(
                update(t).where(t.c.fingerprint == fingerprint).values(**values)
            )

    def of(self, fingerprint: str) -> Language | None:
        t = phone_languages
        query = select(t.c.language).where(t.c.fingerprint == fingerprint)
        return self._connection.execute(query).scalar_one_or_none()

    def note_call(self, fingerprint: str, at: datetime) -> None:
        t = phone_languages
        self._connection.execute(
            update(t)
            .where(t.c.fingerprint == fingerprint, t.c.called_at < _day(at))
            .values(called_at=_day(at))
        )

    def forget(self, fingerprint: str) -> bool:
        t = phone_languages
        return (
            self._connection.execute(delete(t).where(t.c.fingerprint == fingerprint)).rowcount > 0
        )

    def forget_older(self, called_before: datetime) -> int:
        t = phone_languages
        return self._connection.execute(delete(t).where(t.c.called_at < called_before)).rowcount


class FlowVersionRepository:
    """Kept for as long as a session may come back to them."""

    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def keep(self, version: str, name: str, text: str, at: datetime) -> None:
        """Kept from `at` on; asked at each call, it writes once an hour at most."""
        t = flow_versions
        known = select(t.c.used_at).where(t.c.version == version)
        used_at = self._connection.execute(known).scalar_one_or_none()
        if used_at is not None and at - used_at < USE_NOTED_EVERY:
            return
        values = {"version": version, "name": name, "text": text, "used_at": at}
        if not insert_once(self._connection, t, **values):
            self._connection.execute(
                update(t).where(t.c.version == version, t.c.used_at < at).values(used_at=at)
            )

    def text(self, version: str) -> tuple[str, str] | None:
        """(the file's name, its text) of that version; None when it is not kept."""
        t = flow_versions
        row = self._connection.execute(
            select(t.c.name, t.c.text).where(t.c.version == version)
        ).first()
        return (row.name, row.text) if row else None

    def forget_unused(self, used_before: datetime) -> int:
        t = flow_versions
        return self._connection.execute(delete(t).where(t.c.used_at < used_before)).rowcount


def _day(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
