"""Pictures and files that came with texts, and their sealed bytes in a table of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from hotline.domain.media import Media, MediaState
from hotline.store.conflicts import insert_once
from hotline.store.tables import media as t
from hotline.store.tables import media_files
from hotline.types import Sealed


class MediaRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def add(self, item: Media, sid_fingerprint: str) -> bool:
        """False when this file is known already."""
        return insert_once(
            self._connection,
            t,
            id=item.id,
            sid_fingerprint=sid_fingerprint,
            request_id=item.request_id,
            key_id=item.key_id,
            sids=item.sids,
            state=item.state.value,
            content_type=item.content_type,
            size=item.size,
            created_at=item.created_at,
        )

    def is_known(self, sid_fingerprint: str) -> bool:
        query = select(t.c.id).where(t.c.sid_fingerprint == sid_fingerprint)
        return self._connection.execute(query).first() is not None

    def by_id(self, media_id: str) -> Media | None:
        row = self._connection.execute(select(t).where(t.c.id == media_id)).first()
        return _media(row) if row else None

    def of_requests(self, request_ids: Sequence[str]) -> Sequence[Media]:
        """The files of these requests, the oldest first."""
        if not request_ids:
            return []
        query = select(t).where(t.c.request_id.in_(request_ids)).order_by(t.c.created_at, t.c.id)
        return [_media(row) for row in self._connection.execute(query)]

    def set_state(
        self, media_id: str, state: MediaState, content_type: str = "", size: int | None = None
    ) -> None:
        values: dict[str, Any] = {"state": state.value}
        if content_type:
            values |= {"content_type": content_type, "size": size}
        self._connection.execute(update(t).where(t.c.id == media_id).values(**values))

    def store_file(self, media_id: str, content: Sealed) -> None:
        self._connection.execute(delete(media_files).where(media_files.c.media_id == media_id))
        self._connection.execute(insert(media_files).values(media_id=media_id, content=content))

    def file(self, media_id: str) -> Sealed | None:
        return self._connection.execute(
            select(media_files.c.content).where(media_files.c.media_id == media_id)
        ).scalar_one_or_none()

    def reseal(self, media_id: str, key_id: str, sids: Sealed) -> None:
        """Hang the carrier's sids on another key, and drop our copy."""
        self._connection.execute(delete(media_files).where(media_files.c.media_id == media_id))
        self._connection.execute(
            update(t).where(t.c.id == media_id).values(key_id=key_id, sids=sids)
        )

    def mark_deleted_at_carrier(self, media_id: str, at: datetime) -> None:
        self._connection.execute(update(t).where(t.c.id == media_id).values(deleted_at_carrier=at))


def _media(row: Any) -> Media:
    return Media(
        id=row.id,
        request_id=row.request_id,
        key_id=row.key_id,
        sids=row.sids,
        state=MediaState(row.state),
        content_type=row.content_type,
        created_at=row.created_at,
        size=row.size,
        deleted_at_carrier=row.deleted_at_carrier,
    )
