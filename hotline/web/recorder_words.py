"""States of a line and refusals of a recording in words, for the recorder's pages."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from ivr.recorder import LineState, ScriptLine


def state(of: LineState) -> str:
    """How a line stands, in a word or two."""
    match of:
        case LineState.APPROVED:
            return _("recorded and approved")
        case LineState.WAITING:
            return _("waits for a second speaker")
        case LineState.STAND_IN:
            return _("stand-in by a machine")
        case LineState.CHANGED:
            return _("its words have changed")
        case LineState.MISSING:
            return _("not recorded")


def tally(lines: Sequence[ScriptLine]) -> list[tuple[LineState, int]]:
    """How many lines stand in each state; only states that there are."""
    states = [line.state for line in lines]
    return [(each, states.count(each)) for each in LineState if each in states]


def only_speakers() -> str:
    return _(
        "Only people who speak this language record and approve. A coordinator can add it to your languages."
    )


def refusal(kind: str) -> str:
    """Why a recording cannot be taken, and what to do."""
    match kind:
        case "empty":
            return _("There is no sound in it. Record it again.")
        case "loud":
            return _("It is too loud and crackles. Speak further from the microphone.")
        case "long":
            return _("It is too long: at most 60 seconds and 5 MB.")
        case "short":
            return _("It is too short: nothing was said, or only a click.")
        case "quiet":
            return _("It is too quiet. Speak closer to the microphone.")
        case "silent":
            return _("It is silent. Check the microphone, and record it again.")
    return _("This file cannot be read as sound. Try WAV, MP3, OGG or M4A.")
