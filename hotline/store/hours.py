"""Who is on call at a moment, and what volunteers set of their own hours."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    Text,
    and_,
    bindparam,
    false,
    func,
    or_,
    select,
    type_coerce,
    union,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from hotline.domain.bridges import BridgeKind, LegRole
from hotline.domain.hours import VolunteerHours
from hotline.domain.volunteers import OnCall
from hotline.ports.hours import OnCallRow
from hotline.store.column_types import UtcDateTime
from hotline.store.leg_tables import bridges, legs
from hotline.store.notices import notice_mark
from hotline.store.shift_tables import shift_windows as w
from hotline.store.shift_tables import volunteer_hours as h
from hotline.store.tables import texts_out
from hotline.store.tables import volunteers as v
from hotline.types import Language

#: No window is longer: a shift of 24 hours on the night on which an hour repeats.
LONGEST_WINDOW = timedelta(hours=25)


class HoursRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def on_call(
        self,
        at: datetime,
        tags: Collection[str] | None = None,
        *,
        without: Collection[str] = (),
    ) -> Sequence[OnCallRow]:
        """Everybody who has a shift at `at` or is there by hand, and is not on a break.

        With `tags`, those of them who have one of these among their languages. Quiet hours
        are not looked at: they come along, for the caller to judge.
        """
        query = _on_call(None if tags is None else tuple(sorted(tags)))
        values = {**_moment(at), "without": list(without)}
        return [
            OnCallRow(
                OnCall(row[0], row[1], row[2], _languages(row[3]), _strings(row[4])),
                row[5],
                row[6],
                row[7],
            )
            for row in map(tuple, self._connection.execute(query, values))
        ]

    def languages_on_call(
        self, at: datetime, *, without: Collection[str] = ()
    ) -> Sequence[tuple[tuple[Language, ...], Any]]:
        """(languages, (quiet from, quiet to, zone)), each different pair of them once."""
        values = {**_moment(at), "without": list(without)}
        rows = self._connection.execute(_languages_on_call(), values)
        return [(_languages(row[0]), tuple(row[1:])) for row in rows]

    def at_their_cap(self, at: datetime, volunteer_id: str | None = None) -> frozenset[str]:
        """Who was rung and told of requests as often as they want in the turn that is under way.

        A turn is a shift, or the time since "I am here now". Only of those who set a cap; with
        `volunteer_id`, of this one alone.
        """
        query, values = _with_a_cap(), _moment(at)
        if volunteer_id is not None:
            query = query.where(h.c.volunteer_id == volunteer_id)
        begun: dict[str, datetime] = {}
        most: dict[str, int] = {}
        for who, until, minutes, rings, starts_at in self._connection.execute(query, values):
            length = VolunteerHours(most_minutes=minutes).longest()
            # Without an end, as from the command line: what was in one cap's time counts.
            here = until - length if until else None
            begun[who] = max(filter(None, (starts_at, here)), default=at - length)
            most[who] = rings
        rung = Counter(who for who, when in self._rung(begun, at) if begun[who] <= when <= at)
        return frozenset(who for who, count in rung.items() if count >= most[who])

    def _rung(self, begun: Mapping[str, datetime], at: datetime) -> Iterator[tuple[str, datetime]]:
        """When the phones of these rang for a caller or had a text about requests."""
        if not begun:
            return
        since = min(begun.values())
        marks = {notice_mark(who): who for who in begun}
        rang = select(legs.c.volunteer_id, legs.c.dialled_at).where(
            legs.c.volunteer_id.in_(begun),
            legs.c.dialled_at >= since,
            legs.c.dialled_at <= at,
            legs.c.role == LegRole.VOLUNTEER.value,
            # Who calls a person back is rung by their own wish.
            legs.c.bridge_id.in_(
                select(bridges.c.id).where(bridges.c.kind == BridgeKind.LIVE.value)
            ),
        )
        yield from map(tuple, self._connection.execute(rang))
        told = select(texts_out.c.fingerprint, texts_out.c.at).where(
            texts_out.c.fingerprint.in_(marks), texts_out.c.at >= since, texts_out.c.at <= at
        )
        for mark, when in self._connection.execute(told):
            yield marks[mark], when

    def is_there(self, volunteer_id: str, at: datetime) -> bool:
        """Whether this one has a shift at `at` or is there by hand, break or not."""
        query = select(v.c.id).where(v.c.id == volunteer_id, v.c.id.in_(_there()))
        return self._connection.execute(query, _moment(at)).first() is not None

    def of(self, volunteer_id: str) -> VolunteerHours:
        row = self._connection.execute(select(h).where(h.c.volunteer_id == volunteer_id)).first()
        if row is None:
            return VolunteerHours(volunteer_id)
        return VolunteerHours(
            volunteer_id,
            row.here_until,
            row.break_until,
            row.quiet_from,
            row.quiet_to,
            row.zone,
            row.most_minutes,
            row.most_rings,
            row.calendar_digest is not None,
        )

    def set(self, volunteer_id: str, **values: Any) -> None:
        """Set some columns; the rest stays as it is. The volunteer must be there."""
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        self._connection.execute(
            dialect.insert(h)
            .values(volunteer_id=volunteer_id, **values)
            .on_conflict_do_update(index_elements=["volunteer_id"], set_=values)
        )

    def owner_of_calendar(self, digest: str) -> str | None:
        query = select(h.c.volunteer_id).where(h.c.calendar_digest == digest)
        return self._connection.execute(query).scalar()

    def quiet(self) -> dict[str, tuple[int, int, str | None]]:
        """(from, to, zone) of everybody who set quiet hours, in minutes of the wall there."""
        query = select(h.c.volunteer_id, h.c.quiet_from, h.c.quiet_to, h.c.zone).where(
            h.c.quiet_from.is_not(None), h.c.quiet_to.is_not(None)
        )
        rows = self._connection.execute(query)
        return {row.volunteer_id: (row.quiet_from, row.quiet_to, row.zone) for row in rows}

    def back_between(self, first: datetime, last: datetime) -> Sequence[tuple[str, datetime]]:
        """Whose break has ended after `first` and until `last`, and when."""
        query = select(h.c.volunteer_id, h.c.break_until).where(
            h.c.break_until > first, h.c.break_until <= last
        )
        return [(row.volunteer_id, row.break_until) for row in self._connection.execute(query)]

    def end_visits(self, at: datetime) -> Sequence[str]:
        """Switch off who is there by hand and whose time is over; their ids."""
        over = select(h.c.volunteer_id).where(h.c.here_until <= at)
        query = update(v).where(v.c.on_call, v.c.id.in_(over)).values(on_call=False)
        gone = list(self._connection.execute(query.returning(v.c.id)).scalars())
        self._connection.execute(update(h).where(h.c.here_until <= at).values(here_until=None))
        return gone


# These are asked at every call and text, and made once each: to build one costs more than to
# ask it. All take a moment (`at`, and `since`, before which no window that runs then began).
@lru_cache(maxsize=256)
def _on_call(tags: tuple[str, ...] | None) -> Any:
    # Read as they are stored, and opened once a kind: thousands may be on call.
    spoken = type_coerce(v.c.languages, Text)
    columns = (v.c.id, v.c.key_id, v.c.fingerprint, spoken, type_coerce(v.c.topics, Text))
    query = select(*columns, h.c.quiet_from, h.c.quiet_to, h.c.zone).where(_may_be_told())
    query = query.select_from(v.outerjoin(h, h.c.volunteer_id == v.c.id))
    if tags is None:
        return query
    return query.where(or_(false(), *(spoken.contains(f'"{tag}"') for tag in tags)))


@cache
def _languages_on_call() -> Any:
    query = select(type_coerce(v.c.languages, Text), h.c.quiet_from, h.c.quiet_to, h.c.zone)
    query = query.select_from(v.outerjoin(h, h.c.volunteer_id == v.c.id))
    return query.where(_may_be_told()).distinct()


@cache
def _with_a_cap() -> Any:
    return (
        select(h.c.volunteer_id, h.c.here_until, h.c.most_minutes, h.c.most_rings)
        .add_columns(func.max(w.c.starts_at, type_=UtcDateTime))
        .select_from(h.outerjoin(w, and_(w.c.volunteer_id == h.c.volunteer_id, _runs())))
        .where(h.c.most_rings.is_not(None))
        .group_by(h.c.volunteer_id)
    )


def _there() -> Any:
    in_a_shift = select(w.c.volunteer_id).where(_runs(), w.c.volunteer_id.is_not(None))
    by_hand = (
        select(v.c.id.label("volunteer_id"))
        .select_from(v.outerjoin(h, h.c.volunteer_id == v.c.id))
        .where(v.c.on_call, or_(h.c.here_until.is_(None), h.c.here_until > bindparam("at")))
    )
    return union(in_a_shift, by_hand).subquery().select()


def _may_be_told() -> Any:
    """There, not on a break, and none of `without`."""
    no_break = or_(h.c.break_until.is_(None), h.c.break_until <= bindparam("at"))
    others = v.c.id.not_in(bindparam("without", expanding=True))
    return and_(v.c.id.in_(_there()), no_break, others)


def _runs() -> Any:
    begun = and_(w.c.starts_at > bindparam("since"), w.c.starts_at <= bindparam("at"))
    return and_(begun, w.c.ends_at > bindparam("at"))


def _moment(at: datetime) -> dict[str, Any]:
    return {"at": at, "since": at - LONGEST_WINDOW}


@lru_cache(maxsize=4096)
def _languages(text: str) -> tuple[Language, ...]:
    return tuple(Language(tag) for tag in json.loads(text or "[]"))


@lru_cache(maxsize=4096)
def _strings(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text or "[]"))
