"""Volunteers, and who is asked first about a request: routing as arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hotline.types import NOT_KNOWN_YET, Language, Sealed


@dataclass(frozen=True)
class Volunteer:
    """A neighbor who answers. No topics means every topic. Name and phone are sealed."""

    id: str
    key_id: str
    name: Sealed
    phone: Sealed
    fingerprint: str
    languages: tuple[Language, ...]
    topics: tuple[str, ...]
    on_call: bool
    pin_hash: str
    is_coordinator: bool = False


class OnCall(NamedTuple):
    """Somebody who may be rung or texted now: what the choice looks at, and nothing sealed.

    A tuple, because thousands may be on call. Whom to write to is read by id, one by one.
    """

    id: str
    key_id: str
    fingerprint: str
    languages: tuple[Language, ...]
    topics: tuple[str, ...]


def speaks(volunteer: Volunteer | OnCall, language: Language) -> bool:
    """True when the volunteer speaks the language; a variant answers for its base.

    A language that nobody knows yet may be anybody's: all are asked to listen.
    """
    if language == NOT_KNOWN_YET:
        return True
    return speaks_any(volunteer.languages, language)


def tags_that_answer(languages: Iterable[Language]) -> frozenset[str] | None:
    """The tags of which a volunteer must have one to speak any of these; None: anybody does."""
    asked = set(languages)
    if NOT_KNOWN_YET in asked:
        return None
    return frozenset(tag for each in asked for tag in (each.tag, each.tag.split("-")[0]))


def shared_language(
    volunteers: Iterable[Volunteer | OnCall], language: Language, chain: Iterable[Language] = ()
) -> Language:
    """The first language of the person's chain that any of these volunteers speaks.

    Mam, then Spanish: nobody is asked in Spanish while somebody who speaks Mam is there. The
    person's own language when nobody speaks any of them.
    """
    there = list(volunteers)
    fits = (each for each in (language, *chain) if any(speaks(who, each) for who in there))
    return next(fits, language)


def choose_whom_to_ask(
    volunteers: Iterable[Volunteer], language: Language, topic: str
) -> Sequence[Volunteer]:
    """Those on call to ask at once: language and topic, else language alone.

    Somebody who does not speak the language is never asked silently: an empty answer
    means that nobody fits, which is a state that the page shows and a coordinator
    mends, not an error.
    """
    speakers = [v for v in volunteers if v.on_call and speaks(v, language)]
    with_topic = [v for v in speakers if not v.topics or topic in v.topics]
    return with_topic or speakers


def speaks_any(languages: Iterable[Language], language: Language) -> bool:
    """True when one of these languages is the language, or the base of its variant."""
    base = language.tag.split("-")[0]
    return any(own == language or own.tag == base for own in languages)
