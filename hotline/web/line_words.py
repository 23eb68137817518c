"""The line in the words of the page: states, limits, ends, and why something was refused."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_datetime
from flask_babel import gettext as _

from hotline.domain.line import LimitState, LineState
from hotline.services.line import LineSeen
from hotline.web import shown
from hotline.web.context import ports
from hotline.web.i18n import page_locale

#: In the order of the page: from as usual to nobody there.
STATES = (
    LineState.OPEN,
    LineState.SHORT_STAFFED,
    LineState.SURGE,
    LineState.PAUSED,
    LineState.CLOSED,
)
LIMITS = (LimitState.LIMITED, LimitState.PAUSED)


def state(of: LineState) -> str:
    match of:
        case LineState.OPEN:
            return _("Open")
        case LineState.SHORT_STAFFED:
            return _("Short-staffed")
        case LineState.SURGE:
            return _("Surge")
        case LineState.PAUSED:
            return _("Paused")
        case LineState.CLOSED:
            return _("Closed")
    return _("Nobody on call")


def meaning(of: LineState) -> str:
    """What callers meet in that state."""
    match of:
        case LineState.OPEN:
            return _("Callers hear the choices.")
        case LineState.SHORT_STAFFED:
            return _("They are told that it takes longer, then hear the choices.")
        case LineState.SURGE:
            return _("A short greeting, then a message at once.")
        case LineState.PAUSED:
            return _("They are told so, and can leave a message.")
    return _("They are told so, and can leave a message.")


def limit(of: LimitState) -> str:
    match of:
        case LimitState.LIMITED:
            return _("A little is left")
        case LimitState.PAUSED:
            return _("Nothing right now")
    return _("As usual")


def topic(name: str) -> str:
    return shown.topic_words(name)


def ending(until: datetime | None) -> str:
    """When it ends by itself, in the network's own time."""
    if until is None:
        return _("until somebody changes it")
    there = until.astimezone(ports().zone)
    at = format_datetime(
        there.replace(tzinfo=None), "EEE d MMM, HH:mm", tzinfo=None, locale=page_locale()
    )
    return _("until %(time)s", time=at)


def who(seen: LineSeen, set_by: str) -> str:
    """The name of who decided; the command line has none."""
    return shown.words(seen.names[set_by]) if set_by in seen.names else _("the command line")


def refusal(kind: str) -> str:
    match kind:
        case "until":
            return _("Nothing was changed: the end is no day within a year.")
        case "past":
            return _("Nothing was changed: that end has passed already.")
        case "long":
            return _("Nothing was changed: that is too long to be said on the phone.")
        case "topic":
            return _("Nothing was changed: the phone has no choice with that topic.")
        case "many":
            return _("Nothing was changed: there are too many already. Take one away first.")
        case "empty":
            return _("Nothing was changed: type what is to be said, or choose a recording.")
        case "end":
            return _("Nothing was changed: everything on the board needs an end date.")
        case "sound":
            return _(
                "Nothing was changed: the recording cannot be used. Save it as a WAV file of at "
                "most 60 seconds."
            )
        case "language":
            return _("Nothing was changed: that is not one of the hotline's languages.")
    return _("Nothing was changed: there is no such state.")
