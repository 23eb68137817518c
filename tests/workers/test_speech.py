"""The fenced decoding process: what is lost when it is, and what it cannot reach."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from hotline.domain.transcripts import TranscriptState
from hotline.errors import TranscriptionFailed
from hotline.types import Language
from tests.speech_here import KOREAN, model, speech, telephone_speech, tone, wav
from workers.speech import FencedTranscriber, SpeechProcess


@pytest.fixture(scope="module")
def korean():
    return model(KOREAN)


@pytest.fixture(scope="module")
def process(korean):
    running = SpeechProcess(models=[korean.path])
    yield running
    running.close()


@pytest.fixture
def bare(tmp_path):
    """A process that needs no model: for what ends before one is loaded."""
    running = SpeechProcess(models=[tmp_path])
    yield partial(running.transcribe, language=KOREAN, model_path=tmp_path, model_name="none")
    running.close()


def hear(process, korean, data, **more):
    return process.transcribe(data, KOREAN, korean.path, korean.name, **more)


def test_a_recording_becomes_words(process, korean):
    transcript = hear(process, korean, speech(KOREAN))

    assert transcript.state is TranscriptState.READY
    assert transcript.model == korean.name
    assert transcript.text == " ".join(word.text for word in transcript.words)
    starts = [word.start for word in transcript.words]
    assert starts == sorted(starts)
    assert starts[0] >= 0
    assert 0 < transcript.confidence <= 1
    assert transcript.spent_seconds > 0


def test_two_jobs_in_turn_do_not_share_a_clock(process, korean):
    data = telephone_speech(KOREAN)
    first, second = (hear(process, korean, data) for _ in range(2))

    assert abs(first.words[0].start - second.words[0].start) < 0.3
    assert second.words[-1].end <= second.audio_seconds


@pytest.mark.parametrize(
    ("data", "state"),
    [
        (b"", TranscriptState.EMPTY),
        (wav(np.zeros(0)), TranscriptState.EMPTY),
        (wav(tone(0.4, 300)), TranscriptState.TOO_SHORT),
        (wav(np.zeros(16000)), TranscriptState.SILENT),
        (wav(tone(3, 350, 440)), TranscriptState.SILENT),
        (wav(tone(1, 300))[:-9], TranscriptState.DAMAGED),
        (b"RIFF????WAVE", TranscriptState.DAMAGED),
        (os.urandom(5000), TranscriptState.UNSUPPORTED),
        (bytes(6 * 1024 * 1024), TranscriptState.UNSUPPORTED),
    ],
)
def test_a_file_without_words_is_a_state_and_no_error(bare, data, state):
    transcript = bare(data)
    assert (transcript.state, transcript.words) == (state, ())


def test_a_language_without_a_model_is_a_state(process):
    class Nothing:
        def find(self, language):
            return None

    transcript = FencedTranscriber(Nothing(), process).transcribe(b"x", Language("mam"))
    assert transcript.state is TranscriptState.NO_MODEL


def test_the_transcriber_takes_the_model_that_is_found(process, korean):
    class Found:
        def find(self, language):
            return korean

    assert FencedTranscriber(Found(), process).transcribe(speech(KOREAN), KOREAN).words


def test_a_broken_model_is_a_failure_that_names_the_remedy(bare):
    voice = np.random.default_rng(3).normal(0, 1, 16000) * np.linspace(0.01, 0.3, 16000)
    with pytest.raises(TranscriptionFailed, match="hotline models fetch ko"):
        bare(wav(voice))


def in_the_middle(process, harm, after=0.3):
    """Do harm to the decoding process shortly after this; gives the thread to join."""
    thread = threading.Timer(after, lambda: harm(process.pid))
    thread.start()
    return thread


@pytest.mark.parametrize("blow", [signal.SIGSEGV, signal.SIGKILL, signal.SIGXCPU])
def test_a_crash_costs_one_attempt_and_the_next_works(process, korean, blow):
    process.start()
    before = process.pid
    long = wav(np.tile(np.frombuffer(telephone_speech(KOREAN)[44:], "<i2") / 32768, 8))
    harm = in_the_middle(process, lambda pid: os.kill(pid, blow))
    with pytest.raises(TranscriptionFailed, match="crashed"):
        hear(process, korean, long)
    harm.join()

    assert hear(process, korean, speech(KOREAN)).words
    assert process.pid != before


def test_a_hang_is_ended_in_time_and_the_next_works(process, korean):
    process.start()
    os.kill(process.pid, signal.SIGSTOP)
    started = time.monotonic()
    with pytest.raises(TranscriptionFailed, match="too long"):
        hear(process, korean, speech(KOREAN), deadline_seconds=1)
    assert time.monotonic() - started < 3

    assert hear(process, korean, speech(KOREAN)).words


def test_a_hang_with_more_sound_than_a_pipe_holds_is_ended_too(bare):
    bare(b"")
    os.kill(bare.func.__self__.pid, signal.SIGSTOP)
    with pytest.raises(TranscriptionFailed, match="too long"):
        bare(bytes(4_000_000), deadline_seconds=1)
    assert bare(b"").state is TranscriptState.EMPTY


def test_too_much_memory_is_ended_and_the_next_works(process, korean, monkeypatch):
    long = wav(np.tile(np.frombuffer(telephone_speech(KOREAN)[44:], "<i2") / 32768, 8))
    with monkeypatch.context() as patch:
        patch.setattr("workers.speech.resident_bytes", lambda pid: 2 << 30)
        with pytest.raises(TranscriptionFailed, match="too much memory"):
            hear(process, korean, long)

    assert hear(process, korean, speech(KOREAN)).words


def test_jobs_from_many_threads_take_turns(process, korean):
    data, heard = speech(KOREAN), []
    threads = [
        threading.Thread(target=lambda: heard.append(hear(process, korean, data))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [bool(one.words) for one in heard] == [True] * 3


def test_a_thread_that_ends_does_not_take_the_process_along(korean):
    running = SpeechProcess(models=[korean.path])
    try:
        starter = threading.Thread(target=running.start)
        starter.start()
        starter.join()
        pid = running.pid
        time.sleep(0.3)
        assert running.pid == pid is not None
    finally:
        running.close()


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_fork_gets_a_process_of_its_own(process, korean):
    process.start()
    mine = process.pid
    child = os.fork()
    if child == 0:
        try:
            words = hear(process, korean, b"").state is TranscriptState.EMPTY
            other = process.pid != mine
            process.close()
            os._exit(0 if words and other else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert process.pid == mine
    assert hear(process, korean, b"").state is TranscriptState.EMPTY


def test_kill_9_of_the_parent_takes_the_process_along(tmp_path):
    program = f"""
        import time
        from pathlib import Path
        from workers.speech import SpeechProcess
        process = SpeechProcess(models=[Path({str(tmp_path)!r})])
        process.start()
        print(process.pid, flush=True)
        time.sleep(60)
    """
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE
    )
    with parent:
        pid = int(parent.stdout.readline())
        assert Path(f"/proc/{pid}").exists()
        parent.kill()
    for _ in range(50):
        if not _alive(pid):
            return
        time.sleep(0.1)
    pytest.fail("the decoding process outlived its parent")


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"
