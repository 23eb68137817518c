"""Help requests: every change of state is one conditional update."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update

from hotline.domain.help_requests import (
    Channel,
    HelpRequest,
    RequestKind,
    RequestState,
    kind_of,
)
from hotline.store.tables import help_requests as t
from hotline.types import Language, Sealed

# Asked at every text: kept as they are, for building them costs more than asking.
_LATEST_TEXT = (
    select(t)
    .where(
        t.c.fingerprint == bindparam("number"),
        t.c.channel == Channel.TEXT.value,
        t.c.state != RequestState.RESOLVED.value,
    )
    .order_by(t.c.received_at.desc())
    .limit(1)
)
_BY_CODE = select(t.c.id).where(t.c.code == bindparam("wanted"))
_HELD_COUNTS = (
    select(t.c.claimed_by, func.count().label("held"))
    .where(t.c.state == RequestState.CLAIMED.value)
    .group_by(t.c.claimed_by)
)


class HelpRequestRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def add(self, request: HelpRequest) -> None:
        self._connection.execute(
            insert(t),
            {
                "id": request.id,
                "code": request.code,
                "key_id": request.key_id,
                "state": request.state.value,
                "channel": request.channel.value,
                "language": request.language,
                "topic": request.topic,
                "received_at": request.received_at,
                "contact": request.contact,
                "fingerprint": request.fingerprint,
                "kind": request.kind.value,
                "urgent": request.urgent,
            },
        )

    def by_id(self, request_id: str) -> HelpRequest | None:
        return self._one(t.c.id == request_id)

    def by_code(self, code: str) -> HelpRequest | None:
        return self._one(t.c.code == code)

    def by_receipt(self, fingerprint: str) -> HelpRequest | None:
        return self._one(t.c.receipt == fingerprint)

    def set_receipt(self, request_id: str, fingerprint: str) -> None:
        """The newest receipt is the one that opens; one before it opens nothing."""
        self._connection.execute(update(t).where(t.c.id == request_id).values(receipt=fingerprint))

    def set_contact_rules(
        self, request_id: str, rules: Sealed, other_contact: Sealed | None = None
    ) -> None:
        """The rules and the number keyed in with them; without one, an earlier one goes."""
        self._connection.execute(
            update(t)
            .where(t.c.id == request_id)
            .values(contact_rules=rules, other_contact=other_contact)
        )

    def mark_urgent(self, request_id: str) -> bool:
        """True when it was not urgent before: those who must know are told once."""
        return self._change(
            update(t).where(t.c.id == request_id, t.c.urgent.is_(False)).values(urgent=True)
        )

    def reopen(self, request_id: str) -> bool:
        """True when an answered request waits again, because something was added to it."""
        return self._change(
            update(t)
            .where(t.c.id == request_id, t.c.state == RequestState.RESOLVED.value)
            .values(**_WAITS_AGAIN, resolved_at=None, outcome=None)
        )

    def erase(self, request_id: str, at: datetime) -> None:
        """Leave the row as one that was answered, without anything that tells of a person."""
        row = update(t).where(t.c.id == request_id)
        self._connection.execute(
            row.values(
                state=RequestState.RESOLVED.value,
                contact=None,
                other_contact=None,
                fingerprint=None,
                receipt=None,
                contact_rules=None,
                wishes=None,
                urgent=False,
            )
        )
        self._connection.execute(row.where(t.c.resolved_at.is_(None)).values(resolved_at=at))

    def code_is_free(self, code: str) -> bool:
        return self._connection.execute(_BY_CODE, {"wanted": code}).first() is None

    def open_ones(self, limit: int = 500) -> Sequence[HelpRequest]:
        """Not yet resolved: who is in danger first, then the longest waiting."""
        query = (
            select(t)
            .where(t.c.state != RequestState.RESOLVED.value)
            .order_by(t.c.urgent.desc(), t.c.received_at, t.c.id)
            .limit(limit)
        )
        return [_request(row) for row in self._connection.execute(query)]

    def everything(self, limit: int = 1000) -> Sequence[HelpRequest]:
        """All, the newest first."""
        query = select(t).order_by(t.c.received_at.desc(), t.c.id).limit(limit)
        return [_request(row) for row in self._connection.execute(query)]

    def latest_from(self, fingerprint: str) -> HelpRequest | None:
        """The newest text request of this number, if it is not resolved."""
        row = self._connection.execute(_LATEST_TEXT, {"number": fingerprint}).first()
        return _request(row) if row else None

    def texts_from(self, fingerprint: str) -> Sequence[HelpRequest]:
        """Every text request of this number, resolved ones too."""
        query = select(t).where(t.c.fingerprint == fingerprint, t.c.channel == Channel.TEXT.value)
        return [_request(row) for row in self._connection.execute(query)]

    def claim(
        self, request_id: str, volunteer_id: str, at: datetime, leased_until: datetime | None = None
    ) -> bool:
        """True for the one volunteer whose update changed the waiting row."""
        return self._change(
            update(t)
            .where(t.c.id == request_id, t.c.state == RequestState.QUEUED.value)
            .values(
                state=RequestState.CLAIMED.value,
                claimed_by=volunteer_id,
                claimed_at=at,
                leased_until=leased_until,
                lease_warned=False,
                escalation_at=None,
            )
        )

    def hand_over(
        self, request_id: str, holder: str, to: str, at: datetime, leased_until: datetime
    ) -> bool:
        """True when it went from this holder to the other, whose lease begins."""
        return self._change(
            update(t)
            .where(*_held(request_id, holder))
            .values(claimed_by=to, claimed_at=at, leased_until=leased_until, lease_warned=False)
        )

    def renew(self, request_id: str, volunteer_id: str, leased_until: datetime) -> bool:
        """True when the holder's lease runs on; it never becomes shorter."""
        return self._change(
            update(t)
            .where(
                *_held(request_id, volunteer_id),
                or_(t.c.leased_until.is_(None), t.c.leased_until < leased_until),
            )
            .values(leased_until=leased_until, lease_warned=False)
        )

    def lease_unleased(self, leased_until: datetime) -> int:
        """Claims from before there were leases get one; returns how many."""
        return self._connection.execute(
            update(t)
            .where(t.c.state == RequestState.CLAIMED.value, t.c.leased_until.is_(None))
            .values(leased_until=leased_until)
        ).rowcount

    def ending_leases(self, before: datetime) -> Sequence[HelpRequest]:
        """Claims that end before this, the first first."""
        query = (
            select(t)
            .where(t.c.state == RequestState.CLAIMED.value, t.c.leased_until <= before)
            .order_by(t.c.leased_until)
        )
        return [_request(row) for row in self._connection.execute(query)]

    def mark_warned(self, request_id: str, leased_until: datetime) -> bool:
        """True for the one who may warn of this end of the lease."""
        return self._change(
            update(t)
            .where(
                t.c.id == request_id,
                t.c.state == RequestState.CLAIMED.value,
                t.c.leased_until == leased_until,
                t.c.lease_warned.is_(False),
            )
            .values(lease_warned=True)
        )

    def lapse(self, request_id: str, now: datetime) -> bool:
        """True when the lease had ended and the request waits again."""
        return self._change(
            update(t)
            .where(
                t.c.id == request_id,
                t.c.state == RequestState.CLAIMED.value,
                t.c.leased_until <= now,
            )
            .values(**_WAITS_AGAIN)
        )

    def held_counts(self) -> Mapping[str, int]:
        """How many requests each volunteer holds."""
        return {row.claimed_by: row.held for row in self._connection.execute(_HELD_COUNTS)}

    def set_wishes(self, request_id: str, wishes: Sealed | None) -> None:
        self._connection.execute(update(t).where(t.c.id == request_id).values(wishes=wishes))

    def last_answered_by(self, request: HelpRequest) -> str | None:
        """Who resolved this person's request before this one, if that is still known."""
        if request.fingerprint is None:
            return None
        query = (
            select(t.c.claimed_by)
            .where(
                t.c.fingerprint == request.fingerprint,
                t.c.id != request.id,
                t.c.state == RequestState.RESOLVED.value,
            )
            .order_by(t.c.resolved_at.desc())
            .limit(1)
        )
        return self._connection.execute(query).scalar()

    def set_outcome(
        self,
        request_id: str,
        outcome: str,
        reason: str | None,
        told_how: str | None,
        told_at: datetime | None,
    ) -> None:
        self._connection.execute(
            update(t)
            .where(t.c.id == request_id)
            .values(outcome=outcome, outcome_reason=reason, told_how=told_how, told_at=told_at)
        )

    def count_outcomes(self) -> Mapping[tuple[str, str], int]:
        """Resolved requests by outcome and reason."""
        query = (
            select(t.c.outcome, t.c.outcome_reason, func.count())
            .where(t.c.state == RequestState.RESOLVED.value)
            .group_by(t.c.outcome, t.c.outcome_reason)
        )
        return {
            (outcome or "answered", reason or ""): count
            for outcome, reason, count in self._connection.execute(query)
        }

    def due_to_ask(self, now: datetime) -> Sequence[HelpRequest]:
        """Waiting, and the next step of asking is due: danger first, then the longest due."""
        query = (
            select(t)
            .where(t.c.state == RequestState.QUEUED.value, t.c.escalation_at <= now)
            .order_by(t.c.urgent.desc(), t.c.escalation_at)
        )
        return [_request(row) for row in self._connection.execute(query)]

    def take_step(self, request_id: str, due: datetime) -> bool:
        """True for the one who may ask the step that was due then, if it still waits."""
        return self._change(
            update(t)
            .where(
                t.c.id == request_id,
                t.c.state == RequestState.QUEUED.value,
                t.c.escalation_at == due,
            )
            .values(escalation_at=None)
        )

    def set_step(self, request_id: str, step: int, due: datetime | None) -> None:
        """How far the asking has come, and when it goes on; a claimed one asks nobody."""
        self._connection.execute(
            update(t)
            .where(t.c.id == request_id, t.c.state == RequestState.QUEUED.value)
            .values(escalation_step=step, escalation_at=due)
        )

    def held_by(self, volunteer_id: str) -> Sequence[HelpRequest]:
        """What this volunteer holds, what was taken last first."""
        query = (
            select(t)
            .where(t.c.state == RequestState.CLAIMED.value, t.c.claimed_by == volunteer_id)
            .order_by(t.c.claimed_at.desc(), t.c.id)
        )
        return [_request(row) for row in self._connection.execute(query)]

    def release(self, request_id: str, volunteer_id: str) -> bool:
        """True when the holder gave it back."""
        return self._change(
            update(t).where(*_held(request_id, volunteer_id)).values(**_WAITS_AGAIN)
        )

    def resolve(self, request_id: str, volunteer_id: str, at: datetime) -> bool:
        """True when the holder marked it as answered."""
        return self._change(
            update(t)
            .where(
                t.c.id == request_id,
                t.c.state == RequestState.CLAIMED.value,
                t.c.claimed_by == volunteer_id,
            )
            .values(state=RequestState.RESOLVED.value, resolved_at=at)
        )

    def describe(self, request_id: str, language: Language, topic: str) -> None:
        """What became clearer while somebody wrote."""
        self._connection.execute(
            update(t)
            .where(t.c.id == request_id)
            .values(language=language, topic=topic, kind=kind_of(topic).value)
        )

    def release_all(self, volunteer_id: str) -> Sequence[str]:
        """Back to the queue with all that this volunteer holds; gives their ids."""
        theirs = (t.c.state == RequestState.CLAIMED.value, t.c.claimed_by == volunteer_id)
        ids = list(self._connection.execute(select(t.c.id).where(*theirs)).scalars())
        self._connection.execute(update(t).where(*theirs).values(**_WAITS_AGAIN))
        return ids

    def _change(self, statement: Any) -> bool:
        return self._connection.execute(statement).rowcount == 1

    def _one(self, condition: Any) -> HelpRequest | None:
        row = self._connection.execute(select(t).where(condition)).first()
        return _request(row) if row else None


