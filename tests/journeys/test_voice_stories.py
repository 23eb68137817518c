"""The field's stories about voice, told by phone to a whole hotline through the simulated carrier.

Each number is the story's in the shared field notes. Speech is a tone: what is proved here is
that nobody is lost, hurried, or answered in a language they did not choose.
"""

from __future__ import annotations

import math
import struct
import wave

import pytest

from tests.journeys.running import Running, wait_for

HOTLINE = "+15550100000"
#: Keys on the pages of the default flow: en es ko fr | zh vi ar.
SPANISH, KOREAN, FRENCH, VIETNAMESE = ["2"], ["3"], ["4"], ["9", "2"]


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    hotline = Running.start(tmp_path_factory.mktemp("stories") / "data")
    hotline.hotline(
        "volunteers", "add", "--name", "Lucia", "--phone", "+15550100061", "--on-call",
        "--language", "es", "--language", "vi", "--language", "fr",
    )  # fmt: skip
    yield hotline
    if not hotline.ended():
        hotline.stop()


@pytest.fixture(scope="module")
def voice(tmp_path_factory):
    """Four seconds of somebody's voice, as far as a recorder can tell."""
    path = tmp_path_factory.mktemp("voice") / "voice.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(
            b"".join(
                struct.pack("<h", int(9000 * math.sin(n / 4) * math.sin(n / 900)))
                for n in range(4 * 8000)
            )
        )
    return path


class Story:
    """One caller, and the request that comes of the call."""

    def __init__(self, running: Running, caller: str, watched: bool = True) -> None:
        self.running = running
        self.known = {row["code"] for row in running.requests()} if watched else set()
        self.call = running.phone(caller).call(HOTLINE)

    def press(self, *keys: str) -> Story:
        for key in keys:
            self.call.press(key)
        return self

    def to_the_recorder(self) -> Story:
        """Silence alone leads there: a key still counts in the second before the tone."""
        for _ in range(20):
            if self.call.state.waits_for == "record":
                return self
            assert self.call.state.waits_for == "gather", self.call.state
            self.call.silence()
        raise AssertionError("no recorder came")

    def speak(self, voice, ended_by: str = "key") -> Story:
        self.to_the_recorder().call.speak(voice, ended_by=ended_by)
        return self

    def to_the_end(self) -> Story:
        for _ in range(20):
            if self.call.state.ended:
                return self
            self.call.silence()
        raise AssertionError("silence never ended this call")

    @property
    def request(self) -> dict:
        new = [row for row in self.running.requests() if row["code"] not in self.known]
        assert len(new) == 1
        return new[0]

    def languages(self, since: int = 0) -> set[str]:
        """The languages that were heard from the given place on."""
        said = [item for item in self.call.heard[since:] if item.kind == "say"]
        return {item.language.split("-")[0] for item in said}

    @property
    def words(self) -> str:
        return " ".join(item.text for item in self.call.heard if item.kind == "say")


def test_story_1_a_language_on_no_page_is_said_into_the_recorder(running, voice):
    """V2, story 1: a Mam speaker: at most four keys, her voice kept, no Spanish-only sentence."""
    story = Story(running, "+15550100101").press("9")
    before = len(story.call.heard)
    story.press("9").to_the_recorder()
    assert len(story.languages(before)) >= 4, "told in each language of the first page"
    story.speak(voice).to_the_end()
    assert story.request["language"] == "und"
    assert story.request["state"] == "queued"


def test_story_2_what_is_paused_is_heard_before_the_request_is_taken(running, voice):
    """V19, story 2: rent is used up until Friday: she hears it first, and may leave it anyway."""
    running.hotline(
        "line", "limit", "housing", "paused", "--reason", "Hasta el viernes", "--language", "es"
    )
    try:
        story = Story(running, "+15550100102").press(*SPANISH)
        told = story.words.index("Hasta el viernes")
        assert told < len(story.words)
        story.press("2", "1").speak(voice).to_the_end()
    finally:
        running.hotline("line", "limit", "housing", "open")
    assert (story.request["topic"], story.request["language"]) == ("housing", "es")


def test_story_3_slow_fingers_and_tired_ears_get_through(running, voice):
    """V8, V9, story 3: 7 twice, and 25 seconds before each answer: simpler, louder, and kept."""
    story = Story(running, "+15550100103").press(*KOREAN)
    before = len(story.call.heard)
    story.press("7", "7")
    story.call.silence()  # ten seconds went by, and nobody hung up
    story.press("3")
    story.call.silence()
    story.press("1").speak(voice)
    assert story.languages(before) == {"ko"}
    story.to_the_end()
    assert (story.request["topic"], story.request["language"]) == ("health", "ko")


