"""Before a shift: is everything there that it needs? Found for the page, told once (C2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from hotline.domain.preflight import A_DAY, A_WEEK, TOLD_ELSEWHERE, Finding, Kind
from hotline.domain.volunteers import Volunteer
from hotline.domain.wall_clock import on_the_wall
from hotline.ports import Ports, Transaction
from hotline.services.alarms import SHOWN_FOR
from hotline.services.care import REACHABLE, UNREACHABLE
from hotline.services.claims import volunteer_name
from hotline.services.deliveries import NOT_TOLD, TOLD_AGAIN
from hotline.services.gaps import find as find_gaps
from hotline.services.shift_notices import may_text_by_day
from hotline.services.shift_wording import say
from hotline.services.telling import telling_of

#: Kinds of what was told, each once to the same coordinator.
TOLD, DAILY = "preflight", "preflight-day"


def look(ports: Ports, ahead: timedelta = A_DAY) -> list[Finding]:
    """Everything found about the shifts of that time, what blocks first. Asks nobody outside."""
    with ports.unit_of_work(read_only=True) as tx:
        return _find(ports, tx, ahead)


def look_as(ports: Ports, coordinator_id: str) -> list[Finding]:
    """The same for a coordinator's page: what was shown to them needs no text any more."""
    found = look(ports)
    now = ports.clock.now()
    with ports.unit_of_work() as tx:
        for each in found:
            tx.shifts.note(TOLD, _note_of(ports, each, now), coordinator_id, now)
    return found


def tell_preflight(ports: Ports) -> int:
    """Text coordinators that something is to mend which they were not told or shown.

    Before a shift that begins soon at any hour but their quiet ones; once a day, by day, about
    the whole week. One text for all of it, with no name in it. Returns how many texts.
    """
    now, told = ports.clock.now(), 0
    soon = _begins_soon(ports, now)
    with ports.unit_of_work() as tx:
        of_week: list[Finding] | None = None
        of_shift = _find(ports, tx, ports.preflight_ahead) if soon else []
        for coordinator in [each for each in tx.volunteers.all() if each.is_coordinator]:
            own, found = tx.hours.of(coordinator.id), of_shift
            today = f"{on_the_wall(now, ports.zone):%Y%m%d}"
            by_day = may_text_by_day(ports, own, now)
            if by_day and tx.shifts.note(DAILY, today, coordinator.id, now):
                of_week = _find(ports, tx, A_WEEK) if of_week is None else of_week
                found = of_week
            elif own.is_quiet(now, ports.zone):
                continue
            new = [
                each
                for each in found
                if each.kind not in TOLD_ELSEWHERE
                and tx.shifts.note(TOLD, _note_of(ports, each, now), coordinator.id, now)
            ]
            if new:
                say(ports, tx, coordinator, "preflight.found", count=str(len(new)))
                told += 1
    return told


def _begins_soon(ports: Ports, now: datetime) -> bool:
    with ports.unit_of_work(read_only=True) as tx:
        windows = tx.shifts.between(now, now + ports.preflight_ahead)
        return any(each.starts_at >= now for each in windows)


def _note_of(ports: Ports, found: Finding, now: datetime) -> str:
    """A part of the machine that stops again on another day is news again."""
    if found.kind is Kind.PART_SILENT:
        return f"{found.key()}:{on_the_wall(now, ports.zone):%Y%m%d}"
    return found.key()


def _find(ports: Ports, tx: Transaction, ahead: timedelta) -> list[Finding]:
    found = [*_gaps(ports, tx, ahead), *_people(ports, tx, ahead), *_house(ports, tx)]
    return sorted(found, key=lambda each: not each.is_blocking)


def _gaps(ports: Ports, tx: Transaction, ahead: timedelta) -> Iterator[Finding]:
    now = ports.clock.now()
    found = find_gaps(ports, tx, now, now + ahead)
    for gap in found.gaps:
        if gap.topic is None:
            kind = Kind.EMPTY if gap.language is None else Kind.NO_SPEAKER
            yield Finding(kind, gap.language, gap=gap)
    for language in found.unspoken:
        yield Finding(Kind.UNSPOKEN, language)


def _people(ports: Ports, tx: Transaction, ahead: timedelta) -> Iterator[Finding]:
    """Those whose shift is under way or comes, each once."""
    now = ports.clock.now()
    on_rota = {each.volunteer_id for each in tx.shifts.between(now, now + ahead)}
    phones = tx.audit.latest((UNREACHABLE, REACHABLE))
    texts = tx.audit.latest((NOT_TOLD, TOLD_AGAIN))
    for volunteer in tx.volunteers.all():
        if volunteer.id not in on_rota and not volunteer.on_call:
            continue
        kinds = []
        if phones.get(volunteer.id) == UNREACHABLE:
            kinds.append(Kind.DEAD_PHONE)
        if texts.get(volunteer.id) == NOT_TOLD:
            kinds.append(Kind.NOT_TOLD)
        if not _has_a_way(ports, tx, volunteer):
            kinds.append(Kind.NO_WAY)
        for kind in kinds:
            yield Finding(kind, who=volunteer.id, name=volunteer_name(tx, volunteer.id))


def _has_a_way(ports: Ports, tx: Transaction, volunteer: Volunteer) -> bool:
    """False when all they chose are addresses that this hotline cannot use any more."""
    chosen = telling_of(tx, volunteer)
    if chosen.text or chosen.call or not chosen.addresses:
        return True
    messenger = ports.messenger
    return messenger is not None and any(map(messenger.can_use, chosen.addresses))


def _house(ports: Ports, tx: Transaction) -> Iterator[Finding]:
    since = ports.clock.now() - SHOWN_FOR
    given_up = sum(row.available_at >= since for row in tx.outbox.dead())
    if given_up:
        yield Finding(Kind.GIVEN_UP, count=given_up)
    ready = ports.readiness
    if ready is None:
        return
    for part in ready.silent_parts():
        yield Finding(Kind.PART_SILENT, part=part)
    for language in ports.languages:
        foreign, silent = ready.unsaid(language)
        if silent:
            yield Finding(Kind.SILENT_PROMPTS, language, count=silent)
        if foreign:
            yield Finding(Kind.FOREIGN_PROMPTS, language, count=foreign)
        if not ready.is_written_down(language):
            yield Finding(Kind.NO_MODEL, language)
