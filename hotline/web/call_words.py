"""Calling back, in words for the page: when, what to say, and how it stands."""

from __future__ import annotations

from datetime import datetime

from flask_babel import format_datetime
from flask_babel import gettext as _

from hotline.domain.callbacks import Outcome, WhyNot
from hotline.domain.contact_safety import (
    Answered,
    Contact,
    ContactRules,
    Hours,
    Saying,
    what_to_say,
)
from hotline.services.call_page import Comes, Phase
from hotline.web.context import ports


def moment(at: datetime) -> str:
    """In the network's own time."""
    local = at.astimezone(ports().zone)
    return format_datetime(local, "EEE d MMM, HH:mm", rebase=False)


def hours(rules: ContactRules) -> str:
    match rules.hours:
        case Hours.MORNING:
            return _("They may be called in the morning: from 9:00 to 12:00.")
        case Hours.EVENING:
            return _("They may be called in the evening: from 17:00 to 21:00.")
        case Hours.AS_SAID:
            return _("They said when they may be called. Listen, and call only then.")
    return _("They may be called by day: from 9:00 to 20:00.")


def whose_clock(*, day_on_both: bool) -> str:
    """On which clock these hours are read (T5); never where the person's number is from."""
    if day_on_both:
        return _(
            "On their own clock, as their number tells it. They named no hours, so it must be "
            "day here too."
        )
    return _("On their own clock where their number tells it, else on ours.")


def why_not(kind: str, at: datetime | None) -> str:
    """Why there is no button now, in one sentence."""
    match kind:
        case WhyNot.NO_NUMBER:
            return _("Their number was withheld: nobody can call them back.")
        case WhyNot.NOT_ALLOWED:
            return _("Do not call: they did not say that we may. They call us.")
        case WhyNot.NOT_THIS_WAY:
            return _("Do not call: they want texts, not calls.")
        case WhyNot.NOT_NOW if at:
            return _("Not now: they may be called from %(time)s on our clock.", time=moment(at))
        case WhyNot.TOO_SOON if at:
            return _(
                "Somebody has just tried. Leave them in peace until %(time)s.", time=moment(at)
            )
        case WhyNot.TRIED_ENOUGH:
            return _(
                "We tried three times and could not reach them. When they call with the number "
                "of their request, they hear so."
            )
        case WhyNot.TOO_MANY_CALLS:
            return _("There were many calls just now. Try again in a quarter of an hour.")
        case WhyNot.LISTEN_FIRST:
            return _("Listen first: they said when they may be called.")
        case WhyNot.SILENT:
            return _("Do not call: that phone wants to hear nothing from us. They call us.")
        case WhyNot.NUMBER_RESTS:
            return _("That phone was rung three times today. Leave it in peace until tomorrow.")
        case WhyNot.HIDDEN:
            return _(
                "Be quiet: they wrote their word. Nothing goes to them until they write again."
            )
        case "no_call":
            return _("There is no call now that somebody could come into.")
        case "interpreter_comes":
            return _("An interpreter is there or on the way already.")
        case "listened_to":
            return _("This line may be listened to: a third phone would end the call.")
        case "no_interpreter":
            return _("Nobody who speaks this language can be rung now.")
    return _("That cannot be done now.")


def chip(rules: ContactRules) -> tuple[bool, str]:
    """(may be contacted, how) in a few words, for the list."""
    if rules.hidden:
        return False, _("Be quiet: wait for them")
    if Contact.CALL not in rules.ways:
        if Contact.TEXT in rules.ways:
            return True, _("Texts only")
        return False, _("Do not call: waits for them")
    match rules.hours:
        case Hours.MORNING:
            return True, _("Call from 9 to 12")
        case Hours.EVENING:
            return True, _("Call from 17 to 21")
        case Hours.AS_SAID:
            return True, _("Asked to be called: listen when")
    return True, _("Call from 9 to 20")


def to_the_person(*, has_word: bool) -> str:
    """The words for the person themselves."""
    if has_word:
        return _("When somebody answers: say the safe word, nothing else, and wait.")
    return _("When somebody answers: say hello, and not who we are until you know it is them.")


def to_others(rules: ContactRules) -> tuple[str, str]:
    """(id of the script, its words) for a machine or another person (O4)."""
    saying = what_to_say(rules, Answered.SOMEBODY_ELSE)
    match saying:
        case Saying.A_FRIEND:
            words = _("Somebody else, or a machine: “A friend. I will call again.” Hang up.")
        case Saying.WHO_WE_ARE:
            words = _(
                "Somebody else, or a machine: “%(name)s. We will call again.” Hang up.",
                name=ports().hotline_name,
            )
        case _:
            words = _("Somebody else, or a machine: hang up. Say nothing.")
    return saying.value, words


def phase(of: Phase) -> str:
    match of:
        case Phase.RINGS_YOU:
            return _("Your phone rings. Answer it, listen, and press 1.")
        case Phase.RINGS_THEM:
            return _("Their phone rings.")
        case Phase.TALKING:
            return _("Their phone was answered. You are connected.")
        case Phase.CUT_OFF:
            return _("You were cut off. They are still on the line.")
    return ""


def comes(of: Comes, language: str) -> str:
    match of:
        case Comes.RINGS:
            return _("%(language)s: an interpreter's phone rings.", language=language)
        case Comes.THERE:
            return _("%(language)s: an interpreter is in the call.", language=language)
        case Comes.GONE:
            return _("%(language)s: the interpreter has left the call.", language=language)
    return _("%(language)s: nobody could come. You can try again.", language=language)


def outcome(of: Outcome | None) -> str:
    match of:
        case Outcome.REACHED:
            return _("They were reached.")
        case Outcome.SOMEBODY_ELSE:
            return _("Somebody else answered.")
        case Outcome.MACHINE:
            return _("A machine answered.")
        case Outcome.NO_ANSWER:
            return _("Nobody answered.")
    return _("Nobody has said yet who answered.")


def outcomes() -> list[tuple[Outcome, str]]:
    """Buttons after a call."""
    return [
        (Outcome.REACHED, _("I reached them")),
        (Outcome.SOMEBODY_ELSE, _("Somebody else")),
        (Outcome.MACHINE, _("A machine")),
        (Outcome.NO_ANSWER, _("Nobody")),
    ]
