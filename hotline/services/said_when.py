"""When somebody may be called, in their own words: a human hears it before they call (V15)."""

from __future__ import annotations

from hotline.domain.help_requests import HelpRequest
from hotline.domain.recordings import Purpose, Recording, RecordingState
from hotline.ports import Transaction


def has_heard_when(tx: Transaction, request: HelpRequest) -> bool:
    """True when the holder of this request has played the latest of what its person said.

    Words that have not come, or were lost, nobody can have heard.
    """
    said = latest_when(tx, request.id)
    if said is None or request.claimed_by is None:
        return False
    return tx.audit.has(request.claimed_by, "sound:open", said.id)


def latest_when(tx: Transaction, request_id: str) -> Recording | None:
    """What they said last, if its sound is here."""
    said = [each for each in tx.recordings.of_request(request_id) if each.purpose is Purpose.WHEN]
    latest = max(said, key=lambda each: each.created_at, default=None)
    return latest if latest and latest.state is RecordingState.STORED else None
