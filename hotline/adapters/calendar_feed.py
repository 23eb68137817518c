"""Shifts as an iCalendar feed (RFC 5545) that a calendar app can subscribe to."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from hotline.domain.shifts import Window


def as_feed(windows: Sequence[Window], summary: str, now: datetime) -> bytes:
    """One event a shift, in UTC: every app shows it in its own zone, on the odd nights too.

    One-off changes are in it as they are; a shift that was given away is gone at the next
    look. Nothing of a caller and no other name is in it: companies keep people's calendars.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//hotline//shifts//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", summary)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for window in windows:
        event = Event()
        event.add("uid", f"{hashlib.sha256(window.name.encode()).hexdigest()[:32]}@hotline")
        event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
        event.add("dtstart", window.starts_at.astimezone(UTC))
        event.add("dtend", window.ends_at.astimezone(UTC))
        event.add("summary", summary)
        event.add("transp", "OPAQUE")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
