"""What can go wrong with a carrier, switched on by tests and rehearsals."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass, fields, replace
from typing import Any


@dataclass(frozen=True)
class Faults:
    """One set of faults; the defaults are a carrier on an ordinary day.

    recording_404_seconds: how long a finished recording answers 404, as the real one does.
    fail_messages: an error code; 21xxx is refused by the API, any other fails after it was taken.
    duplicate_webhooks: how many extra times each webhook is sent; the last answer counts.
    drop_status_callbacks: all callbacks about calls, texts and recordings are lost.
    recording_status: "absent" or "failed": the sound of new recordings is lost.
    empty_recording: "action" (today's documentation) or "fall-through" (the older one): what
    follows a Record in which nothing was said.
    whatsapp_window_closed: nobody has written by WhatsApp in the last 24 hours.
    """

    recording_404_seconds: float = 1.5
    fail_messages: int | None = None
    api_down: bool = False
    duplicate_webhooks: int = 0
    drop_status_callbacks: bool = False
    delay_callbacks_seconds: float = 0.0
    recording_status: str | None = None
    empty_recording: str = "action"
    whatsapp_window_closed: bool = False

    def changed(self, wishes: dict[str, Any]) -> Faults:
        """These faults with some replaced. Raises ValueError with a sentence."""
        known = {item.name for item in fields(self)}
        unknown = sorted(set(wishes) - known)
        if unknown:
            raise ValueError(f"Unknown faults: {', '.join(unknown)}. Known: {sorted(known)}.")
        result = replace(self, **wishes)
        if result.recording_status not in (None, "absent", "failed"):
            raise ValueError('recording_status is null, "absent" or "failed".')
        if result.empty_recording not in ("action", "fall-through"):
            raise ValueError('empty_recording is "action" or "fall-through".')
        for name in ("recording_404_seconds", "delay_callbacks_seconds", "duplicate_webhooks"):
            if isinstance(getattr(result, name), bool) or not 0 <= getattr(result, name) <= 3600:
                raise ValueError(f"{name} is a number from 0 to 3600.")
        return result


class FaultBox:
    """Holds the faults of this moment; any thread may read or change them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults = Faults()

    @property
    def now(self) -> Faults:
        return self._faults

    def change(self, wishes: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            try:
                self._faults = self._faults.changed(wishes)
            except TypeError as problem:
                raise ValueError("A fault has a value of the wrong kind.") from problem
        return asdict(self._faults)

    def clear(self) -> dict[str, Any]:
        with self._lock:
            self._faults = Faults()
        return asdict(self._faults)
