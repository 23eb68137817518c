"""Handing one's shift to somebody by name: it is theirs when they have said yes.

Until then, and when they say no or nothing before it begins, it stays with whoever has it.
The yes is a conditional DELETE of the ask: of an answer by page and one by text in the same
instant, and of a yes and its taking back, one counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hotline.domain.shifts import ShiftAsk, Window
from hotline.errors import ShiftRefused
from hotline.ports import Ports, Transaction
from hotline.services.claims import volunteer_name
from hotline.services.shift_changes import coming, free_code, open_in, take_in
from hotline.services.shift_wording import say, when
from hotline.services.shifts import refuse_overlap
from hotline.types import new_id

#: As in services/shift_notices.py: who has just said yes needs no reminder.
_REMINDED, _REMIND_AHEAD = "remind", timedelta(hours=24)


@dataclass(frozen=True)
class SeenAsk:
    """An ask as the page shows it; `name` is of the other volunteer."""

    id: str
    window: Window
    name: str


def ask_to_take(
    ports: Ports, holder_id: str, shift_id: str, starts: datetime, *, to: str
) -> ShiftAsk:
    """Ask another volunteer to take one's own single shift; they are texted the code.

    Raises ShiftRefused: it is not theirs, it has begun, somebody is asked already, or the
    other one is on the line at that time.
    """
    with ports.unit_of_work() as tx:
        window = coming(ports, tx, shift_id, starts)
        if window.volunteer_id != holder_id:
            raise ShiftRefused("not-yours")
        if window.starts_at <= ports.clock.now():
            raise ShiftRefused("past")
        if to == holder_id:
            raise ShiftRefused("same")
        asked = tx.volunteers.by_id(to)
        if asked is None:
            raise ShiftRefused("nobody")
        refuse_overlap(tx, to, [window])
        ask = ShiftAsk(new_id(), shift_id, starts, window.starts_at, holder_id, to, free_code(tx))
        if not tx.shift_asks.add(ask):
            raise ShiftRefused("asked")
        words = when(ports, asked, window.starts_at, window.ends_at)
        say(ports, tx, asked, "shift.hand", when=words, code=ask.code.upper())
        _noted(ports, tx, holder_id, "shift:one:ask", shift_id)
    return ask


def accept(ports: Ports, volunteer_id: str, ask_id: str) -> Window:
    """Yes, by the page. Raises ShiftRefused."""
    with ports.unit_of_work() as tx:
        return accept_in(ports, tx, volunteer_id, _of(tx, volunteer_id, ask_id))


def accept_in(ports: Ports, tx: Transaction, volunteer_id: str, ask: ShiftAsk) -> Window:
    """The same inside a transaction; on ShiftRefused the shift is as it was."""
    window = coming(ports, tx, ask.shift_id, ask.starts)
    if window.starts_at <= ports.clock.now():
        raise ShiftRefused("past")
    if window.volunteer_id not in {ask.holder_id, None}:
        raise ShiftRefused("taken")
    refuse_overlap(tx, volunteer_id, [window])
    if not tx.shift_asks.end(ask.id):
        raise ShiftRefused("taken")
    if window.volunteer_id is not None:
        open_in(ports, tx, ask.holder_id, window)
    given = take_in(ports, tx, volunteer_id, replace(window, volunteer_id=None))
    now = ports.clock.now()
    if window.starts_at - now < _REMIND_AHEAD:
        tx.shifts.note(_REMINDED, window.name, volunteer_id, now)
    _tell_holder(ports, tx, ask, window, "shift.hand_yes")
    _noted(ports, tx, volunteer_id, "shift:one:yes", ask.shift_id)
    return given


def decline(ports: Ports, volunteer_id: str, ask_id: str) -> None:
    """No, by the page: it stays with whoever has it, who is told. Raises ShiftRefused."""
    with ports.unit_of_work() as tx:
        decline_in(ports, tx, volunteer_id, _of(tx, volunteer_id, ask_id))


def decline_in(ports: Ports, tx: Transaction, volunteer_id: str, ask: ShiftAsk) -> None:
    """The same inside a transaction."""
    if not tx.shift_asks.end(ask.id):
        raise ShiftRefused("unknown")
    window = tx.shifts.window(ask.shift_id, ask.starts)
    _tell_holder(ports, tx, ask, window, "shift.hand_no")
    _noted(ports, tx, volunteer_id, "shift:one:no", ask.shift_id)


def take_back(ports: Ports, holder_id: str, ask_id: str) -> None:
    """The one who asked keeps it after all. Raises ShiftRefused, also after the yes."""
    with ports.unit_of_work() as tx:
        ask = tx.shift_asks.by_id(ask_id)
        if ask is None or ask.holder_id != holder_id or not tx.shift_asks.end(ask_id):
            raise ShiftRefused("unknown")
        _noted(ports, tx, holder_id, "shift:one:keep", ask.shift_id)


def end_unanswered(ports: Ports) -> int:
    """Shifts that begin without an answer stay where they are; returns how many."""
    now, ended = ports.clock.now(), 0
    with ports.unit_of_work(read_only=True) as tx:
        if not tx.shift_asks.begun(now, limit=1):
            return 0
    with ports.unit_of_work() as tx:
        for ask in tx.shift_asks.begun(now):
            if tx.shift_asks.end(ask.id):
                window = tx.shifts.window(ask.shift_id, ask.starts)
                _tell_holder(ports, tx, ask, window, "shift.hand_late")
                ended += 1
        tx.announce()
    return ended


def asked_of(ports: Ports, volunteer_id: str) -> tuple[list[SeenAsk], list[SeenAsk]]:
    """What this volunteer is asked to take, and what they asked others to take."""
    now = ports.clock.now()
    of_me: list[SeenAsk] = []
    by_me: list[SeenAsk] = []
    with ports.unit_of_work(read_only=True) as tx:
        for ask in tx.shift_asks.of(volunteer_id):
            window = tx.shifts.window(ask.shift_id, ask.starts)
            if window is None or window.starts_at <= now:
                continue
            if ask.asked_id == volunteer_id and window.volunteer_id in {ask.holder_id, None}:
                of_me.append(SeenAsk(ask.id, window, volunteer_name(tx, ask.holder_id)))
            elif ask.holder_id == volunteer_id == window.volunteer_id:
                by_me.append(SeenAsk(ask.id, window, volunteer_name(tx, ask.asked_id)))
    return of_me, by_me


def _of(tx: Transaction, volunteer_id: str, ask_id: str) -> ShiftAsk:
    ask = tx.shift_asks.by_id(ask_id)
    if ask is None or ask.asked_id != volunteer_id:
        raise ShiftRefused("unknown")
    return ask


def _tell_holder(
    ports: Ports, tx: Transaction, ask: ShiftAsk, window: Window | None, text_id: str
) -> None:
    """Nothing when it was not theirs any more: they opened it, or it was taken away."""
    holder = tx.volunteers.by_id(ask.holder_id)
    if window is None or holder is None or window.volunteer_id != ask.holder_id:
        return
    say(ports, tx, holder, text_id, when=when(ports, holder, window.starts_at, window.ends_at))


def _noted(ports: Ports, tx: Transaction, who: str, action: str, shift_id: str) -> None:
    tx.audit.write(who, action, shift_id, ports.clock.now())
    tx.announce()
