"""What became of a simulated call: the requests that are new since it was dialled."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from hotline.commands.context import read_settings
from hotline.domain.transcripts import TranscriptState


class Aftermath:
    """Remembers which requests there are; says later which are new."""

    def __init__(self, data_dir: Path) -> None:
        from hotline.assembly import build_ports

        self._ports = build_ports(read_settings(data_dir))
        self._known = {request["code"] for request in self._list()}

    def wait_for_new(self, seconds: float) -> list[dict[str, Any]]:
        """The new requests, after waiting up to `seconds` for their words."""
        deadline = time.monotonic() + seconds
        while True:
            new = [request for request in self._list() if request["code"] not in self._known]
            waiting = [r for r in new if r["transcript_state"] == TranscriptState.WAITING]
            if not waiting or time.monotonic() >= deadline:
                return new
            time.sleep(0.3)

    def _list(self) -> list[dict[str, Any]]:
        from hotline.commands.requests import summary
        from hotline.services.queue import list_for_scripts

        return [summary(row) for row in list_for_scripts(self._ports)]


def tell(request: dict[str, Any]) -> str:
    """One request as a sentence."""
    state = request["transcript_state"]
    words = {
        None: "there is no recording",
        TranscriptState.READY: f"its words: hotline requests show {request['code']} --open",
        TranscriptState.WAITING: "its words are not there yet",
    }.get(state, f"its recording is to be listened to ({state})")
    return f"{request['state']}, in {request['language']}, about {request['topic']}; {words}."
