"""Texts, and how many automatic texts a number has had."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    union_all,
    update,
)

from hotline.domain.messages import HELD, MESSAGE_STATUS_RANK, Message
from hotline.store.tables import calls, help_requests, text_sessions, texts_out
from hotline.store.tables import messages as t
from hotline.types import Sealed


class MessageRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def add(
        self,
        *,
        message_id: str,
        key_id: str,
        request_id: str | None,
        volunteer_id: str | None,
        direction: str,
        body: Sealed,
        at: datetime,
        sid_fingerprint: str | None = None,
        contact: Sealed | None = None,
    ) -> None:
        self._connection.execute(
            insert(t),
            {
                "id": message_id,
                "key_id": key_id,
                "request_id": request_id,
                "volunteer_id": volunteer_id,
                "direction": direction,
                "body": body,
                "at": at,
                "status": "received" if direction == "in" else "waiting",
                "status_rank": -1,
                "sid_fingerprint": sid_fingerprint,
                "contact": contact,
            },
        )

    def by_id(self, message_id: str) -> Message | None:
        row = self._connection.execute(select(t).where(t.c.id == message_id)).first()
        return _message(row) if row else None

    def of_request(self, request_id: str) -> Sequence[Message]:
        """The texts of a request, the oldest first."""
        return self.of_requests([request_id])

    def of_requests(self, request_ids: Sequence[str]) -> Sequence[Message]:
        """The texts of these requests, the oldest first."""
        if not request_ids:
            return []
        query = select(t).where(t.c.request_id.in_(request_ids)).order_by(t.c.at, t.c.id)
        return [_message(row) for row in self._connection.execute(query)]

    def mark_trying(self, message_id: str) -> None:
        """It is about to be handed to the carrier; an end before its answer leaves a doubt."""
        self._connection.execute(
            update(t).where(t.c.id == message_id, t.c.status == "waiting").values(status="trying")
        )

    def set_sid(self, message_id: str, sid_fingerprint: str) -> None:
        self._connection.execute(
            update(t)
            .where(t.c.id == message_id)
            .values(sid_fingerprint=sid_fingerprint, status="accepted", status_rank=0)
        )

    def raise_status(self, sid_fingerprint: str, status: str) -> bool:
        """True when the delivery status moved up; late and lower ones change nothing."""
        rank = MESSAGE_STATUS_RANK.get(status)
        if rank is None:
            return False
        changed = self._connection.execute(
            update(t)
            .where(t.c.sid_fingerprint == sid_fingerprint, t.c.status_rank < rank)
            .values(status=status, status_rank=rank)
        )
        return changed.rowcount > 0

    def hold(self, message_id: str) -> bool:
        """True when it was still to be sent, and now waits for the person to write."""
        row = update(t).where(t.c.id == message_id, t.c.status.in_(("waiting", "trying")))
        return self._connection.execute(row.values(status=HELD)).rowcount == 1

    def release_held(self, request_id: str) -> Sequence[str]:
        """The texts that waited for their person, to be sent now; each is given once."""
        row = update(t).where(t.c.request_id == request_id, t.c.status == HELD)
        released = row.values(status="waiting").returning(t.c.id)
        return list(self._connection.execute(released).scalars())

    def is_known_sid(self, sid_fingerprint: str) -> bool:
        """Whether a text of ours went out under this sid."""
        query = select(t.c.id).where(t.c.sid_fingerprint == sid_fingerprint)
        return self._connection.execute(query).first() is not None

    def heard_from(self, fingerprint: str, since: datetime) -> bool:
        """Whether a text or a call came from this number since then."""
        text = (
            select(t.c.id)
            .join(help_requests, help_requests.c.id == t.c.request_id)
            .where(
                help_requests.c.fingerprint == fingerprint, t.c.direction == "in", t.c.at >= since
            )
        )
        # An answer that was a key alone is no message: the talk's own time tells of it.
        talk = (
            select(text_sessions.c.request_id)
            .join(help_requests, help_requests.c.id == text_sessions.c.request_id)
            .where(help_requests.c.fingerprint == fingerprint, text_sessions.c.updated_at >= since)
        )
        call = select(calls.c.id).where(
            calls.c.fingerprint == fingerprint, calls.c.started_at >= since
        )
        return any(self._connection.execute(each.limit(1)).first() for each in (text, talk, call))

    def count_out_to(self, fingerprint: str, since: datetime) -> int:
        return self.counts_out_to([(fingerprint, since)])[0]

    def counts_out_to(self, asked: Sequence[tuple[str, datetime]]) -> Sequence[int]:
        """The same for each (fingerprint, since), by one question."""
        values = {
            name: value
            for number, (mark, since) in enumerate(asked)
            for name, value in ((f"mark{number}", mark), (f"since{number}", since))
        }
        rows = self._connection.execute(_counts_out(len(asked)), values)
        return [count for _number, count in rows]

    def note_out_to(self, fingerprint: str, at: datetime) -> None:
        self.note_out_to_each([fingerprint], at)

    def note_out_to_each(self, fingerprints: Iterable[str], at: datetime) -> None:
        self._connection.execute(
            insert(texts_out), [{"fingerprint": each, "at": at} for each in fingerprints]
        )


@cache
def _counts_out(how_many: int) -> Any:
    """Made once for each number of questions: to build it costs more than to ask it."""
    counts = [
        select(literal_column(str(number)).label("number"), func.count())
        .select_from(texts_out)
        .where(
            texts_out.c.fingerprint == bindparam(f"mark{number}"),
            texts_out.c.at > bindparam(f"since{number}"),
        )
        for number in range(how_many)
    ]
    return union_all(*counts).order_by("number")


def _message(row: Any) -> Message:
    return Message(
        id=row.id,
        key_id=row.key_id,
        request_id=row.request_id,
        volunteer_id=row.volunteer_id,
        direction=row.direction,
        body=row.body,
        at=row.at,
        status=row.status,
        contact=row.contact,
    )
