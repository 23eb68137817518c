"""What stands above the list: how many wait and of which kind, each number a way to those
alone (C1); and for coordinators the line and who is here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from hotline.domain.help_requests import RequestState
from hotline.domain.volunteers import speaks_any
from hotline.services.accounts import Session, who_is_here
from hotline.services.line import show_line
from hotline.services.queue import QueueRow
from hotline.types import Language
from hotline.web import line_words
from hotline.web.context import ports

#: From so many requests on, their words are folded away, so that the list stays a list.
FOLD_FROM = 21


@dataclass(frozen=True)
class Choice:
    """One way of looking at the list: its words, how many it shows, and where it is."""

    words: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True)
class Here:
    """For coordinators: the line in words, who is on call, and in which languages."""

    line: str
    people: tuple[tuple[str, tuple[Language, ...]], ...]


_SHOWS: dict[str, Callable[[QueueRow, Session], bool]] = {
    "all": lambda _row, _me: True,
    "danger": lambda row, _me: row.urgent,
    "waiting": lambda row, _me: row.state is RequestState.QUEUED,
    "your-languages": lambda row, me: speaks_any(me.languages, row.language),
    "yours": lambda row, _me: row.claimed_by_me,
}


def chosen_show(asked: str | None) -> str:
    """The way of looking that was asked for; everything, when it is none of ours."""
    return asked if asked in _SHOWS else "all"


def rows_of(show: str, rows: Sequence[QueueRow], me: Session) -> list[QueueRow]:
    return [row for row in rows if _SHOWS[show](row, me)]


def choices(show: str, rows: Sequence[QueueRow], me: Session) -> list[Choice]:
    """Every way of looking, also those that show nothing now: their places never move."""
    return [
        Choice(
            _words(each),
            len(rows_of(each, rows, me)),
            url_for("queue.show", show=None if each == "all" else each),
            each == show,
        )
        for each in _SHOWS
    ]


def here(me: Session) -> Here | None:
    """The line and who is on call, for coordinators; None for anybody else."""
    if not me.is_coordinator:
        return None
    return Here(line_words.state(show_line(ports()).state), who_is_here(ports()))


def _words(show: str) -> str:
    match show:
        case "danger":
            return _("In danger")
        case "waiting":
            return _("Waiting")
        case "your-languages":
            return _("In your languages")
        case "yours":
            return _("Yours")
    return _("All")
