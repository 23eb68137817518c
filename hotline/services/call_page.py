"""What the page of one request tells its holder about calling back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hotline.domain.bridges import Bridge, BridgeState, Leg, LegRole
from hotline.domain.contact_safety import ContactRules, Hours
from hotline.domain.help_requests import RequestState, normalise_code
from hotline.domain.recordings import Purpose, RecordingState
from hotline.ports import Ports, Transaction
from hotline.services.bridges import person_of
from hotline.services.callbacks import CallNow, call_now
from hotline.services.interpreters import languages_to_offer
from hotline.services.receipts import contact_rules_of
from hotline.services.said_when import latest_when
from hotline.services.their_time import guard_of, zone_of_calls
from hotline.types import Language


class Phase(StrEnum):
    """Where a call stands."""

    NONE = "none"
    RINGS_YOU = "rings_you"
    RINGS_THEM = "rings_them"
    TALKING = "talking"
    CUT_OFF = "cut_off"


class Comes(StrEnum):
    """Where an interpreter is."""

    RINGS = "rings"
    THERE = "there"
    GONE = "gone"
    NOBODY = "nobody"


@dataclass(frozen=True)
class CallPage:
    """The rules of the person, what may be done now, and what is under way."""

    code: str
    rules: ContactRules
    now: CallNow
    phase: Phase
    safe_word: str | None = None
    interpreters: tuple[tuple[Language, Comes], ...] = ()
    languages: tuple[Language, ...] = ()
    #: The recording in which they said when they may be called.
    said_when: str | None = None
    #: The call goes to a number that they keyed in.
    other_number: bool = False
    #: Others may listen at the person's phone: no third phone comes into the call (V22).
    listened: bool = False
    #: They named no hours, and the network's clock differs: it must be day on that one too.
    day_on_both_clocks: bool = False


def open_call_page(ports: Ports, volunteer_id: str, code: str) -> CallPage | None:
    """For whoever holds the request; None for everybody else."""
    with ports.unit_of_work(read_only=True) as tx:
        request = tx.requests.by_code(normalise_code(code))
        if request is None or request.claimed_by != volunteer_id:
            return None
        if request.state is not RequestState.CLAIMED:
            return None
        now = call_now(ports, tx, request)
        listened = tx.listened.has(request.id)
        said = latest_when(tx, request.id)
        rules = contact_rules_of(tx, request)
        return CallPage(
            code=request.code,
            rules=rules,
            now=now,
            phase=_phase(now.bridge, now.legs),
            safe_word=_safe_word(tx, request.id),
            interpreters=_interpreters(now.legs),
            languages=() if listened else tuple(languages_to_offer(tx, volunteer_id)),
            listened=listened,
            said_when=said.id if said else None,
            other_number=request.other_contact is not None,
            day_on_both_clocks=rules.hours is Hours.ANY
            and guard_of(ports, zone_of_calls(ports, tx, request)) is not None,
        )


def _phase(bridge: Bridge | None, legs: tuple[Leg, ...]) -> Phase:
    if bridge is None or bridge.state is BridgeState.ENDED:
        return Phase.NONE
    person = person_of(legs)
    is_theirs = person is not None and person.answered_at is not None
    if bridge.state is BridgeState.JOINED:
        return Phase.TALKING if is_theirs else Phase.RINGS_THEM
    rings = any(leg.role is LegRole.VOLUNTEER and not leg.is_over for leg in legs)
    return Phase.RINGS_YOU if rings or not is_theirs else Phase.CUT_OFF


def _interpreters(legs: tuple[Leg, ...]) -> tuple[tuple[Language, Comes], ...]:
    """The latest of each language: whoever came before could not."""
    latest: dict[Language, Comes] = {}
    for leg in legs:
        if leg.role is LegRole.INTERPRETER and leg.language is not None:
            latest[leg.language] = _comes(leg)
    return tuple(latest.items())


def _comes(leg: Leg) -> Comes:
    if leg.is_over:
        return Comes.GONE if leg.joined_at else Comes.NOBODY
    return Comes.THERE if leg.is_in_room else Comes.RINGS


def _safe_word(tx: Transaction, request_id: str) -> str | None:
    """The id of the latest safe word whose sound is here."""
    words = [
        each
        for each in tx.recordings.of_request(request_id)
        if each.purpose is Purpose.SAFE_WORD and each.state is RecordingState.STORED
    ]
    latest = max(words, key=lambda each: each.created_at, default=None)
    return latest.id if latest else None