def test_story_6_pauses_end_no_recording_of_whoever_asked_for_time(running, voice):
    """V8, story 6: long pauses while speaking: a minute of silence, or '#', or hanging up."""
    story = Story(running, "+15550100106").press(*SPANISH, "7", "1", "1").to_the_recorder()
    assert story.call.state.waiting["silence_seconds"] >= 60
    story.speak(voice, ended_by="silence").to_the_end()
    assert story.request["language"] == "es"


def test_story_7_without_a_single_key_the_request_is_the_same(running, voice):
    """V10, story 7: a blind caller whose phone has no keys; and one of Vietnamese with keys."""
    silent = Story(running, "+15550100107").speak(voice, ended_by="silence").to_the_end()
    one = silent.request
    keyed = Story(running, "+15550100108").press(*VIETNAMESE, "1", "1").speak(voice).to_the_end()
    other = keyed.request
    assert set(one) == set(other)
    assert (one["state"], one["channel"]) == (other["state"], other["channel"])
    assert (one["language"], other["language"]) == ("und", "vi")


def test_story_8_whoever_panics_is_kept_and_danger_comes_first(running, voice):
    """V7, V20, story 8: every key at once; then the door of danger: the top of the queue."""
    calm = Story(running, "+15550100109").press(*SPANISH, "1", "1").speak(voice, "hangup").request
    story = Story(running, "+15550100110").press(*SPANISH)
    for key in "6*66":
        if story.call.state.waits_for == "gather":
            story.call.press(key)
    panicked = story.speak(voice, "hangup").request
    assert panicked["state"] == "queued"
    afraid = Story(running, "+15550100111").press(*SPANISH, "5", "1")
    assert "911" in afraid.words
    assert not any(item.kind == "dial" for item in afraid.call.heard)
    urgent = afraid.speak(voice, "hangup").request
    order = [row["code"] for row in running.requests() if row["state"] == "queued"]
    assert order.index(urgent["code"]) < order.index(calm["code"])


@pytest.mark.parametrize(
    ("caller", "keys", "tag"),
    [
        ("anonymous", SPANISH, "es"),
        ("+266696687", KOREAN, "ko"),
        ("+447700900123", FRENCH, "fr"),
    ],
)
def test_edge_withheld_spelled_out_and_foreign_numbers(running, voice, caller, keys, tag):
    """V13, edges: an unusual number is as good as any; the receipt opens it later."""
    story = Story(running, caller).press(*keys, "1", "1")
    before = len(story.call.heard)
    story.speak(voice).to_the_end()
    assert story.languages(before) == {tag}
    assert story.request["language"] == tag


def test_story_11_nobody_on_shift_is_told_in_their_language_and_kept(running, voice):
    """V7, V18, story 11: Sunday night, nobody speaks it: told at once, and a message is taken."""
    for name in ("Minjun", "Sam"):
        running.hotline("volunteers", "on-call", name, "--off")
    try:
        story = Story(running, "+15550100112").press(*KOREAN)
        assert "지금은 쓰시는 언어를 하는 이웃이 없습니다" in story.words
        before = len(story.call.heard)
        story.press("1").speak(voice).to_the_end()
        assert story.languages(before) == {"ko"}
        assert story.request["state"] == "queued"
    finally:
        for name in ("Minjun", "Sam"):
            running.hotline("volunteers", "on-call", name)


def test_story_10_a_restart_in_the_middle_of_the_night_loses_no_message(running, voice):
    """V7, story 10: many at once in three languages, the power goes, and everything is there."""
    earlier = len(running.requests())
    for number, keys in enumerate((SPANISH, KOREAN, FRENCH) * 2):
        caller = Story(running, f"+1555010012{number}", watched=False)
        caller.press(*keys, "1", "1").speak(voice, "hangup")
    under_way = running.phone("+15550100129").call(HOTLINE)
    under_way.press(SPANISH[0])
    before = {row["code"] for row in running.requests()}
    assert len(before) == earlier + 6
    running.stop()
    again = Running.start(running.data_dir)
    try:
        wait_for(lambda: {row["code"] for row in again.requests()} >= before, 20, "the requests")
        story = Story(again, "+15550100129").press(*SPANISH, "1", "1").speak(voice, "hangup")
        assert story.request["language"] == "es"
    finally:
        again.stop()
