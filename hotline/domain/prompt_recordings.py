"""Why a recording of a prompt cannot be taken, each with what to do about it."""

from __future__ import annotations

from hotline.errors import HotlineError

#: Seconds of a prompt: nobody keeps more in mind.
LONGEST_PROMPT = 60

REFUSALS = {
    "empty": "There is no sound in the file: record it again.",
    "unreadable": "The file cannot be read as sound: save it as WAV, FLAC, OGG or MP3.",
    "loud": "The recording is too loud and crackles: speak further from the phone.",
    "long": f"The recording is longer than {LONGEST_PROMPT} seconds: a prompt has no more.",
    "short": "The recording is too short: nothing was said, or only a click.",
    "quiet": "The recording is too quiet: speak closer to the phone.",
    "silent": "The recording is silent: check the microphone, and record it again.",
}


class BadRecording(HotlineError):
    """A recording that cannot be a prompt. `kind` is one of REFUSALS."""

    def __init__(self, kind: str) -> None:
        self.kind = kind if kind in REFUSALS else "unreadable"
        super().__init__(REFUSALS[self.kind])
