"""One-off changes of single shifts: away, given to another, open for whoever takes it.

A single shift has one change at most. Of several who take an open one in the same instant
one wins, by a conditional UPDATE; a second change of the same one is refused.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime

from hotline.domain.shifts import Change, ShiftChange, Window, window_at
from hotline.errors import ShiftRefused
from hotline.ports import Ports, Transaction
from hotline.services.intake import offer_what_waits
from hotline.services.shift_wording import say, when
from hotline.services.shifts import refuse_overlap
from hotline.types import new_id

_CODE_DIGITS = "23456789"


def remove_one(ports: Ports, who: str, shift_id: str, starts: datetime) -> None:
    """Take one single shift away: nobody is wanted then. Raises ShiftRefused."""
    with ports.unit_of_work() as tx:
        window = coming(ports, tx, shift_id, starts)
        _add(ports, tx, who, window, Change.REMOVE, None)
        tx.shifts.drop(shift_id, starts)
        _tell(ports, tx, window, "shift.lost")
        _noted(ports, tx, who, "shift:one:remove", shift_id)


def swap_one(ports: Ports, who: str, shift_id: str, starts: datetime, volunteer_id: str) -> Window:
    """Give one single shift to another volunteer. Raises ShiftRefused.

    Refused when it was changed before, unless that change has left it open.
    """
    with ports.unit_of_work() as tx:
        window = coming(ports, tx, shift_id, starts)
        if tx.volunteers.by_id(volunteer_id) is None:
            raise ShiftRefused("nobody")
        if window.volunteer_id == volunteer_id:
            raise ShiftRefused("same")
        if window.volunteer_id is None:
            given = take_in(ports, tx, volunteer_id, window)
        else:
            refuse_overlap(tx, volunteer_id, [window])
            _add(ports, tx, who, window, Change.SWAP, volunteer_id)
            given = _give(ports, tx, window, volunteer_id)
            _tell(ports, tx, window, "shift.lost")
        _noted(ports, tx, who, "shift:one:swap", shift_id)
    return given


def open_one(ports: Ports, who: str, shift_id: str, starts: datetime) -> str:
    """Nobody has this single shift any more; whoever takes it first has it.

    Returns the code to take it by text. Raises ShiftRefused.
    """
    with ports.unit_of_work() as tx:
        window = coming(ports, tx, shift_id, starts)
        return open_in(ports, tx, who, window)


def give_up(ports: Ports, volunteer_id: str, shift_id: str, starts: datetime) -> str:
    """ "I cannot: somebody take it", by the one whose shift it is. Raises ShiftRefused."""
    with ports.unit_of_work() as tx:
        window = coming(ports, tx, shift_id, starts)
        if window.volunteer_id != volunteer_id:
            raise ShiftRefused("not-yours")
        return open_in(ports, tx, volunteer_id, window)


def open_in(ports: Ports, tx: Transaction, who: str, window: Window) -> str:
    """The same inside a transaction: returns the code."""
    before = tx.shifts.change_of(window.shift_id, window.starts)
    if before is None:
        change = _add(ports, tx, who, window, Change.COVER, None)
    elif window.volunteer_id is None and before.code:
        return before.code
    else:
        change = replace(before, code=free_code(tx), created_at=ports.clock.now())
        if not tx.shifts.open_change(change, held_by=window.volunteer_id):
            raise ShiftRefused("changed")
    tx.shifts.hold(window.shift_id, window.starts, None)
    if window.volunteer_id is not None:
        # Who cannot is not asked about it.
        tx.shifts.note("ask", str(change.code), window.volunteer_id, ports.clock.now())
    _noted(ports, tx, who, "shift:one:open", window.shift_id)
    return str(change.code)


def take(ports: Ports, volunteer_id: str, shift_id: str, starts: datetime) -> Window:
    """Take an open single shift: one winner. Raises ShiftRefused for everybody else."""
    with ports.unit_of_work() as tx:
        window = coming(ports, tx, shift_id, starts)
        if window.volunteer_id == volunteer_id:
            raise ShiftRefused("same")
        taken = take_in(ports, tx, volunteer_id, window)
        _noted(ports, tx, volunteer_id, "shift:one:take", shift_id)
    return taken


def take_in(ports: Ports, tx: Transaction, volunteer_id: str, window: Window) -> Window:
    """The same inside a transaction."""
    if window.volunteer_id is not None:
        raise ShiftRefused("taken")
    if window.ends_at <= ports.clock.now():
        raise ShiftRefused("past")
    refuse_overlap(tx, volunteer_id, [window])
    before = tx.shifts.change_of(window.shift_id, window.starts)
    if before is None:
        # The whole shift is without a volunteer: this one of it has one now.
        change = _change(ports, tx, window, Change.SWAP, volunteer_id)
        if not tx.shifts.add_change(change, volunteer_id):
            raise ShiftRefused("taken")
    elif not tx.shifts.give_change(replace(before, volunteer_id=volunteer_id), held_by=None):
        raise ShiftRefused("taken")
    return _give(ports, tx, window, volunteer_id)


def restore_one(ports: Ports, who: str, shift_id: str, starts: datetime) -> None:
    """Take a change back: the single shift is as its rule says. Raises ShiftRefused.

    Both are told: who had it, and who has it again and may have said that they cannot.
    """
    with ports.unit_of_work() as tx:
        shift = tx.shifts.by_id(shift_id)
        change = tx.shifts.change_of(shift_id, starts) if shift else None
        if shift is None or change is None or not tx.shifts.remove_change(change.id):
            raise ShiftRefused("unknown")
        before = tx.shifts.window(shift_id, starts)
        tx.shifts.drop(shift_id, starts)
        window = window_at(shift, starts)
        if window is not None:
            if shift.volunteer_id is not None:
                refuse_overlap(tx, shift.volunteer_id, [window])
            tx.shifts.fill([window])
        if before != window:
            for each, text_id in ((before, "shift.lost"), (window, "shift.given")):
                if each is not None:
                    _tell(ports, tx, each, text_id)
        _noted(ports, tx, who, "shift:one:restore", shift_id)


def coming(ports: Ports, tx: Transaction, shift_id: str, starts: datetime) -> Window:
    """A single shift that is not over. Raises ShiftRefused."""
    window = tx.shifts.window(shift_id, starts)
    if window is None:
        raise ShiftRefused("unknown")
    if window.ends_at <= ports.clock.now():
        raise ShiftRefused("past")
    return window


def _add(
    ports: Ports, tx: Transaction, who: str, window: Window, kind: Change, volunteer_id: str | None
) -> ShiftChange:
    change = _change(ports, tx, window, kind, volunteer_id)
    if not tx.shifts.add_change(change, who):
        raise ShiftRefused("changed")
    return change


def _change(
    ports: Ports, tx: Transaction, window: Window, kind: Change, volunteer_id: str | None
) -> ShiftChange:
    return ShiftChange(
        id=new_id(),
        shift_id=window.shift_id,
        starts=window.starts,
        kind=kind,
        volunteer_id=volunteer_id,
        code=free_code(tx) if kind is Change.COVER else None,
        created_at=ports.clock.now(),
    )


def _give(ports: Ports, tx: Transaction, window: Window, volunteer_id: str) -> Window:
    tx.shifts.hold(window.shift_id, window.starts, volunteer_id)
    if window.starts_at <= ports.clock.now():
        offer_what_waits(ports, tx)
    return replace(window, volunteer_id=volunteer_id)


def _tell(ports: Ports, tx: Transaction, window: Window, text_id: str) -> None:
    """Whose shift it was, or is: nothing of one that is over, or that nobody has."""
    volunteer = tx.volunteers.by_id(window.volunteer_id or "")
    if volunteer is not None and window.ends_at > ports.clock.now():
        words = when(ports, volunteer, window.starts_at, window.ends_at)
        say(ports, tx, volunteer, text_id, when=words)


def _noted(ports: Ports, tx: Transaction, who: str, action: str, shift_id: str) -> None:
    tx.audit.write(who, action, shift_id, ports.clock.now())
    tx.announce()


def free_code(tx: Transaction) -> str:
    """A code that no shift has: a letter before the digits, as no code of a request begins."""
    for digits in (3, 3, 3, 4, 5, 6):
        code = "s" + "".join(secrets.choice(_CODE_DIGITS) for _ in range(digits))
        if tx.shifts.by_code(code) is None and tx.shift_asks.by_code(code) is None:
            return code
    raise ShiftRefused("changed")
