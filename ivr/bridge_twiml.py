"""TwiML around a bridge: the whisper, the room, and words before the end.

The room is named by the bridge's random id; a name there stands in the carrier's logs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from twilio.twiml.voice_response import VoiceResponse

from hotline.domain.bridges import Bridge, BridgeKind, Leg, LegRole, path_of
from ivr.flows.session import Prompt
from ivr.twiml import ActionUrls, Resolve, speak

#: Seconds of silence after a whisper until it counts as no key.
TO_PRESS = 8
#: Seconds between two sentences of somebody who waits.
BETWEEN = 15


@dataclass(frozen=True)
class LegUrls:
    """Absolute addresses of one leg; random ids and nothing else are in them."""

    base: str
    leg_id: str

    def at(self, part: str) -> str:
        return self.base + path_of(self.leg_id, part)

    @property
    def sounds(self) -> ActionUrls:
        return ActionUrls(self.base)

    @property
    def safe_word(self) -> str:
        return f"{self.base}/twilio/bridge-sound/{self.leg_id}.wav"


def whisper(prompts: Iterable[Prompt], resolve: Resolve, urls: LegUrls, asked: int) -> str:
    """Words, then one key, or silence. A mailbox may hear them: nothing of the person's own."""
    response = VoiceResponse()
    gather = response.gather(
        input="dtmf",
        num_digits=1,
        finish_on_key="",
        timeout=TO_PRESS,
        action=urls.at(f"key/{asked}"),
        method="POST",
        action_on_empty_result=True,
    )
    speak(gather, prompts, resolve, urls.sounds)
    response.redirect(urls.at(f"key/{asked}"), method="POST")
    return str(response)


def room(
    bridge: Bridge,
    leg: Leg,
    urls: LegUrls,
    resolve: Resolve,
    *,
    seconds: int,
    before_word: Iterable[Prompt] = (),
) -> str:
    """Into the room, for so many seconds at most (hotline/domain/talk_time.py).

    The person's hang-up ends it for all; anybody else's ends nothing.

    A volunteer who calls back hears the safe word first, in its speaker's own voice, after
    the words `before_word`; and waits with words of ours until the person is there.
    """
    before_word = tuple(before_word)
    is_person = leg.role is LegRole.PERSON
    starts = is_person or (leg.role is LegRole.VOLUNTEER and bridge.kind is BridgeKind.LIVE)
    response = VoiceResponse()
    if before_word:
        speak(response, before_word, resolve, urls.sounds)
        response.play(urls.safe_word)
    dial = response.dial(action=urls.at("left"), method="POST", time_limit=seconds)
    dial.conference(
        bridge.id,
        start_conference_on_enter=starts,
        end_conference_on_exit=is_person,
        beep=False,
        wait_url="" if starts else urls.at("wait"),
        wait_method="POST",
        max_participants=6,
        status_callback=f"{urls.base}/twilio/bridge/room/{bridge.id}",
        status_callback_method="POST",
        status_callback_event="start end join leave",
    )
    return str(response)


def words_and_wait(prompts: Iterable[Prompt], resolve: Resolve, urls: LegUrls, again: str) -> str:
    """Words, a silence, and the same question to us again."""
    response = VoiceResponse()
    speak(response, prompts, resolve, urls.sounds)
    response.pause(length=BETWEEN)
    response.redirect(urls.at(again), method="POST")
    return str(response)


def words_alone(prompts: Iterable[Prompt], resolve: Resolve, urls: LegUrls) -> str:
    """Words into a room: the carrier plays them to one there, and the talk goes on."""
    response = VoiceResponse()
    speak(response, prompts, resolve, urls.sounds)
    return str(response)


def words_and_go(prompts: Iterable[Prompt], resolve: Resolve, urls: LegUrls, url: str) -> str:
    """Words, and on to another document of ours."""
    response = VoiceResponse()
    speak(response, prompts, resolve, urls.sounds)
    response.redirect(url, method="POST")
    return str(response)


def words_and_end(prompts: Iterable[Prompt], resolve: Resolve, urls: LegUrls) -> str:
    """Words, and the line is hung up."""
    response = VoiceResponse()
    speak(response, prompts, resolve, urls.sounds)
    response.hangup()
    return str(response)


def end() -> str:
    """The line is hung up, and nothing is heard."""
    response = VoiceResponse()
    response.hangup()
    return str(response)
