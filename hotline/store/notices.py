"""Who was asked about which request, why, and whether the notice has gone out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from hotline.domain.help_requests import RequestState
from hotline.domain.notices import Notice, WaitingNotice
from hotline.store.conflicts import insert_once
from hotline.store.tables import help_requests, texts_out
from hotline.store.tables import notices as t

# Asked at every new request: kept as they are, for building them costs more than asking.
_OF_REQUEST = (
    select(t)
    .where(t.c.request_id == bindparam("request"))
    .order_by(t.c.step, t.c.created_at, t.c.id)
)
_LAST_ASKED = select(t.c.volunteer_id, func.max(t.c.asked_at)).group_by(t.c.volunteer_id)


class NoticeRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def add(self, notice: Notice, at: datetime) -> bool:
        """True when this volunteer had not been asked about this request before."""
        return insert_once(
            self._connection,
            t,
            id=notice.id,
            request_id=notice.request_id,
            volunteer_id=notice.volunteer_id,
            created_at=at,
            asked_at=at,
            sent_at=notice.sent_at,
            why=notice.why,
            step=notice.step,
        )

    def begin_anew(self, request_id: str) -> None:
        """Everybody may be asked about this request as if for the first time."""
        self._connection.execute(
            update(t).where(t.c.request_id == request_id).values(asked_at=None)
        )

    def take_back(self, notice_ids: Sequence[str]) -> None:
        """These were asked and not told: they may be asked as if for the first time."""
        self._connection.execute(update(t).where(t.c.id.in_(notice_ids)).values(asked_at=None))

    def ask_anew(self, notice: Notice, at: datetime) -> str | None:
        """The id of this volunteer's notice, if it was forgotten by begin_anew; else None."""
        theirs = (
            t.c.request_id == notice.request_id,
            t.c.volunteer_id == notice.volunteer_id,
            t.c.asked_at.is_(None),
            t.c.declined.is_(False),
        )
        notice_id = self._connection.execute(select(t.c.id).where(*theirs)).scalar()
        changed = self._connection.execute(
            update(t)
            .where(*theirs)
            .values(
                created_at=at,
                asked_at=at,
                sent_at=notice.sent_at,
                why=notice.why,
                step=notice.step,
            )
        )
        return notice_id if changed.rowcount == 1 else None

    def repeat(self, request_id: str, volunteer_id: str, at: datetime) -> str | None:
        """Have a notice that went out go out once more; its id, or None when none went."""
        theirs = (t.c.request_id == request_id, t.c.volunteer_id == volunteer_id)
        changed = self._connection.execute(
            update(t)
            .where(*theirs, t.c.sent_at.is_not(None), t.c.declined.is_(False))
            .values(asked_at=at, sent_at=None)
        )
        if changed.rowcount != 1:
            return None
        return self._connection.execute(select(t.c.id).where(*theirs)).scalar_one()

    def by_id(self, notice_id: str) -> Notice | None:
        row = self._connection.execute(select(t).where(t.c.id == notice_id)).first()
        return _notice(row) if row else None

    def of_request(self, request_id: str) -> Sequence[Notice]:
        """Everybody who was asked, in the order of asking."""
        rows = self._connection.execute(_OF_REQUEST, {"request": request_id})
        return [_notice(row) for row in rows]

    def asked(self, request_id: str) -> Sequence[str]:
        """The volunteers to whom the request was offered."""
        query = select(t.c.volunteer_id).where(t.c.request_id == request_id)
        return list(self._connection.execute(query).scalars())

    def asked_about(self, request_ids: Sequence[str]) -> frozenset[str]:
        """Those of the requests that were offered to anybody, by one question."""
        query = select(t.c.request_id).where(t.c.request_id.in_(request_ids)).distinct()
        return frozenset(self._connection.execute(query).scalars()) if request_ids else frozenset()

    def last_asked(self) -> Mapping[str, datetime]:
        """When each volunteer was asked last about anything."""
        rows = self._connection.execute(_LAST_ASKED)
        return {who: at for who, at in rows if at is not None}

    def unsent_to(self, volunteer_id: str) -> Sequence[WaitingNotice]:
        """What waits and this volunteer has not been told: danger and first times first."""
        return self._waiting(t.c.volunteer_id == volunteer_id, t.c.sent_at.is_(None))

    def told_by_call(self, notice_ids: Sequence[str], bridge_id: str) -> None:
        """These are what the call of this bridge is about."""
        self._connection.execute(
            update(t).where(t.c.id.in_(notice_ids)).values(bridge_id=bridge_id)
        )

    def waiting_of_call(self, bridge_id: str) -> Sequence[WaitingNotice]:
        """What the call of this bridge is about and nobody has claimed meanwhile."""
        return self._waiting(t.c.bridge_id == bridge_id)

    def calls_about(self, request_id: str) -> Sequence[str]:
        """The bridges of the calls that told, or tell now, of this request."""
        query = select(t.c.bridge_id).where(
            t.c.request_id == request_id, t.c.bridge_id.is_not(None)
        )
        return list(self._connection.execute(query.distinct()).scalars())

    def decline_call(self, bridge_id: str) -> None:
        """ "Not now": this volunteer is not asked again about what was told in this call."""
        self._connection.execute(update(t).where(t.c.bridge_id == bridge_id).values(declined=True))

    def _waiting(self, *which: Any) -> Sequence[WaitingNotice]:
        r = help_requests
        query = (
            select(
                t.c.id,
                t.c.created_at,
                t.c.asked_at,
                r.c.id.label("request_id"),
                r.c.code,
                r.c.urgent,
            )
            .join(r, r.c.id == t.c.request_id)
            .where(
                *which,
                t.c.asked_at.is_not(None),
                r.c.state == RequestState.QUEUED.value,
            )
            .order_by(r.c.urgent.desc(), r.c.received_at, t.c.id)
        )
        found = [
            WaitingNotice(
                row.id,
                row.request_id,
                row.code,
                row.asked_at,
                row.asked_at > row.created_at,
                row.urgent,
            )
            for row in self._connection.execute(query)
        ]
        return sorted(found, key=lambda each: (not each.urgent, each.is_repeat))

    def requests_offered_to(self, volunteer_id: str) -> frozenset[str]:
        query = select(t.c.request_id).where(t.c.volunteer_id == volunteer_id)
        return frozenset(self._connection.execute(query).scalars())

    def mark_sent(self, notice_ids: Sequence[str], at: datetime) -> None:
        self._connection.execute(update(t).where(t.c.id.in_(notice_ids)).values(sent_at=at))

    def times_told(self, volunteer_id: str, since: datetime) -> Sequence[datetime]:
        """When notices went to this volunteer's phone."""
        query = select(texts_out.c.at).where(
            texts_out.c.fingerprint == notice_mark(volunteer_id), texts_out.c.at > since
        )
        return list(self._connection.execute(query).scalars())

    def note_told(self, volunteer_id: str, at: datetime) -> None:
        self._connection.execute(
            insert(texts_out).values(fingerprint=notice_mark(volunteer_id), at=at)
        )


def notice_mark(volunteer_id: str) -> str:
    """Beside the fingerprints of numbers, which are longer; purged with them after a day."""
    return f"notice:{volunteer_id}"


def _notice(row: Any) -> Notice:
    return Notice(
        row.id, row.request_id, row.volunteer_id, row.sent_at, row.why, row.step, row.asked_at
    )
