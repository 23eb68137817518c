"""Asking, wishes, endings and care in the words of a page."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_time
from flask_babel import gettext as _

from hotline.domain.escalation import Target
from hotline.domain.outcomes import Outcome, Reason, ToldHow
from hotline.domain.routing import Wish
from hotline.services.offer_view import Asked
from hotline.web.context import ports
from hotline.web.i18n import page_locale

OUTCOMES, REASONS, WAYS = tuple(Outcome), tuple(Reason), tuple(ToldHow)


def clock_time(moment: datetime) -> str:
    """The time of day where the network lives."""
    return format_time(moment.astimezone(ports().zone), "short", locale=page_locale())


def why_asked(asked: Asked) -> str:
    """Why this person, in one short sentence."""
    match asked.why:
        case Target.COORDINATORS.value:
            return _("Coordinator, because nobody else has taken it")
        case Target.ON_SHIFT.value if not asked.speaks:
            return _("On call, does not speak the language")
    if asked.helps_near and asked.has_topic:
        return _("On call, speaks the language, helps with this topic and in this area")
    if asked.helps_near:
        return _("On call, speaks the language, helps in this area")
    if asked.has_topic:
        return _("On call, speaks the language, helps with this topic")
    return _("On call, speaks the language")


def unmet(kind: Wish) -> str:
    """What is said to everybody when nobody on call is what was asked for."""
    match kind:
        case Wish.WOMAN:
            return _("They asked for a woman; there is none on call.")
        case Wish.NOT_FROM:
            return _("They asked for somebody from elsewhere; nobody on call is.")
    return _("They asked for the person of last time, who is not on call.")


def outcome(value: Outcome) -> str:
    match value:
        case Outcome.ANSWERED:
            return _("They were helped")
        case Outcome.NOT_REACHED:
            return _("We could not reach them")
        case Outcome.WITHDRAWN:
            return _("They need it no more")
    return _("We can't help, and have told them")


def reason(value: Reason) -> str:
    match value:
        case Reason.NO_MEANS:
            return _("We have no time or means for it now")
        case Reason.TOO_FAR:
            return _("It is too far away")
        case Reason.NOT_OURS:
            return _("It is nothing that we do")
        case Reason.PROFESSIONAL:
            return _("It needs a professional")
    return _("Another reason")


def way(value: ToldHow) -> str:
    match value:
        case ToldHow.CALL:
            return _("By phone")
        case ToldHow.TEXT:
            return _("By text")
    return _("In person")


def refusal(kind: str) -> str:
    """Why a request cannot be closed like that."""
    match kind:
        case "reason":
            return _("Say why we can't.")
        case "told":
            return _("Tell the person first, then say how you told them.")
        case "day":
            return _("Say on which day you told them: today, or a day before.")
    return _("Say how it ended.")
