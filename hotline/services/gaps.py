"""Gaps of the rota: found for the page, told to coordinators once, a day or more ahead (C3, I5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from hotline.domain.gaps import TOLD_AHEAD, Gap, Seat, daily, find_gaps, merged, wanted, without
from hotline.domain.shifts import AHEAD, Window
from hotline.domain.volunteers import Volunteer, speaks
from hotline.domain.wall_clock import on_the_wall
from hotline.ports import Ports, Transaction
from hotline.services.on_call import is_anybody_on_call
from hotline.services.shift_notices import NEWS, may_text_by_day
from hotline.services.shift_wording import clock_time, language_of, say, when
from hotline.types import Language

TOLD, NOW, BY_TOPIC = "gap", "now", "topics"
#: So far back a gap is looked for, to know when one that is under way began.
_BACK = timedelta(hours=25)
#: So near a gap does not wait until the morning to be told.
_NEAR = timedelta(hours=10)
#: In one text; the page has the rest.
_MOST_IN_A_TEXT = 3


@dataclass(frozen=True)
class Found:
    """The gaps of a time; `unspoken` are languages of the line that no volunteer speaks."""

    gaps: tuple[Gap, ...]
    unspoken: tuple[Language, ...]


def find(ports: Ports, tx: Transaction, first: datetime, last: datetime) -> Found:
    """The gaps from `first` to `last`, the soonest first.

    A language that no volunteer speaks at all is no gap of the rota: it is said apart.
    """
    everybody = {each.id: each for each in tx.volunteers.all()}
    spoken = tuple(
        each
        for each in ports.languages
        if any(speaks(volunteer, each) for volunteer in everybody.values())
    )
    pattern = tx.shifts.between(first - timedelta(days=8), last)
    hours = wanted(ports.cover, first, last, [_span(each) for each in pattern], ports.zone)
    quiet = tx.hours.quiet()
    seats = [
        Seat(*span, who.languages, who.topics)
        for each in pattern
        if each.ends_at > first and (who := everybody.get(each.volunteer_id or "")) is not None
        for span in _rung(ports, each, quiet.get(who.id))
    ]
    gaps = find_gaps(seats, hours, spoken, ports.topics)
    return Found(tuple(gaps), tuple(each for each in ports.languages if each not in spoken))


def tell_gaps(ports: Ports) -> int:
    """Text every coordinator the gaps of the next 48 hours that are new to them.

    One text with what is new; nothing while nothing is. Returns how many texts.
    """
    now, told = ports.clock.now(), 0
    with ports.unit_of_work(read_only=True) as tx:
        first = now - _BACK
        found = find(ports, tx, first, now + min(AHEAD, timedelta(days=5))).gaps
        open_ones = merged(_span(each) for each in tx.shifts.open_between(first, now + AHEAD))
    near = [
        gap
        for gap in found
        if gap.ends_at > now
        and gap.starts_at <= now + TOLD_AHEAD
        # Of an open shift they are told as such (services/open_shifts.py).
        and without([(gap.starts_at, gap.ends_at)], open_ones)
    ]
    if not near:
        return 0
    with ports.unit_of_work() as tx:
        for coordinator in _coordinators(tx):
            own = tx.hours.of(coordinator.id)
            by_day = may_text_by_day(ports, own, now)
            urgent = any(gap.starts_at - now < _NEAR for gap in near)
            if not by_day and (not urgent or own.is_quiet(now, ports.zone)):
                continue
            if words := _news(ports, tx, coordinator, near, first, now):
                say(ports, tx, coordinator, "gap.list", gaps=words)
                told += 1
    return told


def tell_nobody_now(ports: Ports) -> int:
    """At the hour: somebody should be on the line from now on, and really nobody is (I5)."""
    now, told = ports.clock.now(), 0
    with ports.unit_of_work(read_only=True) as tx:
        if is_anybody_on_call(ports, tx):
            return 0
        found = find(ports, tx, now - _BACK, now + timedelta(days=2)).gaps
    begun = [gap for gap in found if gap.language is None and now - NEWS < gap.starts_at <= now]
    if not begun:
        return 0
    with ports.unit_of_work() as tx:
        for coordinator in _coordinators(tx):
            if tx.shifts.note(NOW, begun[0].name(), coordinator.id, now):
                say(ports, tx, coordinator, "gap.now", end=clock_time(ports, begun[0].ends_at))
                told += 1
    return told


def _news(
    ports: Ports,
    tx: Transaction,
    coordinator: Volunteer,
    gaps: list[Gap],
    first: datetime,
    now: datetime,
) -> str:
    """What is new to this coordinator, in their words; nothing when nothing is."""
    today = f"{on_the_wall(now, ports.zone):%Y%m%d}"
    new: list[Gap] = []
    topics = 0
    for gap in gaps:
        if gap.topic is not None:
            topics += 1
            continue
        # One without a beginning in sight is told again each day that it lasts.
        name = gap.name() if gap.starts_at > first else f"{gap.language or ''}:lasts:{today}"
        if tx.shifts.note(TOLD, name, coordinator.id, now):
            new.append(gap)
    more = max(0, len(new) - _MOST_IN_A_TEXT)
    # Topics are many: the page lists them, a text says so once a day.
    if topics and tx.shifts.note(BY_TOPIC, today, coordinator.id, now):
        more += topics
    said = [_said(ports, coordinator, gap) for gap in new[:_MOST_IN_A_TEXT]]
    if more:
        text = ports.texts.text("gap.more", language_of(ports, coordinator), count=str(more))
        said.append(text)
    return " ".join(said)


def _said(ports: Ports, reader: Volunteer, gap: Gap) -> str:
    words = when(ports, reader, gap.starts_at, gap.ends_at)
    language = language_of(ports, reader)
    if gap.language is None:
        return ports.texts.text("gap.nobody", language, when=words)
    name = ports.language_name(gap.language, language)
    return ports.texts.text("gap.language", language, spoken=name, when=words)


def _coordinators(tx: Transaction) -> list[Volunteer]:
    return [each for each in tx.volunteers.all() if each.is_coordinator]


def _rung(
    ports: Ports, window: Window, quiet: tuple[int, int, str | None] | None
) -> list[tuple[datetime, datetime]]:
    """When the volunteer of the shift is rung in it: in their own quiet hours nobody does."""
    if quiet is None:
        return [_span(window)]
    first, last, name = quiet
    zone = ZoneInfo(name) if name else ports.zone
    begin, end = (time(minute // 60, minute % 60) for minute in (first, last))
    return without(
        [_span(window)], merged(daily(begin, end, window.starts_at, window.ends_at, zone))
    )


def _span(window: Window) -> tuple[datetime, datetime]:
    return window.starts_at, window.ends_at
