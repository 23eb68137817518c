"""In which order volunteers are asked, and who cannot be, as arithmetic with its reasons.

Language is never overridden here. What the person asked for (a woman, nobody of their town,
the one of last time) is kept to or said to be unmet: the caller of this decides nothing in
its place (V21, T14).
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum

from hotline.domain.volunteers import OnCall, Volunteer
from hotline.types import NOT_KNOWN_YET, Language


class Wish(StrEnum):
    """What a person may ask for about who answers."""

    WOMAN = "woman"
    NOT_FROM = "not from"
    SAME_PERSON = "same person"


@dataclass(frozen=True)
class Wishes:
    """`not_from` is a town as it was said; `same_as` the volunteer of last time.

    `anybody`: the person, or a coordinator in their name, said that somebody else is fine.
    `near` is where the help is needed: who helps there comes first, and it leaves nobody out.
    """

    woman: bool = False
    not_from: str = ""
    same_as: str = ""
    anybody: bool = False
    near: str = ""

    def __bool__(self) -> bool:
        """Whether something was asked for about who answers."""
        return bool(self.woman or self.not_from or self.same_as)

    @property
    def is_blank(self) -> bool:
        """True when there is nothing to keep, and nothing of volunteers to look at."""
        return not (self or self.near)


NO_WISHES = Wishes()


@dataclass(frozen=True)
class Traits:
    """What a volunteer tells of themselves, by their own choice; nothing told is nothing known."""

    woman: bool = False
    town: str = ""
    #: Where they help; none told is everywhere.
    areas: tuple[str, ...] = ()


@dataclass(frozen=True)
class Load:
    """What there is on a volunteer's shoulders now."""

    held: int = 0
    last_asked: datetime | None = None
    in_call: bool = False
    resting: bool = False


@dataclass(frozen=True)
class Ranking:
    """Whom to ask, the best first; `unmet` are the wishes that nobody of these could meet.

    With `unmet` and without `order` the wish keeps the request from being offered.
    """

    order: tuple[Volunteer | OnCall, ...] = ()
    unmet: tuple[Wish, ...] = ()


@dataclass(frozen=True)
class People:
    """What is known of the volunteers beside their rows, by their ids."""

    traits: Mapping[str, Traits] = field(default_factory=dict)
    loads: Mapping[str, Load] = field(default_factory=dict)

    def traits_of(self, volunteer: Volunteer | OnCall) -> Traits:
        return self.traits.get(volunteer.id, Traits())

    def load_of(self, volunteer: Volunteer | OnCall) -> Load:
        return self.loads.get(volunteer.id, Load())


def fluency(volunteer: Volunteer | OnCall, language: Language) -> int:
    """0 for the language that stands first with them, 1 for the second ...: their own order."""
    base = language.tag.split("-")[0]
    for place, own in enumerate(volunteer.languages):
        if own == language or own.tag == base:
            return place
    return len(volunteer.languages)


def rank(
    volunteers: Iterable[Volunteer | OnCall],
    language: Language,
    topic: str,
    wishes: Wishes,
    people: People,
) -> Ranking:
    """Order those who may be asked: wish, topic, area, fluency, then who carries and was asked least.

    Nobody who is in a live call or rests after a heavy one is in the answer. The
    volunteers given are those whom the step of the policy means; language was its choice.
    """
    free = [
        each
        for each in volunteers
        if not (people.load_of(each).in_call or people.load_of(each).resting)
    ]
    fitting, unmet = _by_wishes(free, wishes, people)
    # Who said that anybody is fine still gets what they asked for first.
    asked_first = {each.id for each in fitting} if wishes.anybody else set()
    if wishes.anybody:
        fitting = free
    never = datetime.min.replace(tzinfo=UTC)

    def place(each: Volunteer | OnCall) -> tuple[object, ...]:
        load = people.load_of(each)
        return (
            each.id not in asked_first,
            each.id != wishes.same_as,
            bool(each.topics) and topic not in each.topics,
            _distance(people.traits_of(each), wishes.near),
            fluency(each, language) if language != NOT_KNOWN_YET else 0,
            load.held,
            load.last_asked or never,
            each.id,
        )

    return Ranking(tuple(sorted(fitting, key=place)), unmet)


