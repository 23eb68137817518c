"""Fetches the sounds that Play names, as the carrier does: once, signed, and only if they are any."""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from ivr.simulator.transport import Transport, WebhookFailed

# The latest sounds stay in memory, so that phones can play them.
KEPT = 64


@dataclass(frozen=True)
class Sound:
    """A file for the caller's ear; `fresh_until` is when it has to be asked for again."""

    content_type: str
    content: bytes
    fresh_until: float


class Sounds:
    """The carrier's cache of sounds ("GET, cached by Cache-Control")."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Sound] = OrderedDict()

    def fetch(self, url: str) -> Sound:
        """The sound at an address. Raises WebhookFailed 11200, 11205 or 12300."""
        with self._lock:
            known = self._kept.get(url)
        if known is not None and known.fresh_until > time.monotonic():
            return known
        answer = self._transport.send(url, {}, "GET")
        kind = answer.content_type.split(";")[0].strip().lower()
        if not kind.startswith("audio/"):
            raise WebhookFailed(12300, url, f"The content type {kind!r} is not a sound.")
        age = re.search(r"max-age=(\d{1,9})", answer.cache_control)
        seconds = int(age[1]) if age and "no-store" not in answer.cache_control else 0
        sound = Sound(kind, answer.body, time.monotonic() + seconds)
        with self._lock:
            self._kept[url] = sound
            self._kept.move_to_end(url)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return sound

    def kept(self, url: str) -> Sound:
        """The sound as it was last played. Raises WebhookFailed when it cannot be had again."""
        with self._lock:
            known = self._kept.get(url)
        return known or self.fetch(url)
