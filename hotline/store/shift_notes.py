"""Notes for who comes next, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from hotline.domain.shift_notes import ShiftNote
from hotline.store.conflicts import insert_once, keep_newest
from hotline.store.shift_note_tables import shift_note_reads as r
from hotline.store.shift_note_tables import shift_notes as t
from hotline.store.shift_note_tables import went_off


class ShiftNoteRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def put(self, note: ShiftNote) -> bool:
        """True when this one stands; of two presses at once the other may."""
        # A new row and not new words in the old one: who has read that one reads this one too.
        self._connection.execute(
            delete(t).where(t.c.author_id == note.author_id, t.c.turn == note.turn)
        )
        return insert_once(
            self._connection,
            t,
            id=note.id,
            author_id=note.author_id,
            turn=note.turn,
            written_at=note.written_at,
            words=note.words,
        )

    def of_turn(self, author_id: str, turn: str) -> ShiftNote | None:
        return self._one(t.c.author_id == author_id, t.c.turn == turn)

    def by_id(self, note_id: str) -> ShiftNote | None:
        return self._one(t.c.id == note_id)

    def unread(self, volunteer_id: str, since: datetime, limit: int) -> Sequence[ShiftNote]:
        """The newest first."""
        read = select(r.c.note_id).where(r.c.note_id == t.c.id, r.c.volunteer_id == volunteer_id)
        query = (
            select(t)
            .where(t.c.author_id != volunteer_id, t.c.written_at >= since, ~read.exists())
            .order_by(t.c.written_at.desc(), t.c.id)
            .limit(limit)
        )
        return [_note(row) for row in self._connection.execute(query)]

    def mark_read(self, note_id: str, volunteer_id: str) -> bool:
        return insert_once(self._connection, r, note_id=note_id, volunteer_id=volunteer_id)

    def left(self, volunteer_id: str, at: datetime) -> None:
        keep_newest(
            self._connection, went_off, "volunteer_id", volunteer_id=volunteer_id, left_at=at
        )

    def left_at(self, volunteer_id: str) -> datetime | None:
        query = select(went_off.c.left_at).where(went_off.c.volunteer_id == volunteer_id)
        return self._connection.execute(query).scalar_one_or_none()

    def forget_older(self, before: datetime) -> int:
        return self._connection.execute(delete(t).where(t.c.written_at < before)).rowcount

    def forget_left(self, before: datetime) -> int:
        return self._connection.execute(
            delete(went_off).where(went_off.c.left_at < before)
        ).rowcount

    def _one(self, *where: Any) -> ShiftNote | None:
        row = self._connection.execute(select(t).where(*where)).first()
        return _note(row) if row else None


def _note(row: Any) -> ShiftNote:
    return ShiftNote(row.id, row.author_id, row.turn, row.written_at, row.words)
