"""Recordings and their sealed sound, which lies in a table of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from hotline.domain.recordings import Purpose, Recording, RecordingState
from hotline.store.tables import recordings as t
from hotline.store.tables import sounds
from hotline.types import Sealed


class RecordingRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def add(self, recording: Recording, sid_fingerprint: str) -> None:
        self._connection.execute(
            insert(t).values(
                id=recording.id,
                sid_fingerprint=sid_fingerprint,
                request_id=recording.request_id,
                key_id=recording.key_id,
                sid=recording.sid,
                state=recording.state.value,
                transcript_state=recording.transcript_state,
                seconds=recording.seconds,
                created_at=recording.created_at,
                purpose=recording.purpose.value,
            )
        )

    def by_id(self, recording_id: str) -> Recording | None:
        return self._one(t.c.id == recording_id)

    def by_sid(self, sid_fingerprint: str) -> Recording | None:
        return self._one(t.c.sid_fingerprint == sid_fingerprint)

    def of_request(self, request_id: str) -> Sequence[Recording]:
        return self.of_requests([request_id])

    def of_requests(self, request_ids: Sequence[str]) -> Sequence[Recording]:
        """The recordings of these requests, the oldest first."""
        if not request_ids:
            return []
        query = select(t).where(t.c.request_id.in_(request_ids)).order_by(t.c.created_at, t.c.id)
        return [_recording(row) for row in self._connection.execute(query)]

    def set_state(self, recording_id: str, state: RecordingState) -> None:
        self._connection.execute(update(t).where(t.c.id == recording_id).values(state=state.value))

    def store_sound(self, recording_id: str, sound: Sealed, seconds: int | None) -> None:
        """Keep our sealed copy; a second copy of the same recording replaces the first."""
        self._connection.execute(delete(sounds).where(sounds.c.recording_id == recording_id))
        self._connection.execute(insert(sounds).values(recording_id=recording_id, sound=sound))
        values: dict[str, Any] = {"state": RecordingState.STORED.value}
        if seconds is not None:
            values["seconds"] = seconds
        self._connection.execute(update(t).where(t.c.id == recording_id).values(**values))

    def sound(self, recording_id: str) -> Sealed | None:
        return self._connection.execute(
            select(sounds.c.sound).where(sounds.c.recording_id == recording_id)
        ).scalar_one_or_none()

    def set_transcript(self, recording_id: str, state: str, transcript: Sealed | None) -> None:
        self._connection.execute(
            update(t)
            .where(t.c.id == recording_id)
            .values(transcript_state=str(state), transcript=transcript)
        )

    def forget(self, request_id: str) -> None:
        """Sound and words of these recordings go; that there were some stays."""
        ids = select(t.c.id).where(t.c.request_id == request_id)
        self._connection.execute(delete(sounds).where(sounds.c.recording_id.in_(ids)))
        self._connection.execute(
            update(t)
            .where(t.c.request_id == request_id)
            .values(transcript=None, state=RecordingState.ERASED.value)
        )

    def mark_deleted_at_carrier(self, recording_id: str, at: datetime) -> None:
        self._connection.execute(
            update(t).where(t.c.id == recording_id).values(deleted_at_carrier=at)
        )

    def _one(self, condition: Any) -> Recording | None:
        row = self._connection.execute(select(t).where(condition)).first()
        return _recording(row) if row else None


def _recording(row: Any) -> Recording:
    return Recording(
        id=row.id,
        request_id=row.request_id,
        key_id=row.key_id,
        state=RecordingState(row.state),
        transcript_state=row.transcript_state,
        created_at=row.created_at,
        sid=row.sid,
        seconds=row.seconds,
        transcript=row.transcript,
        deleted_at_carrier=row.deleted_at_carrier,
        purpose=Purpose(row.purpose),
    )
