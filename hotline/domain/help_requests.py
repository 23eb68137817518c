"""A help request: what a person asked for, and who has taken it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hotline.types import Language, Sealed


class RequestState(StrEnum):
    """queued: anybody may take it; claimed: one volunteer has it; resolved: answered."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    RESOLVED = "resolved"


class Channel(StrEnum):
    """How the request came."""

    VOICE = "voice"
    TEXT = "text"


class RequestKind(StrEnum):
    """Somebody needs something, or has something to give: the same line takes both."""

    NEED = "need"
    OFFER = "offer"


#: The topic by which a choice of the flow says that what follows is an offer.
OFFER_TOPIC = "offer"


def kind_of(topic: str | None) -> RequestKind:
    """An offer where the flow's choice had that topic; anything else is a need."""
    return RequestKind.OFFER if topic == OFFER_TOPIC else RequestKind.NEED


@dataclass(frozen=True)
class HelpRequest:
    """One request. `contact` and the words hang on its own key; the rest is plain.

    Plain are only what routing needs: state, channel, language, topic, the times, and
    `urgent`: somebody said that they are in danger.
    """

    id: str
    code: str
    key_id: str
    state: RequestState
    channel: Channel
    language: Language
    topic: str
    received_at: datetime
    contact: Sealed | None = None
    fingerprint: str | None = None
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    resolved_at: datetime | None = None
    kind: RequestKind = RequestKind.NEED
    urgent: bool = False
    contact_rules: Sealed | None = None
    leased_until: datetime | None = None
    escalation_step: int = 0
    escalation_at: datetime | None = None
    outcome: str | None = None
    wishes: Sealed | None = None
    #: A number that the person keyed in, to be called at: nobody knows whose it is.
    other_contact: Sealed | None = None


#: Letters that are not mistaken for a digit or for each other when read aloud.
_CODE_LETTERS = "abcdefhjkmnprstuvwxyz"


def new_code(digits: int = 3) -> str:
    """A short code for people to say and text ('472b'); random, so it tells nothing."""
    number = "".join(secrets.choice("23456789") for _ in range(digits))
    return number + secrets.choice(_CODE_LETTERS)


def normalise_code(text: str) -> str:
    """The code in what a person wrote: case, spaces and a leading 'take' don't matter."""
    squeezed = "".join(text.casefold().split())
    for word in ("take", "ack", "claim"):
        squeezed = squeezed.removeprefix(word)
    return squeezed.strip(".,!#")
