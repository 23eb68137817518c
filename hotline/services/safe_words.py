"""The word a person recorded so that they know it is us: for the volunteer's ear alone."""

from __future__ import annotations

from hotline.domain.bridges import Bridge, BridgeKind, BridgeState, LegRole
from hotline.domain.recordings import Purpose, Recording, RecordingState
from hotline.errors import KeyLost
from hotline.ports import Ports, Transaction


def has_safe_word(tx: Transaction, bridge: Bridge) -> bool:
    """True when the request holds one whose sound is here."""
    return _latest(tx, bridge) is not None


def sound_for_leg(ports: Ports, leg_id: str) -> bytes | None:
    """The sound, as long as the volunteer of this leg has picked up and the call is not over.

    The address that leads here holds the leg's random id and is worth nothing afterwards.
    """
    with ports.unit_of_work() as tx:
        leg = tx.legs.by_id(leg_id)
        bridge = tx.bridges.by_id(leg.bridge_id) if leg else None
        if leg is None or bridge is None or bridge.kind is not BridgeKind.CALLBACK:
            return None
        if leg.role is not LegRole.VOLUNTEER or leg.answered_at is None or leg.is_over:
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
