"""Carrier events, each once: the register and the answers to give again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from hotline.store.conflicts import insert_once
from hotline.store.tables import carrier_events, webhook_answers


class EventRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def first_time(self, fingerprint: str) -> bool:
        """True once per event, for ever: the fingerprint alone is kept (promise A5)."""
        return insert_once(self._connection, carrier_events, fingerprint=fingerprint)

    def remember_answer(self, fingerprint: str, answer: str, until: datetime) -> None:
        insert_once(
            self._connection, webhook_answers, fingerprint=fingerprint, answer=answer, until=until
        )

    def answer(self, fingerprint: str) -> str | None:
        """The answer given the first time, or None when it has been purged."""
        return self._connection.execute(
            select(webhook_answers.c.answer).where(webhook_answers.c.fingerprint == fingerprint)
        ).scalar_one_or_none()
