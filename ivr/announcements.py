"""The board's recordings for the phone: their names in addresses, and how they resolve."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from ivr.flows.session import Prompt
from ivr.prompts import Played, Spoken

_KEY = "board.sound."
_NAME = re.compile(r"board-([0-9a-f]{32})\.wav")

Resolve = Callable[[Prompt], Spoken | Played]


def with_recordings_of_board(resolve: Resolve) -> Resolve:
    """The same, but a recorded announcement is played instead of read."""

    def resolved(prompt: Prompt) -> Spoken | Played:
        if prompt.key.startswith(_KEY):
            name = f"board-{prompt.key.removeprefix(_KEY)}.wav"
            return Played(Path(name), prompt.language)
        return resolve(prompt)

    return resolved


def announcement_in(name: str) -> str | None:
    """The id in a sound's name, or None when it is no announcement's."""
    found = _NAME.fullmatch(name)
    return found[1] if found else None
