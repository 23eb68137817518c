"""Whether, when and how a person may be contacted: what they allowed, and nothing else.

Nobody is contacted who did not say yes. Every text and call to a person passes
`may_contact` (services/dispatch.py), and there is no way round it.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum


class Contact(StrEnum):
    """How somebody is reached."""

    CALL = "call"
    TEXT = "text"


class Hours(StrEnum):
    """When it is safe, in the person's own time (services/their_time.py)."""

    ANY = "any"
    MORNING = "morning"
    EVENING = "evening"
    #: They said it in their own words: a volunteer has heard it before they call.
    AS_SAID = "as-said"
    #: Only in answer to them, while they hold the phone (T11: "only sometimes", "I will write").
    WHEN_THEY_WRITE = "when-they-write"


class ToOthers(StrEnum):
    """What is said when somebody else, or a machine, answers."""

    NOTHING = "nothing"
    FRIEND = "friend"
    NAME = "name"


class Answered(StrEnum):
    """Who picks up. Nobody is the person until they have answered to the safe word."""

    PERSON = "person"
    SOMEBODY_ELSE = "somebody_else"
    MACHINE = "machine"


class Saying(StrEnum):
    """What the volunteer says then."""

    SAFE_WORD_AND_WAIT = "safe_word_and_wait"
    HANG_UP = "hang_up"
    A_FRIEND = "a_friend"
    WHO_WE_ARE = "who_we_are"


class Reason(StrEnum):
    """Why somebody may not be contacted now."""

    NOT_ALLOWED = "not_allowed"
    NOT_THIS_WAY = "not_this_way"
    NOT_NOW = "not_now"
    #: They said when, and who wants to call has not listened to it.
    NOT_HEARD = "not_heard"
    #: They wrote their word alone: silence until they write again.
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Allowed:
    """Go ahead."""


@dataclass(frozen=True)
class Refused:
    """Do not; `reason` is for the page and the log, never for the person's phone."""

    reason: Reason


@dataclass(frozen=True)
class ContactRules:
    """What one person allowed. Made without arguments it allows nothing."""

    ways: frozenset[Contact] = frozenset()
    hours: Hours = Hours.ANY
    to_others: ToOthers = ToOthers.NOTHING
    #: A word that only they and we know, when they wrote it; one that was spoken is a recording.
    word: str = ""
    #: Texts may come, but none that says what they asked for (T5: what may a message say?).
    neutral: bool = False
    #: They wrote their word alone: somebody may be with them (services/quiet_word.py).
    hidden: bool = False


NO_CONTACT = ContactRules()

#: From and to, on the person's clock. "Any time" is by day: nobody is woken by us.
_SAFE: dict[Hours, tuple[time, time]] = {
    Hours.ANY: (time(9), time(20)),
    Hours.MORNING: (time(9), time(12)),
    Hours.EVENING: (time(17), time(21)),
    # What was said narrows this; nobody's words are taken to mean the middle of the night.
    Hours.AS_SAID: (time(7), time(22)),
    Hours.WHEN_THEY_WRITE: (time(0), time(0)),
}


def may_contact(
    rules: ContactRules | None,
    channel: Contact,
    when: datetime,
    zone: tzinfo | None,
    *,
    heard: bool = False,
    also: tzinfo | None = None,
) -> Allowed | Refused:
    """Whether this person may be contacted this way at this moment; no rules is a no.

    `zone` is the person's, as well as it is known; None is the zone of this machine. Who named
    no hours is left alone at night on the clock of `also` too: they may have moved and kept
    their number. `heard` is true for a
    human who has listened to when they may be called, if they said it: no machine has.
    """
    rules = rules or NO_CONTACT
    if not rules.ways:
        return Refused(Reason.NOT_ALLOWED)
    if channel not in rules.ways:
        return Refused(Reason.NOT_THIS_WAY)
    if rules.hidden:
        return Refused(Reason.HIDDEN)
    if rules.hours is Hours.AS_SAID and (not heard or channel is not Contact.CALL):
        return Refused(Reason.NOT_HEARD)
    first, last = _SAFE[rules.hours]
    clocks = [zone] if also is None or rules.hours is not Hours.ANY else [zone, also]
    if not all(first <= when.astimezone(clock).time() < last for clock in clocks):
        return Refused(Reason.NOT_NOW)
    return Allowed()


