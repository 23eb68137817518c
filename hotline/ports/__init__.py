"""What the services need from outside, as protocols: the adapters fill them.

One file a noun; a new repository gets a file of its own here and one line in Transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from hotline.clock import Clock
from hotline.domain.escalation import DEFAULT_POLICY, Policy
from hotline.domain.gaps import SHIFT_HOURS, CoverHours
from hotline.domain.house_words import OWN_WORDS, HouseWords
from hotline.domain.preflight import PREFLIGHT_AHEAD
from hotline.domain.ringing import RingPolicy
from hotline.domain.spending import DEFAULT_MONEY, MoneyRules
from hotline.domain.wall_clock import WORLD_TIME
from hotline.ports.bookings import Bookings
from hotline.ports.bridges import Bridges, Legs
from hotline.ports.browsers import Browsers, Push
from hotline.ports.call_memory import FlowVersions, PhoneLanguages
from hotline.ports.callbacks import Attempts
from hotline.ports.care import Care
from hotline.ports.carrier_copies import CarrierCopies
from hotline.ports.consents import Consents
from hotline.ports.conversations import Conversations
from hotline.ports.figures import Figures
from hotline.ports.follow_ups import FollowUps
from hotline.ports.hours import Hours
from hotline.ports.keys import DataKey, Keys, Pins, Vault
from hotline.ports.listened import Listened
from hotline.ports.messenger import Messenger
from hotline.ports.offers import Notices, Offers
from hotline.ports.outside import Carrier, JobQueue, Texts, Transcriber
from hotline.ports.partners import Partners
from hotline.ports.people import Messages, OptOuts, Sessions, Volunteers
from hotline.ports.readiness import Readiness
from hotline.ports.records import Audit, Events, Line, Outbox, Purge
from hotline.ports.requests import Calls, HelpRequests, MediaFiles, Recordings, TextSessions
from hotline.ports.shift_asks import ShiftAsks
from hotline.ports.shift_notes import ShiftNotes
from hotline.ports.shifts import Shifts
from hotline.ports.spending import Spending
from hotline.types import Language, PhoneNumber

Result = TypeVar("Result")

__all__ = [
    "Attempts",
    "Audit",
    "Bookings",
    "Bridges",
    "Browsers",
    "Calls",
    "Care",
    "Carrier",
    "CarrierCopies",
    "Consents",
    "Conversations",
    "DataKey",
    "Events",
    "Figures",
    "FlowVersions",
    "FollowUps",
    "HelpRequests",
    "Hours",
    "JobQueue",
    "Keys",
    "Legs",
    "Line",
    "Listened",
    "MediaFiles",
    "Messages",
    "Messenger",
    "Notices",
    "Offers",
    "OptOuts",
    "Outbox",
    "Partners",
    "PhoneLanguages",
    "Pins",
    "Ports",
    "Purge",
    "Push",
    "Readiness",
    "Recordings",
    "Sessions",
    "ShiftNotes",
    "Shifts",
    "Spending",
    "TextSessions",
    "Texts",
    "Transaction",
    "Transcriber",
    "UnitOfWork",
    "Vault",
    "Volunteers",
]


class Transaction(Protocol):
    """One transaction: repositories never commit, leaving the block does."""

    keys: Keys
    requests: HelpRequests
    calls: Calls
    bridges: Bridges
    legs: Legs
    attempts: Attempts
    bookings: Bookings
    browsers: Browsers
    recordings: Recordings
    volunteers: Volunteers
    hours: Hours
    messages: Messages
    notices: Notices
    offers: Offers
    care: Care
    conversations: Conversations
    opt_outs: OptOuts
    text_sessions: TextSessions
    phone_languages: PhoneLanguages
    flow_versions: FlowVersions
    media: MediaFiles
    outbox: Outbox
    events: Events
    audit: Audit
    sessions: Sessions
    shifts: Shifts
    purge: Purge
    line: Line
    spending: Spending
    carrier_copies: CarrierCopies
    consents: Consents
    partners: Partners
    figures: Figures
    follow_ups: FollowUps
    listened: Listened
    shift_asks: ShiftAsks
    shift_notes: ShiftNotes

    def announce(self) -> None:
        """After commit, tell the open pages that the queue has changed."""

    def apart(self, act: Callable[[], Result], otherwise: Result) -> Result:
        """Do it; when the database refuses, undo that alone and give `otherwise`."""


class UnitOfWork(Protocol):
    """Opens a transaction: `with unit_of_work() as tx:`. `read_only` waits for nobody."""

    def __call__(self, *, read_only: bool = False) -> AbstractContextManager[Transaction]: ...


@dataclass(frozen=True)
class Ports:
    """All that a service may reach, handed to it as its first argument."""

    clock: Clock
    unit_of_work: UnitOfWork
    vault: Vault
    pins: Pins
    texts: Texts
    default_language: Language
    hotline_name: str
    money: MoneyRules = DEFAULT_MONEY
    #: Numbers of this hotline: nobody is called back at one of them.
    own_numbers: frozenset[PhoneNumber] = frozenset()
    #: By language, the carrier's template that may go out when WhatsApp's window is closed.
    whatsapp_templates: Mapping[Language, str] = field(default_factory=dict)
    #: Where the network lives: its shifts, its safe hours and its days are in this zone.
    zone: ZoneInfo = WORLD_TIME
    cover: CoverHours = SHIFT_HOURS
    #: So long before a shift begins it is looked at (C2).
    preflight_ahead: timedelta = PREFLIGHT_AHEAD
    #: What the machine and its words are ready for; None where nobody can say.
    readiness: Readiness | None = None
    #: What callers can choose: a language or a topic that nobody covers is a gap.
    languages: tuple[Language, ...] = ()
    topics: tuple[str, ...] = ()
    #: By topic, the words by which the flow knows it.
    topic_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: What callers of a language understand besides, in order: Mam, then Spanish.
    chains: Mapping[Language, tuple[Language, ...]] = field(default_factory=dict)
    #: What a language (the first) is called in another (the second), for texts.
    language_name: Callable[[Language, Language], str] = lambda language, _reader: language.tag
    policy: Policy = DEFAULT_POLICY
    #: Other services than texts by which volunteers are told; None where there are none.
    messenger: Messenger | None = None
    #: Notices in volunteers' browsers; None where the network wants none.
    push: Push | None = None
    #: How volunteers are rung for a caller on the line; None where no network wants it.
    live: RingPolicy | None = None
    #: What the network set of its own words (its neutral name, replies, deny-list).
    house: HouseWords = OWN_WORDS

    @property
    def texting_name(self) -> str:
        """The name in texts to people: a neutral one when the network has set it (T9)."""
        return self.house.neutral_name or self.hotline_name