#: Given back, lapsed or opened again: anybody may take it, and the asking begins anew.
_WAITS_AGAIN: dict[str, Any] = {
    "state": RequestState.QUEUED.value,
    "claimed_by": None,
    "claimed_at": None,
    "leased_until": None,
    "lease_warned": False,
    "escalation_step": 0,
    "escalation_at": None,
}


def _held(request_id: str, holder: str) -> tuple[Any, ...]:
    return (
        t.c.id == request_id,
        t.c.state == RequestState.CLAIMED.value,
        t.c.claimed_by == holder,
    )


def _request(row: Any) -> HelpRequest:
    return HelpRequest(
        id=row.id,
        code=row.code,
        key_id=row.key_id,
        state=RequestState(row.state),
        channel=Channel(row.channel),
        language=row.language,
        topic=row.topic,
        received_at=row.received_at,
        contact=row.contact,
        fingerprint=row.fingerprint,
        claimed_by=row.claimed_by,
        claimed_at=row.claimed_at,
        resolved_at=row.resolved_at,
        urgent=row.urgent,
        contact_rules=row.contact_rules,
        leased_until=row.leased_until,
        escalation_step=row.escalation_step,
        escalation_at=row.escalation_at,
        outcome=row.outcome,
        wishes=row.wishes,
        other_contact=row.other_contact,
        kind=RequestKind(row.kind),
    )