def passes_with_time(asked: Allowed | Refused) -> bool:
    """Whether what may not go out now is to wait, and not to be given up."""
    return asked in (Refused(Reason.NOT_NOW), Refused(Reason.HIDDEN))


def is_word_of(rules: ContactRules, body: str) -> bool:
    """Whether a text is their own word and nothing else, however it is written."""
    return bool(rules.word) and _plain(body) == _plain(rules.word)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split())


def opens_at(
    hours: Hours, when: datetime, zone: tzinfo | None, also: tzinfo | None = None
) -> datetime:
    """The next moment at which these hours begin, after `when`; in the zone of `when`.

    With `also` (as in may_contact) when they have begun on both clocks. Hours that begin only
    when they write are looked at again in an hour.
    """
    if hours is Hours.WHEN_THEY_WRITE:
        return when + timedelta(hours=1)
    if also is None or hours is not Hours.ANY:
        return _begins(hours, when, zone)
    rules = ContactRules(frozenset({Contact.TEXT}), hours)
    begins = sorted(_begins(hours, when, each) for each in (zone, also))
    both = (
        moment
        for moment in begins
        if may_contact(rules, Contact.TEXT, moment, zone, also=also) == Allowed()
    )
    # The later of the two lies in the other's day, or that day ended before: then a day on.
    return next(both, begins[-1])


def _begins(hours: Hours, when: datetime, zone: tzinfo | None) -> datetime:
    here = when.astimezone(zone)
    begins = datetime.combine(here.date(), _SAFE[hours][0], here.tzinfo)
    if begins <= here:
        begins = datetime.combine(here.date() + timedelta(days=1), _SAFE[hours][0], here.tzinfo)
    return begins.astimezone(when.tzinfo)


def what_to_say(rules: ContactRules | None, who_answered: Answered) -> Saying:
    """What may be said to whoever answers; with no rules, nothing."""
    rules = rules or NO_CONTACT
    if Contact.CALL not in rules.ways:
        return Saying.HANG_UP
    if who_answered is Answered.PERSON:
        return Saying.SAFE_WORD_AND_WAIT
    return {
        ToOthers.NOTHING: Saying.HANG_UP,
        ToOthers.FRIEND: Saying.A_FRIEND,
        ToOthers.NAME: Saying.WHO_WE_ARE,
    }[rules.to_others]


#: What each answer to "may we contact you?" allows. Who may be called may be called only.
#: `other`: at a number that they keyed in, which is never texted.
_WAYS = {
    "call": frozenset({Contact.CALL}),
    "other": frozenset({Contact.CALL}),
    "text": frozenset({Contact.TEXT}),
}


def rules_from(may: str, hours: str, to_others: str) -> ContactRules:
    """The rules from answers as the flow names them; an answer it does not know is a no."""
    if may not in _WAYS:
        return NO_CONTACT
    return ContactRules(
        _WAYS[may],
        Hours(hours) if hours in set(Hours) else Hours.ANY,
        ToOthers(to_others) if to_others in set(ToOthers) else ToOthers.NOTHING,
    )


def to_json(rules: ContactRules) -> str:
    """The rules as text, to be sealed with the request."""
    return json.dumps(
        {
            "ways": sorted(rules.ways),
            "hours": rules.hours,
            "to_others": rules.to_others,
            "word": rules.word,
            "neutral": rules.neutral,
            "hidden": rules.hidden,
        }
    )


def from_json(text: str) -> ContactRules:
    """The rules that to_json wrote; anything that is not whole allows nothing."""
    try:
        plain = json.loads(text)
        return ContactRules(
            frozenset(Contact(way) for way in plain["ways"]),
            Hours(plain["hours"]),
            ToOthers(plain["to_others"]),
            str(plain.get("word") or ""),
            bool(plain.get("neutral")),
            bool(plain.get("hidden")),
        )
    except (ValueError, KeyError, TypeError):
        return NO_CONTACT
