"""The word a person recorded so that they know it is us: for the volunteer's ear alone.

Nobody hears it before they pressed 1: a mailbox keeps whatever it is told.
"""

from __future__ import annotations

from datetime import timedelta

from hotline.domain.bridges import Bridge, BridgeKind, BridgeState, LegRole, LegState
from hotline.domain.recordings import Purpose, Recording, RecordingState
from hotline.errors import KeyLost
from hotline.ports import Ports, Transaction

#: The sentence before it, and the longest word that is waited for.
_SENTENCE, _LONGEST = timedelta(seconds=5), timedelta(seconds=20)


def has_safe_word(tx: Transaction, bridge: Bridge) -> bool:
    """True when the request holds one whose sound is here."""
    return _latest(tx, bridge) is not None


def time_to_hear(tx: Transaction, bridge: Bridge) -> timedelta:
    """How long the volunteer listens to it before the person's phone rings; none without one."""
    word = _latest(tx, bridge)
    if word is None:
        return timedelta()
    return _SENTENCE + min(timedelta(seconds=word.seconds or 5), _LONGEST)


def sound_for_leg(ports: Ports, leg_id: str) -> bytes | None:
    """The sound, once the volunteer of this leg has pressed 1 and while the call is not over.

    The address that leads here holds the leg's random id and is worth nothing afterwards.
    """
    with ports.unit_of_work() as tx:
        leg = tx.legs.by_id(leg_id)
        bridge = tx.bridges.by_id(leg.bridge_id) if leg else None
        if leg is None or bridge is None or bridge.kind is not BridgeKind.CALLBACK:
            return None
        if leg.role is not LegRole.VOLUNTEER:
            return None
        if leg.state not in {LegState.ACCEPTED, LegState.JOINED}:
            return None
        if bridge.state is BridgeState.ENDED:
            return None
        recording = _latest(tx, bridge)
        sealed = tx.recordings.sound(recording.id) if recording else None
        if recording is None or sealed is None:
            return None
        listener = leg.volunteer_id or ""
        if not tx.audit.has(listener, "sound:open", recording.id):
            tx.audit.write(listener, "sound:open", recording.id, ports.clock.now())
        try:
            return tx.keys.open(recording.key_id).open("recording.sound", sealed)
        except KeyLost:
            return None


def _latest(tx: Transaction, bridge: Bridge) -> Recording | None:
    if bridge.request_id is None:
        return None
    words = [
        each
        for each in tx.recordings.of_request(bridge.request_id)
        if each.purpose is Purpose.SAFE_WORD and each.state is RecordingState.STORED
    ]
    return max(words, key=lambda each: each.created_at, default=None)
