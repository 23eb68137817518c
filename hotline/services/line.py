"""What coordinators say of the line, and what a call has to know of it at this moment."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from hotline.domain.line import (
    LONGEST_AREA,
    LONGEST_REASON,
    MOST_LIMITS,
    SETTABLE,
    Announcement,
    Limit,
    LimitState,
    LineNow,
    LineSetting,
    LineState,
    StoredLimit,
    current,
    tidy,
)
from hotline.errors import KeyLost, LineRefused
from hotline.ports import Ports, Transaction
from hotline.services.claims import volunteer_name
from hotline.services.on_call import languages_on_call
from hotline.types import Language, new_id

#: What the audit calls the one line that there is.
LINE = "line"


def line_now(ports: Ports, tx: Transaction) -> LineNow:
    """All that is so now, read in the transaction of one webhook or one page."""
    now = ports.clock.now()
    setting = tx.line.setting()
    state = setting.at(now)
    return LineNow(
        state=state,
        until=setting.until if state is not LineState.OPEN else None,
        limits=tuple(_limit(tx, row) for row in current(tx.line.limits(), now)),
        board=tuple(
            Announcement(
                id=row.id,
                language=row.language,
                until=row.until,
                words=_opened(tx, row.key_id, "announcement.words", row.words),
                seconds=row.seconds,
                set_by=row.set_by,
            )
            for row in tx.line.announcements()
            if row.until > now
        ),
        on_call=languages_on_call(ports, tx, now),
        now=now,
        zone=ports.zone,
    )


@dataclass(frozen=True)
class LineSeen:
    """The line as coordinators see it; `names` tells who set what, by id."""

    now: LineNow
    set_by: str
    names: Mapping[str, str]


def look_at_line(ports: Ports) -> LineSeen:
    """What is so now, and who decided it (C4)."""
    with ports.unit_of_work(read_only=True) as tx:
        now, setting = line_now(ports, tx), tx.line.setting()
        everyone = {setting.set_by, *(each.set_by for each in (*now.limits, *now.board))}
        names = {who: volunteer_name(tx, who) for who in everyone if tx.volunteers.by_id(who)}
        return LineSeen(now, setting.set_by, names)


def show_line(ports: Ports) -> LineNow:
    """What is so now, for people who look at it."""
    with ports.unit_of_work(read_only=True) as tx:
        return line_now(ports, tx)


def set_state(ports: Ports, who: str, state: LineState, until: datetime | None = None) -> None:
    """Set the state of the line, until a moment or until further notice.

    Raises LineRefused for a state that cannot be set. An end with 'open' means nothing.
    """
    if state not in SETTABLE:
        raise LineRefused("state")
    now = ports.clock.now()
    kept = until if state is not LineState.OPEN else None
    with ports.unit_of_work() as tx:
        tx.line.set(LineSetting(state, kept, who, now))
        tx.audit.write(who, f"line:{state.value}", LINE, now)
        tx.announce()


def set_limit(
    ports: Ports,
    who: str,
    *,
    topic: str,
    state: LimitState,
    topics: Collection[str],
    area: str = "",
    reason: str = "",
    reason_language: Language | None = None,
    until: datetime | None = None,
) -> None:
    """Say how much there is of one kind of help, in one part of town or everywhere.

    Takes the place of what was said of the same topic and area; 'open' only takes it away.
    Raises LineRefused for a topic that is not in `topics` (no caller could hear it), for
    words that are too long and for too many limits.
    """
    if topic not in topics:
        raise LineRefused("topic", f"There are: {', '.join(topics)}.")
    area, reason = tidy(area, LONGEST_AREA), tidy(reason, LONGEST_REASON)
    now = ports.clock.now()
    with ports.unit_of_work() as tx:
        for row in tx.line.limits():
            same = row.topic == topic and row.area.casefold() == area.casefold()
            if same or (row.until is not None and row.until <= now):
                _forget(tx, row)
        if len(tx.line.limits()) >= MOST_LIMITS and state is not LimitState.OPEN:
            raise LineRefused("many")
        limit_id = new_id()
        if state is not LimitState.OPEN:
            key = tx.keys.create() if reason else None
            tx.line.add_limit(
                StoredLimit(
                    id=limit_id,
                    topic=topic,
                    area=area,
                    state=state,
                    until=until,
                    set_by=who,
                    set_at=now,
                    key_id=key.id if key else None,
                    reason=key.seal_text("limit.reason", reason) if key else None,
                    reason_language=(reason_language or ports.default_language) if key else None,
                )
            )
        tx.audit.write(who, f"limit:{state.value}:{topic}"[:40], limit_id, now)
        tx.announce()


def _limit(tx: Transaction, row: StoredLimit) -> Limit:
    return Limit(
        topic=row.topic,
        state=row.state,
        area=row.area,
        reason=_opened(tx, row.key_id, "limit.reason", row.reason),
        reason_language=row.reason_language,
        until=row.until,
        set_by=row.set_by,
        id=row.id,
    )


def _opened(tx: Transaction, key_id: str | None, purpose: str, sealed: object) -> str:
    """The words, or none: one that cannot be opened must not keep a caller from the rest."""
    if key_id is None or sealed is None:
        return ""
    try:
        return tx.keys.open(key_id).open_text(purpose, sealed)  # type: ignore[arg-type]
    except KeyLost:
        return ""


def _forget(tx: Transaction, row: StoredLimit) -> None:
    tx.line.remove_limit(row.id)
    if row.key_id:
        tx.keys.destroy(row.key_id)
