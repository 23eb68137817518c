"""O3, O4: who stayed quiet when a safe word was asked for has none, and no volunteer waits for it."""

from __future__ import annotations

import array
import math
import os

import pytest

from hotline.domain.quiet_sound import QUIETER_THAN_A_VOICE, is_silent
from hotline.domain.recordings import Purpose, RecordingState
from hotline.services.intake import find_or_begin_call, note_recording
from hotline.types import RecordingSid
from ivr.simulator.sound import as_wav, silence
from tests.house import ENGLISH, build_house
from tests.workers.test_jobs import ScriptedCarrier, ScriptedTranscriber
from workers.jobs import Workshop, run


def tone(loudest: int) -> bytes:
    samples = (int(loudest * math.sin(n / 3)) for n in range(8000))
    return as_wav(array.array("h", samples).tobytes())


#: Nothing, line noise, a whisper, what this code cannot read, and half a file.
SOUNDS = [
    (silence(5), True),
    (as_wav(b""), True),
    (tone(QUIETER_THAN_A_VOICE // 2), True),
    (tone(QUIETER_THAN_A_VOICE * 3), False),
    (b"", False),
    (b"RIFF", False),
    (silence(5)[:50], False),
    (b"ID3" + bytes(5000), False),
]


@pytest.mark.parametrize(("sound", "silent"), SOUNDS, ids=range(len(SOUNDS)))
def test_what_cannot_be_read_is_never_called_silent(sound, silent):
    assert is_silent(sound) is silent


@pytest.mark.parametrize("purpose", list(Purpose))
@pytest.mark.parametrize(("sound", "silent"), [SOUNDS[0], SOUNDS[3]], ids=["quiet", "spoken"])
def test_a_safe_word_in_which_nobody_speaks_is_none(tmp_path, clock, purpose, sound, silent):
    """A quiet story or time stays: a person listens to it. Either way the carrier's copy goes."""
    house = build_house(tmp_path, clock)
    workshop = Workshop(house.ports, ScriptedCarrier(sound=sound), ScriptedTranscriber())
    sid = "CA" + os.urandom(16).hex()
    with house.ports.unit_of_work() as tx:
        call = find_or_begin_call(house.ports, tx, sid, None)
        note_recording(
            house.ports, tx, call, RecordingSid("RE" + os.urandom(16).hex()),
            status="completed", seconds=5, language=ENGLISH, topic="food", purpose=purpose,
        )  # fmt: skip
    while house.jobs.rows:
        run(workshop, house.jobs.rows.pop(0).id)
    with house.ports.unit_of_work() as tx:
        (request,) = tx.requests.everything()
        (recording,) = tx.recordings.of_request(request.id)
        sound_here = tx.recordings.sound(recording.id)
    dropped = silent and purpose is Purpose.SAFE_WORD
    assert recording.state is (RecordingState.ERASED if dropped else RecordingState.STORED)
    assert (sound_here is None) is dropped
    assert len(workshop.carrier.deleted) == 1
    assert recording.deleted_at_carrier
