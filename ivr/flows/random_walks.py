"""Random callers: keys at any speed, silence, broken recordings, late requests, hang-ups (V7).

The walk (walk.py) tries everything once in every state; these go on for long, with several
keys at once and what a carrier does at its edges, and end as people end calls.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from hotline.types import Language
from ivr.flows.arrive import Move
from ivr.flows.engine import advance, start
from ivr.flows.model import LANGUAGES_ON_A_PAGE, PHONE_KEYS, Flow
from ivr.flows.session import (
    ConnectPerson,
    Event,
    HungUp,
    KeyPressed,
    ReceiptOpened,
    ReceiptRefused,
    Recorded,
    Silence,
    Started,
)
from ivr.flows.walk_steps import lost

_KEYS = sorted(PHONE_KEYS)
#: Things that a random caller does before they fall silent.
LONGEST = 40
#: Waits after which silence must have ended the call.
PATIENCE = 60


@dataclass(frozen=True)
class Walked:
    """How one random call ended. `fault` says what was wrong, and `way` what led there."""

    ending: str
    moves: int
    fault: str = ""
    way: tuple[Event, ...] = ()


def walk_at_random(flow: Flow, language: Language, choose: Random) -> Walked:
    """One random call of somebody who speaks this language."""
    way: list[Event] = []
    asked_for_person = False

    def check(move: Move) -> str:
        session, effects = move
        return lost(session, effects)

    begun_by_key = choose.random() < 0.5 and len(flow.languages) > 1
    move = start(flow, "voice", None if begun_by_key else language)
    ahead = [*(_keys_to(flow, language) if begun_by_key else ()), *_events(flow, choose)]
    for event in [*ahead, *[Silence()] * PATIENCE]:
        fault = check(move)
        if fault or move[0].ended:
            break
        way.append(event)
        gone = isinstance(event, HungUp) or (
            isinstance(event, Recorded) and event.ended_by == "hangup"
        )
        move = advance(flow, move[0], event)
        asked_for_person |= any(isinstance(effect, ConnectPerson) for effect in move[1])
        if gone:
            # The recording's own notice comes after the end of the call, or twice.
            late, _ = advance(flow, move[0], Recorded("RE", 4))
            fault = "" if late.ended and late.queued else "a late recording was lost"
            return Walked("hung up", len(way), fault, tuple(way))
    fault = check(move) or ("" if move[0].ended else "silence never ended it")
    ending = "person asked for, message kept" if asked_for_person else "message kept"
    return Walked(ending, len(way), fault, tuple(way))


def _keys_to(flow: Flow, language: Language) -> Iterator[Event]:
    page, place = divmod(flow.languages.index(language), LANGUAGES_ON_A_PAGE)
    yield from [KeyPressed("9")] * page
    yield KeyPressed(str(place + 1))


def _events(flow: Flow, choose: Random) -> Iterator[Event]:
    for _ in range(choose.randint(0, LONGEST)):
        kind = choose.random()
        if kind < 0.45:
            yield KeyPressed(choose.choice(_KEYS))
        elif kind < 0.55:
            yield KeyPressed("".join(choose.choices(_KEYS, k=choose.randint(2, 12))))
        elif kind < 0.75:
            yield Silence()
        elif kind < 0.90:
            seconds = choose.choice((0, 0, 1, 2, 12, 300))
            yield Recorded("RE", seconds, choose.choice(("", "", "#", "#", "*", "hangup")))
        elif kind < 0.94:
            yield Started()
        elif kind < 0.98:
            yield choose.choice(
                (
                    ReceiptOpened("request", "queued", choose.choice(flow.languages)),
                    ReceiptOpened("request", "claimed", flow.master, reachable=False),
                    ReceiptRefused(),
                    ReceiptRefused(locked=True),
                )
            )
        else:
            yield HungUp()
