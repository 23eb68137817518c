"""Care for those who answer: heavy calls, the rest after them, and somebody to talk to (O7, C11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.domain.limits import HEAVY_COUNTED, HEAVY_OFFERS_REST, REST_AFTER_HEAVY
from hotline.domain.shifts import Window
from hotline.domain.weariness import NIGHTS_OFFER_REST, nights_in_a_row, time_on_shift
from hotline.errors import NotFound
from hotline.ports import Ports, Transaction
from hotline.services.claims import volunteer_name
from hotline.services.phone_desk import ask_coordinators

#: Lines of the audit about a volunteer's phone; the later of them is how it stands.
UNREACHABLE, REACHABLE = "volunteer:unreachable", "volunteer:reachable"


@dataclass(frozen=True)
class OwnCare:
    """What a volunteer sees of their own weight, and nobody else does."""

    resting_until: datetime | None
    heavy: tuple[datetime, ...]
    taken: int
    days: int
    hours: int = 0
    nights: int = 0
    #: Longer on the line in one go than they want, or two heavy calls, or many nights (O7).
    offer_break: bool = False


def mark_heavy(ports: Ports, volunteer_id: str) -> datetime:
    """That was heavy: nothing is offered until the rest is over or they say so; its end."""
    now = ports.clock.now()
    until = now + REST_AFTER_HEAVY
    with ports.unit_of_work() as tx:
        tx.care.add_heavy(volunteer_id, now, until)
    return until


def ready_again(ports: Ports, volunteer_id: str) -> bool:
    """The volunteer says that the rest is over; False when there was none."""
    with ports.unit_of_work() as tx:
        return tx.care.acknowledge(volunteer_id, ports.clock.now())


def own_care(ports: Ports, volunteer_id: str) -> OwnCare:
    """Heavy calls and claims of the last days."""
    now = ports.clock.now()
    with ports.unit_of_work(read_only=True) as tx:
        heavy = tuple(tx.care.heavy_since(now - HEAVY_COUNTED).get(volunteer_id, ()))
        until = None
        if volunteer_id in tx.care.resting(now):
            until = max(heavy) + REST_AFTER_HEAVY
        taken = tx.audit.count(volunteer_id, "request:claim", now - HEAVY_COUNTED)
        windows = tx.shifts.between(now - HEAVY_COUNTED, now, volunteer_id)
        nights = nights_in_a_row(windows, now, ports.zone)
        tired = (
            len(heavy) >= HEAVY_OFFERS_REST
            or nights >= NIGHTS_OFFER_REST
            or _too_long(tx, volunteer_id, windows, now)
        )
    return OwnCare(
        until,
        heavy,
        taken,
        days=HEAVY_COUNTED // timedelta(days=1),
        hours=round(time_on_shift(windows, now - HEAVY_COUNTED, now) / timedelta(hours=1)),
        nights=nights,
        offer_break=tired and until is None,
    )


def offer_rest_to(ports: Ports) -> list[str]:
    """The names to whom a coordinator may offer rest: no counts, no times, no reasons (C11)."""
    since = ports.clock.now() - HEAVY_COUNTED
    with ports.unit_of_work(read_only=True) as tx:
        heavy = tx.care.heavy_since(since)
        tired = {who for who, times in heavy.items() if len(times) >= HEAVY_OFFERS_REST}
        there = {each.id for each in tx.volunteers.all()}
        now = ports.clock.now()
        on_shift: dict[str, list[Window]] = {}
        for window in tx.shifts.between(since, now):
            if window.volunteer_id:
                on_shift.setdefault(window.volunteer_id, []).append(window)
        for who, windows in on_shift.items():
            if nights_in_a_row(windows, now, ports.zone) >= NIGHTS_OFFER_REST or _too_long(
                tx, who, windows, now
            ):
                tired.add(who)
        return sorted(volunteer_name(tx, who) for who in tired if who in there)


def unreachable_phones(ports: Ports) -> list[str]:
    """The names of those whose phone could not be rung and has not answered since, by name."""
    with ports.unit_of_work(read_only=True) as tx:
        latest = tx.audit.latest((UNREACHABLE, REACHABLE))
        dead = [each.id for each in tx.volunteers.all() if latest.get(each.id) == UNREACHABLE]
        return sorted((volunteer_name(tx, who) for who in dead), key=str.casefold)


def _too_long(tx: Transaction, volunteer_id: str, windows: Sequence[Window], now: datetime) -> bool:
    """Whether they are on a shift now that has gone on for longer than they want in one go."""
    at_it = [each for each in windows if each.starts_at <= now < each.ends_at]
    if not at_it:
        return False
    return now - min(each.starts_at for each in at_it) >= tx.hours.of(volunteer_id).longest()


def ask_for_help(ports: Ports, volunteer_id: str, code: str = "") -> int:
    """One tap: every coordinator gets a text; how many those are. Raises NotFound."""
    with ports.unit_of_work() as tx:
        volunteer = tx.volunteers.by_id(volunteer_id)
        if volunteer is None:
            raise NotFound("There is no such volunteer.")
        request = tx.requests.by_code(code) if code else None
        held = request is not None and request.claimed_by == volunteer_id
        return ask_coordinators(ports, tx, volunteer, request.id if request and held else "")