def _by_wishes(
    volunteers: Sequence[Volunteer | OnCall], wishes: Wishes, people: People
) -> tuple[Sequence[Volunteer | OnCall], tuple[Wish, ...]]:
    """Those who meet every wish, or nobody and the wish at which the last of them went."""
    left = volunteers
    for wish in _asked_for(wishes):
        left = [each for each in left if meets(each, wish, wishes, people)]
        if not left:
            return (), (wish,)
    return left, ()


def meets(volunteer: Volunteer | OnCall, wish: Wish, wishes: Wishes, people: People) -> bool:
    """Whether this volunteer, as far as they tell, is what was asked for."""
    traits = people.traits_of(volunteer)
    match wish:
        case Wish.WOMAN:
            return traits.woman
        case Wish.NOT_FROM:
            # Of whom no town is known, it is not known that they are from elsewhere.
            return bool(traits.town) and _plain(traits.town) != _plain(wishes.not_from)
        case Wish.SAME_PERSON:
            return volunteer.id == wishes.same_as


def asked_for(wishes: Wishes) -> tuple[Wish, ...]:
    """The wishes that were spoken, for a page to say."""
    return tuple(_asked_for(wishes))


def _asked_for(wishes: Wishes) -> Iterable[Wish]:
    if wishes.woman:
        yield Wish.WOMAN
    if wishes.not_from:
        yield Wish.NOT_FROM
    if wishes.same_as:
        yield Wish.SAME_PERSON


def helps_near(traits: Traits, near: str) -> bool:
    """Whether they tell that they help at one of the places that `near` names."""
    places = {_plain(each) for each in read_areas(near)}
    return any(_plain(each) in places for each in traits.areas)


def area_in_words(area: str) -> str:
    """A flow's short name of a part of town as a person writes it: north-side is north side."""
    return area.replace("-", " ")


def read_areas(text: str) -> tuple[str, ...]:
    """Places as people write them in one line, with the commas of any of our scripts."""
    places = (" ".join(each.split()) for each in re.split("[,;\u060c\uff0c\u3001]", text))
    return tuple(dict.fromkeys(each for each in places if each))


def _distance(traits: Traits, near: str) -> int:
    """0 who helps there, 1 who tells no area, 2 who helps elsewhere."""
    if not near or not traits.areas:
        return 1
    return 0 if helps_near(traits, near) else 2


def _plain(town: str) -> str:
    # A hyphen is no other place: people write North-Side and north side.
    return " ".join(town.casefold().replace("-", " ").split())


def with_topic(volunteers: Sequence[OnCall], topic: str) -> Sequence[OnCall]:
    """Those who help with the topic; all of them when nobody does."""
    return [each for each in volunteers if not each.topics or topic in each.topics] or volunteers


#: What a caller on the line asks for, as the ringing and the whisper know it.
WANTS_WOMAN, ANYBODY = "woman", "anybody"


def with_needs(wishes: Wishes, needs: Collection[str]) -> Wishes:
    """These wishes, and what was said on the line beside them: it adds, and takes nothing away."""
    return replace(
        wishes,
        woman=wishes.woman or WANTS_WOMAN in needs,
        anybody=wishes.anybody or ANYBODY in needs,
    )


def needs_of(wishes: Wishes) -> tuple[str, ...]:
    """What of these can be said on the line."""
    return (WANTS_WOMAN,) * wishes.woman + (ANYBODY,) * wishes.anybody


def wishes_to_json(wishes: Wishes) -> str:
    return json.dumps(
        {
            "woman": wishes.woman,
            "not_from": wishes.not_from,
            "same_as": wishes.same_as,
            "anybody": wishes.anybody,
            "near": wishes.near,
        }
    )


def wishes_from_json(text: str) -> Wishes:
    return Wishes(**json.loads(text))


def traits_to_json(traits: Traits) -> str:
    return json.dumps({"woman": traits.woman, "town": traits.town, "areas": traits.areas})


def traits_from_json(text: str) -> Traits:
    told = json.loads(text)
    return Traits(told["woman"], told["town"], tuple(told.get("areas", ())))
