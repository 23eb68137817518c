"""Conversations: who wrote what, what failed, what is unread, who is one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update

from hotline.domain.conversations import CallReason, CallWish
from hotline.domain.delivery import ENDED_BADLY, TRIED_AGAIN_STATUS, Failure
from hotline.domain.help_requests import HelpRequest, RequestState
from hotline.store.conflicts import insert_once
from hotline.store.conversation_tables import (
    call_wishes,
    deliveries,
    joined_requests,
    unread_requests,
    written_by_text,
)
from hotline.store.help_requests import HelpRequestRepository
from hotline.store.tables import help_requests, messages


class ConversationRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def written_by(self, message_id: str, author_id: str) -> None:
        self._connection.execute(
            insert(deliveries).values(message_id=message_id, author_id=author_id)
        )

    def authors(self, message_ids: Sequence[str]) -> Mapping[str, str]:
        """The volunteer who wrote each of these texts; the hotline's own are not there."""
        t = deliveries.c
        query = select(t.message_id, t.author_id).where(
            t.message_id.in_(message_ids), t.author_id.is_not(None)
        )
        return {row.message_id: row.author_id for row in self._connection.execute(query)}

    def note_failure(self, message_id: str, failure: Failure) -> None:
        """The first reason stays: a later status often carries a vaguer one."""
        insert_once(self._connection, deliveries, message_id=message_id)
        self._connection.execute(
            update(deliveries)
            .where(deliveries.c.message_id == message_id, deliveries.c.failure.is_(None))
            .values(failure=failure.value)
        )

    def failures(self, message_ids: Sequence[str]) -> Mapping[str, Failure]:
        t = deliveries.c
        query = select(t.message_id, t.failure).where(
            t.message_id.in_(message_ids), t.failure.is_not(None)
        )
        return {row.message_id: Failure(row.failure) for row in self._connection.execute(query)}

    def message_of_sid(self, sid_fingerprint: str) -> str | None:
        query = select(messages.c.id).where(messages.c.sid_fingerprint == sid_fingerprint)
        return self._connection.execute(query).scalars().first()

    def take_for_another_try(self, message_id: str) -> bool:
        """True for the one who may send a failed text's words again."""
        changed = self._connection.execute(
            update(messages)
            .where(
                messages.c.id == message_id,
                messages.c.direction == "out",
                messages.c.status.in_(ENDED_BADLY),
            )
            .values(status=TRIED_AGAIN_STATUS, status_rank=11)
        )
        return changed.rowcount == 1

    def wait_again(self, message_id: str, sid_fingerprint: str) -> bool:
        """True when a failed text is to be sent once more; statuses of its old sid pass it by."""
        changed = self._connection.execute(
            update(messages)
            .where(messages.c.id == message_id, messages.c.status.in_(ENDED_BADLY))
            .values(status="waiting", status_rank=0, sid_fingerprint=sid_fingerprint)
        )
        return changed.rowcount == 1

    def forget_failure(self, message_id: str) -> None:
        self._connection.execute(
            update(deliveries).where(deliveries.c.message_id == message_id).values(failure=None)
        )

    def wait_for_failure(self, request_id: str, volunteer_id: str) -> None:
        insert_once(
            self._connection, written_by_text, request_id=request_id, volunteer_id=volunteer_id
        )

    def take_wait_for_failure(self, request_id: str, volunteer_id: str) -> bool:
        t = written_by_text
        taken = self._connection.execute(
            delete(t).where(t.c.request_id == request_id, t.c.volunteer_id == volunteer_id)
        )
        return taken.rowcount == 1

    def mark_unread(self, request_id: str, now: datetime, notice_before: datetime) -> bool:
        """True when the holder is to be told: it was read before, or the last notice is old."""
        t = unread_requests
        if insert_once(self._connection, t, request_id=request_id, since=now, noticed_at=now):
            return True
        changed = self._connection.execute(
            update(t)
            .where(t.c.request_id == request_id, t.c.noticed_at <= notice_before)
            .values(noticed_at=now)
        )
        return changed.rowcount == 1

    def mark_read(self, request_id: str) -> None:
        t = unread_requests
        self._connection.execute(delete(t).where(t.c.request_id == request_id))

    def unread_since(self, request_id: str) -> datetime | None:
        t = unread_requests
        query = select(t.c.since).where(t.c.request_id == request_id)
        return self._connection.execute(query).scalars().first()

    def wish_call(self, request_id: str, reason: CallReason, may: bool, at: datetime) -> None:
        """A wish of their own stands above what we concluded from a failed text."""
        t = call_wishes
        values = {"reason": reason.value, "may_call": may, "at": at}
        if insert_once(self._connection, t, request_id=request_id, **values):
            return
        if reason is CallReason.ASKED:
            self._connection.execute(update(t).where(t.c.request_id == request_id).values(**values))

    def call_wish(self, request_id: str) -> CallWish | None:
        t = call_wishes
        row = self._connection.execute(select(t).where(t.c.request_id == request_id)).first()
        return CallWish(CallReason(row.reason), row.may_call, row.at) if row else None

    def call_wishes(self) -> Mapping[str, CallWish]:
        t = call_wishes
        query = (
            select(t)
            .join(help_requests, help_requests.c.id == t.c.request_id)
            .where(
                or_(t.c.may_call, t.c.reason == CallReason.ASKED.value),
                help_requests.c.state != RequestState.RESOLVED.value,
            )
        )
        return {
            row.request_id: CallWish(CallReason(row.reason), row.may_call, row.at)
            for row in self._connection.execute(query)
        }

    def forget_call_wish(self, request_id: str) -> None:
        self._connection.execute(delete(call_wishes).where(call_wishes.c.request_id == request_id))

    def open_from(self, fingerprint: str) -> Sequence[HelpRequest]:
        """Open requests of this number by any channel, the newest first."""
        t = help_requests
        query = (
            select(t.c.id)
            .where(t.c.fingerprint == fingerprint, t.c.state != RequestState.RESOLVED.value)
            .order_by(t.c.received_at.desc(), t.c.id)
        )
        return self._requests(query)

    def join(self, one: str, other: str, volunteer_id: str, at: datetime) -> bool:
        """True when these two were not joined before."""
        first, second = sorted((one, other))
        return insert_once(
            self._connection,
            joined_requests,
            request_id=first,
            other_id=second,
            joined_by=volunteer_id,
            at=at,
        )

    def joined_with(self, request_id: str) -> Sequence[str]:
        t = joined_requests.c
        query = select(t.request_id, t.other_id).where(
            or_(t.request_id == request_id, t.other_id == request_id)
        )
        rows = self._connection.execute(query)
        return sorted({*(each for row in rows for each in row)} - {request_id})

    def forget(self, request_id: str) -> None:
        """Nothing that tells of a conversation stays with an erased or purged request."""
        for table in (unread_requests, call_wishes, written_by_text):
            self._connection.execute(delete(table).where(table.c.request_id == request_id))
        t = joined_requests
        self._connection.execute(
            delete(t).where(or_(t.c.request_id == request_id, t.c.other_id == request_id))
        )
        ids = select(messages.c.id).where(messages.c.request_id == request_id)
        self._connection.execute(delete(deliveries).where(deliveries.c.message_id.in_(ids)))

    def forget_resolved(self, resolved_before: datetime) -> int:
        """The same for requests that were answered long ago; how many rows went."""
        t, h = joined_requests, help_requests
        old = select(h.c.id).where(
            h.c.state == RequestState.RESOLVED.value, h.c.resolved_at < resolved_before
        )
        texts = select(messages.c.id).where(messages.c.request_id.in_(old))
        statements = (
            delete(deliveries).where(deliveries.c.message_id.in_(texts)),
            delete(unread_requests).where(unread_requests.c.request_id.in_(old)),
            delete(call_wishes).where(call_wishes.c.request_id.in_(old)),
            delete(written_by_text).where(written_by_text.c.request_id.in_(old)),
            delete(t).where(or_(t.c.request_id.in_(old), t.c.other_id.in_(old))),
        )
        return sum(self._connection.execute(each).rowcount for each in statements)

    def _requests(self, query: Any) -> Sequence[HelpRequest]:
        known = HelpRequestRepository(self._connection)
        ids = list(self._connection.execute(query).scalars())
        return [request for each in ids if (request := known.by_id(each)) is not None]
