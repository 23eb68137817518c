"""What volunteers text about shifts from their own phone, and what they are answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from hotline.domain.shift_words import Ask, ShiftText, read_shift_text
from hotline.domain.shifts import AHEAD, Window
from hotline.domain.volunteers import Volunteer
from hotline.errors import ShiftRefused
from hotline.ports import Ports, Transaction
from hotline.services import duty
from hotline.services.shift_asks import accept_in, decline_in
from hotline.services.shift_changes import open_in, take_in
from hotline.services.shift_wording import clock_time, say, when

#: What is known to volunteers who were too late, or are there anyway.
_ANSWERS = {"taken": "shift.too_late", "past": "shift.over", "overlap": "shift.double"}
#: Kinds of what was told, each once to the same person of the same single shift.
ASKED = "ask"
REMINDED = "remind"
LET_GO = "let-go"
#: A second CANT so soon is the first one sent twice.
IN_A_HURRY = timedelta(minutes=5)


def answer_about_shifts(ports: Ports, tx: Transaction, volunteer: Volunteer, body: str) -> bool:
    """Do what the text asks and answer it; False when it is not about shifts.

    The code of an open shift is one only for a phone that was asked about it, and BACK is
    about shifts only in a break: else a request is given back.
    """
    text = read_shift_text(body)
    if text is None:
        return False
    match text.ask:
        case Ask.CANNOT:
            _cannot(ports, tx, volunteer)
        case Ask.TAKE:
            return _take(ports, tx, volunteer, text)
        case Ask.YES | Ask.NO:
            return _answer(ports, tx, volunteer, text)
        case Ask.BREAK:
            until = duty.take_break_in(ports, tx, volunteer.id, text.minutes)
            say(ports, tx, volunteer, "shift.break", end=clock_time(ports, until))
        case Ask.BACK:
            if not tx.hours.of(volunteer.id).on_break(ports.clock.now()):
                return False
            duty.come_back_in(ports, tx, volunteer.id)
            say(ports, tx, volunteer, "shift.back")
    return True


def _cannot(ports: Ports, tx: Transaction, volunteer: Volunteer) -> None:
    """Opens the shift that is under way, else the next one; the same word again, nothing more."""
    now = ports.clock.now()
    window = _just_let_go(tx, volunteer, now)
    if window is None:
        window = next(iter(tx.shifts.between(now, now + AHEAD, volunteer.id)), None)
        if window is None:
            say(ports, tx, volunteer, "shift.none")
            return
        open_in(ports, tx, volunteer.id, window)
        tx.shifts.note(LET_GO, window.name, volunteer.id, now)
    words = when(ports, volunteer, window.starts_at, window.ends_at)
    say(ports, tx, volunteer, "shift.let_go", when=words)


def _just_let_go(tx: Transaction, volunteer: Volunteer, now: datetime) -> Window | None:
    """What they have let go by text a moment ago, and nobody has taken yet."""
    if not tx.shifts.count_notes(LET_GO, volunteer.id, now - IN_A_HURRY):
        return None
    open_ones = tx.shifts.open_between(now, now + AHEAD)
    mine = (each for each in open_ones if volunteer.id in tx.shifts.noted(LET_GO, each.name))
    return next(mine, None)


def _take(ports: Ports, tx: Transaction, volunteer: Volunteer, text: ShiftText) -> bool:
    if volunteer.id not in tx.shifts.noted(ASKED, text.code):
        return False
    change = tx.shifts.by_code(text.code)
    window = tx.shifts.window(change.shift_id, change.starts) if change else None
    if window is None:
        # Taken away, or given back and open again under another code.
        say(ports, tx, volunteer, "shift.over")
        return True
    words = when(ports, volunteer, window.starts_at, window.ends_at)
    if window.volunteer_id != volunteer.id:
        try:
            take_in(ports, tx, volunteer.id, window)
        except ShiftRefused as refused:
            say(ports, tx, volunteer, _ANSWERS.get(refused.kind, "shift.too_late"))
            return True
        # They know of it: no reminder within the next day.
        if window.starts_at - ports.clock.now() < timedelta(days=1):
            tx.shifts.note(REMINDED, window.name, volunteer.id, ports.clock.now())
        tx.audit.write(volunteer.id, "shift:one:take", window.shift_id, ports.clock.now())
        tx.announce()
    say(ports, tx, volunteer, "shift.taken", when=words)
    return True


def _answer(ports: Ports, tx: Transaction, volunteer: Volunteer, text: ShiftText) -> bool:
    """Yes or no to a volunteer who asked them by name; nobody else's code is one."""
    ask = tx.shift_asks.by_code(text.code)
    if ask is None or ask.asked_id != volunteer.id:
        return False
    if text.ask is Ask.NO:
        decline_in(ports, tx, volunteer.id, ask)
        say(ports, tx, volunteer, "shift.hand_thanks")
        return True
    try:
        window = accept_in(ports, tx, volunteer.id, ask)
    except ShiftRefused as refused:
        say(ports, tx, volunteer, _ANSWERS.get(refused.kind, "shift.over"))
        return True
    words = when(ports, volunteer, window.starts_at, window.ends_at)
    say(ports, tx, volunteer, "shift.taken", when=words)
    return True
