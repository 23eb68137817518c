"""A note for who comes next (O7): written at the end of a shift, read by who is on call.

The words never leave the two pages: no text, notice, log or address has anything of them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.domain.deny_list import words_denied
from hotline.domain.retention import KEPT
from hotline.domain.shift_notes import (
    AFTER_THE_END,
    NoteWords,
    ShiftNote,
    checked_note,
    numbers_in,
    turn_of,
)
from hotline.errors import NoteRefused, NotFound
from hotline.ports import Ports, Transaction
from hotline.services.claims import volunteer_name
from hotline.services.on_call import is_on_call
from hotline.types import new_id

#: More than these nobody reads before a shift.
_SHOWN = 10


@dataclass(frozen=True)
class SeenNote:
    """A note of somebody else, opened."""

    id: str
    author: str
    written_at: datetime
    words: NoteWords


def offered(ports: Ports, volunteer_id: str) -> NoteWords | None:
    """What this volunteer has written of their turn so far; None while no note is asked of them."""
    with ports.unit_of_work(read_only=True) as tx:
        turn = _turn(ports, tx, volunteer_id)
        if turn is None:
            return None
        note = tx.shift_notes.of_turn(volunteer_id, turn)
        return _opened(tx, note) if note else NoteWords()


def write(ports: Ports, volunteer_id: str, typed: NoteWords, *, anyway: bool = False) -> None:
    """Keep the note of this turn in place of the one before. Raises NoteRefused, NotFound.

    NoteRefused 'sensitive' names the words of the deny-list and what looks like a phone
    number; with `anyway` they are kept all the same.
    """
    words = checked_note(typed)
    asked = () if anyway else _to_ask_about(ports, words)
    with ports.unit_of_work() as tx:
        turn = _turn(ports, tx, volunteer_id)
        author = tx.volunteers.by_id(volunteer_id)
        if author is None:
            raise NotFound("There is no such volunteer.")
        if turn is None:
            raise NoteRefused("not-now")
        if asked:
            raise NoteRefused("sensitive", asked)
        now = ports.clock.now()
        sealed = tx.keys.open(author.key_id).seal_text("shift-note.words", json.dumps(words.boxes))
        note = ShiftNote(new_id(), volunteer_id, turn, now, sealed)
        if tx.shift_notes.put(note):
            tx.audit.write(volunteer_id, "shift-note:write", note.id, now)


def to_read(ports: Ports, volunteer_id: str) -> list[SeenNote]:
    """The newest notes of others that this volunteer has not put away; none for who may not."""
    with ports.unit_of_work(read_only=True) as tx:
        if not _may_read(ports, tx, volunteer_id):
            return []
        since = ports.clock.now() - KEPT["notes from shift to shift"]
        return [
            SeenNote(
                note.id, volunteer_name(tx, note.author_id), note.written_at, _opened(tx, note)
            )
            for note in tx.shift_notes.unread(volunteer_id, since, _SHOWN)
        ]


def put_away(ports: Ports, volunteer_id: str, note_id: str) -> None:
    """ "I have read it": hide it from this volunteer alone; twice is harmless.

    Raises NotFound for one that is gone or replaced, and for who may not read it.
    """
    now = ports.clock.now()
    with ports.unit_of_work() as tx:
        note = tx.shift_notes.by_id(note_id)
        if note is None or not _may_read(ports, tx, volunteer_id):
            raise NotFound("There is no such note.")
        # It may go in this moment, by being written anew.
        if tx.apart(lambda: tx.shift_notes.mark_read(note_id, volunteer_id), False):
            tx.audit.write(volunteer_id, "shift-note:read", note_id, now)


def _turn(ports: Ports, tx: Transaction, volunteer_id: str) -> str | None:
    now = ports.clock.now()
    windows = tx.shifts.between(now - AFTER_THE_END, now + timedelta(minutes=1), volunteer_id)
    return turn_of(list(windows), tx.shift_notes.left_at(volunteer_id), now)


def _may_read(ports: Ports, tx: Transaction, volunteer_id: str) -> bool:
    reader = tx.volunteers.by_id(volunteer_id)
    return reader is not None and (reader.is_coordinator or is_on_call(ports, tx, volunteer_id))


def _opened(tx: Transaction, note: ShiftNote) -> NoteWords:
    author = tx.volunteers.by_id(note.author_id)
    if author is None:
        return NoteWords()
    return NoteWords(
        *json.loads(tx.keys.open(author.key_id).open_text("shift-note.words", note.words))
    )


def _to_ask_about(ports: Ports, words: NoteWords) -> tuple[str, ...]:
    text = "\n".join(words.boxes)
    return (*words_denied(text, ports.house.deny), *numbers_in(text))
