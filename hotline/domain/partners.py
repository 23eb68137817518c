"""Passing a request on to a partner: with a yes to this partner and this content, or not at all (N4).

The envelope is what the person heard and said yes to. What is passed on is a part of it,
never more, and never in other words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hotline.errors import PartnerRefused
from hotline.types import Language, Sealed

#: Letters of one field, of a partner's name and of what they do.
LONGEST_FIELD = 120
LONGEST_NAME = 60
#: Partners of one network: more is a directory and not a list.
MOST_PARTNERS = 200


class Way(StrEnum):
    """How the envelope is given: shown to the volunteer, who passes it on; a text; Apprise."""

    SCREEN = "screen"
    TEXT = "text"
    MAIL = "mail"


class Field(StrEnum):
    """All that an envelope can hold. Each is in it only when its box was ticked."""

    NEED = "need"
    LANGUAGE = "language"
    AREA = "area"
    ANSWER = "answer"


class AskedBy(StrEnum):
    """How the person hears what would be passed on."""

    CALL = "call"
    TEXT = "text"
    RECEIPT = "receipt"


class Consent(StrEnum):
    """What the person said to this partner and this content."""

    ASKED = "asked"
    YES = "yes"
    NO = "no"
    TAKEN_BACK = "taken back"


class Passing(StrEnum):
    """How far the envelope has come, and what the partner said."""

    WAITING = "waiting"
    TRYING = "trying"
    SENT = "sent"
    FAILED = "failed"
    ACCEPTED = "accepted"
    CANNOT = "cannot"
    DONE = "done"
    TAKEN_BACK = "taken back"


#: What a partner may answer.
ANSWERS = (Passing.ACCEPTED, Passing.CANNOT, Passing.DONE)


@dataclass(frozen=True)
class Card:
    """A partner as coordinators keep one: all of it is sealed. `address` fits `way`."""

    name: str
    does: str = ""
    languages: tuple[Language, ...] = ()
    way: Way = Way.SCREEN
    address: str = ""


@dataclass(frozen=True)
class StoredPartner:
    id: str
    key_id: str
    card: Sealed


@dataclass(frozen=True)
class StoredConsent:
    """One question to one person. `envelope` is None once the request was erased."""

    id: str
    request_id: str
    partner_id: str
    asked_by: AskedBy
    state: Consent
    volunteer_id: str
    at: datetime
    envelope: Sealed | None
    answered_at: datetime | None = None


@dataclass(frozen=True)
class StoredPassing:
    """One envelope on its way to one partner: there is none without its consent."""

    id: str
    consent_id: str
    request_id: str
    fields: tuple[Field, ...]
    state: Passing
    volunteer_id: str
    at: datetime
    sent_at: datetime | None = None

    @property
    def reference(self) -> str:
        """What both sides call it: it opens nothing."""
        return self.id[:6]


def read_envelope(ticked: Iterable[str], words: Mapping[str, str]) -> dict[Field, str]:
    """The ticked fields with their words. Raises PartnerRefused: field, empty, long."""
    names = set(ticked)
    if names - set(Field):
        raise PartnerRefused("field")
    envelope = {}
    for field in Field:
        if field not in names:
            continue
        said = " ".join(words.get(field, "").split())
        if not said:
            raise PartnerRefused("empty")
        if len(said) > LONGEST_FIELD:
            raise PartnerRefused("long")
        envelope[field] = said
    if not envelope:
        raise PartnerRefused("nothing")
    return envelope


def part_of(consented: Mapping[Field, str], wanted: Iterable[str]) -> dict[Field, str]:
    """Of what was consented to, the wanted fields, in the consented words.

    Raises PartnerRefused: not-consented for any field that is not in it, nothing for none.
    """
    names = list(wanted)
    if any(name not in set(consented) for name in names):
        raise PartnerRefused("not-consented")
    if not names:
        raise PartnerRefused("nothing")
    return {field: said for field, said in consented.items() if field in names}


def envelope_to_json(envelope: Mapping[Field, str]) -> str:
    return json.dumps({field.value: said for field, said in envelope.items()})


def envelope_from_json(text: str) -> dict[Field, str]:
    return {Field(name): said for name, said in json.loads(text).items()}


def card_to_json(card: Card) -> str:
    return json.dumps(
        {
            "name": card.name,
            "does": card.does,
            "languages": [language.tag for language in card.languages],
            "way": card.way,
            "address": card.address,
        }
    )


def card_from_json(text: str) -> Card:
    plain = json.loads(text)
    languages = tuple(Language(tag) for tag in plain["languages"])
    return Card(plain["name"], plain["does"], languages, Way(plain["way"]), plain["address"])
