"""The board: short announcements that callers can listen to, each until its end date."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from hotline.domain.line import (
    LONGEST_ANNOUNCEMENT,
    MOST_ANNOUNCEMENTS,
    StoredAnnouncement,
    tidy,
)
from hotline.errors import KeyLost, LineRefused, NotFound
from hotline.ports import Ports, Transaction
from hotline.types import Language, new_id


@dataclass(frozen=True)
class RecordedAnnouncement:
    """A recording as the phone plays it: 8 kHz, one channel, 16 bits (an adapter made it)."""

    wav: bytes
    seconds: float


def add_announcement(
    ports: Ports,
    who: str,
    *,
    language: Language,
    languages: Collection[Language],
    until: datetime | None,
    words: str = "",
    recording: RecordedAnnouncement | None = None,
) -> str:
    """Put words or a recording on the board; returns its id.

    With both, the recording is played and the words are what it says, for the page.
    Raises LineRefused without words or recording, without an end, for a language that the
    hotline does not have, for too many words, and when the board is full.
    """
    words = tidy(words, LONGEST_ANNOUNCEMENT)
    if not words and recording is None:
        raise LineRefused("empty")
    if until is None:
        raise LineRefused("end")
    if language not in languages:
        raise LineRefused("language")
    now = ports.clock.now()
    with ports.unit_of_work() as tx:
        _forget_ended(tx, now)
        own = [row for row in tx.line.announcements() if row.language == language]
        if len(own) >= MOST_ANNOUNCEMENTS:
            raise LineRefused("many")
        key = tx.keys.create()
        row = StoredAnnouncement(
            id=new_id(),
            key_id=key.id,
            language=language,
            until=until,
            set_by=who,
            set_at=now,
            words=key.seal_text("announcement.words", words) if words else None,
            seconds=recording.seconds if recording else None,
        )
        sound = key.seal("announcement.sound", recording.wav) if recording else None
        tx.line.add_announcement(row, sound)
        tx.audit.write(who, "board:add", row.id, now)
        tx.announce()
    return row.id


def remove_announcement(ports: Ports, who: str, announcement_id: str) -> None:
    """Take an announcement off the board and erase it. Raises NotFound."""
    with ports.unit_of_work() as tx:
        found = [row for row in tx.line.announcements() if row.id == announcement_id]
        if not found:
            raise NotFound("There is no such announcement: `hotline line board list` shows them.")
        _erase(tx, found[0])
        tx.audit.write(who, "board:remove", announcement_id, ports.clock.now())
        tx.announce()


def announcement_sound(ports: Ports, announcement_id: str) -> bytes | None:
    """The WAV of an announcement while it is current, else None. Public: callers hear it."""
    with ports.unit_of_work(read_only=True) as tx:
        found = tx.line.announcement_sound(announcement_id, ports.clock.now())
        if found is None:
            return None
        key_id, sound = found
        try:
            return tx.keys.open(key_id).open("announcement.sound", sound)
        except KeyLost:
            return None


def _forget_ended(tx: Transaction, now: datetime) -> None:
    for row in tx.line.announcements():
        if row.until <= now:
            _erase(tx, row)


def _erase(tx: Transaction, row: StoredAnnouncement) -> None:
    tx.line.remove_announcement(row.id)
    tx.keys.destroy(row.key_id)
