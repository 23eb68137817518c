"""The wait by the clock of whoever listens: the audio schedule of V18."""

from __future__ import annotations

import io
import wave
from array import array
from datetime import timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from hotline.domain.ringing import RingPolicy
from hotline.types import Language
from ivr.flows.session import Prompt
from ivr.flows.speaking import seconds_to_say
from ivr.flows.waiting_words import WAITING_WORDS
from ivr.prompts import PromptBook
from tests.webhooks.live_scene import WaitingCaller, live_scene

#: The keys of the first page of the house's flow.
KEYS = {"en": "1", "es": "2", "ko": "3", "fr": "4"}


def words_of(name: str, tag: str) -> str:
    key = f"engine.{name}"
    return PromptBook.load().words(Prompt(key, WAITING_WORDS[key], Language(tag)))


def seconds_of(answer: ElementTree.Element) -> float:
    """How long this answer lasts for somebody who presses nothing."""
    lasting = 0.0
    for verb in answer.iter():
        if verb.tag == "Say":
            lasting += seconds_to_say(verb.text or "")
        elif verb.tag == "Pause":
            lasting += float(verb.get("length", "1"))
        elif verb.tag == "Gather":
            lasting += float(verb.get("timeout", "5"))
    return lasting


@pytest.mark.parametrize("tag", KEYS)
def test_v18_the_exits_come_at_least_once_a_minute_and_the_line_is_never_silent_for_long(
    tmp_path, tag
):
    """V18: message and callback within each minute; a voice says at least every 20 seconds or
    so, a quiet tick in between; no music."""
    scene = live_scene(tmp_path, RingPolicy())
    scene.volunteers(1, (tag,))
    caller = WaitingCaller(scene).press(KEYS[tag], "0")
    exits, now, quiet = [], 0.0, []
    begun = scene.clock.now()
    message, callback = (words_of(name, tag) for name in ("wait_message", "wait_callback"))
    while caller.verbs.find("Gather") is not None and now < 200:
        if message in caller.heard and callback in caller.heard:
            exits.append(now)
        played = {each.text for each in caller.verbs.iter("Play")}
        assert {url.rsplit("/", 1)[-1] for url in played} <= {"tick.wav"}
        # The last round may be too short for one.
        assert played or RingPolicy().phase - (scene.clock.now() - begun) < timedelta(seconds=6)
        lasts = seconds_of(caller.verbs)
        gather = caller.verbs.find("Gather")
        quiet.append(float(gather.get("timeout", "5")))
        quiet += [float(each.get("length", "1")) for each in caller.verbs.iter("Pause")]
        now += lasts
        scene.clock.sleep(lasts)
        if scene.clock.now() - begun >= RingPolicy().phase:
            break
        caller.silence()
    assert exits[0] == 0.0
    assert len(exits) >= 2, exits
    assert max(later - one for one, later in pairwise(exits)) <= 60
    assert now - exits[-1] <= 60
    assert max(quiet) <= 3


def test_v18_the_tick_is_short_quiet_and_as_telephones_carry_it(tmp_path):
    """V18 and V23."""
    scene = live_scene(tmp_path, RingPolicy())
    answer = scene.stage.client.get("/twilio/prompts/tick.wav")
    assert answer.status_code == 200
    with wave.open(io.BytesIO(answer.data)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, 8000)
        assert sound.getnframes() <= 8000 // 10
        samples = array("h", sound.readframes(sound.getnframes()))
    assert 200 < max(map(abs, samples)) < 2000
    assert abs(samples[-1]) < 20
