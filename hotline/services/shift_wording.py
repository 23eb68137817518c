"""How a time of the rota is said in a text: by the hotline's wall, in the reader's language."""

from __future__ import annotations

from datetime import datetime, timedelta

from hotline.domain.volunteers import Volunteer
from hotline.domain.wall_clock import on_the_wall
from hotline.ports import Ports, Transaction
from hotline.services.texts_to_volunteers import queue_text_to_volunteer
from hotline.types import Language


def language_of(ports: Ports, volunteer: Volunteer) -> Language:
    """The language in which we write to this volunteer."""
    return volunteer.languages[0] if volunteer.languages else ports.default_language


def say(ports: Ports, tx: Transaction, volunteer: Volunteer, text_id: str, **words: str) -> None:
    """Text a volunteer, in their language."""
    text = ports.texts.text(text_id, language_of(ports, volunteer), **words)
    queue_text_to_volunteer(ports, tx, volunteer, text)


def when(ports: Ports, reader: Volunteer, starts_at: datetime, ends_at: datetime) -> str:
    """'today 18:00 to 22:00'; a day that is more than six days away has its date."""
    language = language_of(ports, reader)
    begin, end = on_the_wall(starts_at, ports.zone), on_the_wall(ends_at, ports.zone)
    last = f"{end:%H:%M}"
    if end - begin > timedelta(days=1):
        last = f"{_day(ports, language, end)} {last}"
    return ports.texts.text(
        "shift.when",
        language,
        day=_day(ports, language, begin),
        begin=f"{begin:%H:%M}",
        end=last,
    )


def _day(ports: Ports, language: Language, wall: datetime) -> str:
    ahead = wall.date() - on_the_wall(ports.clock.now(), ports.zone).date()
    name = {0: "day.today", 1: "day.tomorrow"}.get(ahead.days, f"day.{wall.weekday()}")
    day = ports.texts.text(name, language)
    return day if timedelta() <= ahead <= timedelta(days=6) else f"{day} {wall:%Y-%m-%d}"


def clock_time(ports: Ports, at: datetime) -> str:
    """'22:00' on the hotline's wall."""
    return f"{on_the_wall(at, ports.zone):%H:%M}"


def day_and_time(ports: Ports, reader: Volunteer, at: datetime) -> str:
    """'Thu 18:00' on the hotline's wall, in the reader's language."""
    wall = on_the_wall(at, ports.zone)
    return f"{_day(ports, language_of(ports, reader), wall)} {wall:%H:%M}"
