"""Effects to TwiML, and the few fixed answers. The only file of ivr that knows the carrier's XML.

Every document ends in a hang-up that was meant, or leads back to us: what follows a Gather
or a Record is a Redirect, because an end of document is a dropped call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Gather, VoiceResponse

from hotline.types import Language
from ivr import tick
from ivr.flows.engine_words import ENGINE_WORDS
from ivr.flows.model import DONE, LONGEST_RECORDING, USUAL_SILENCE
from ivr.flows.session import Effect, HangUp, Listen, Prompt, Record, Say
from ivr.prompts import Played, Spoken, clean_words

#: The carrier's limit for one Say (shared reference 3).
LONGEST_SAY = 4096
#: Seconds before the tone in which a key still counts. With none the tone comes at once.
BEFORE_TONE = 1
#: Against the usual level of a voice; the recordings' is in adapters/louder_sound.py.
LOUDER = "+6dB"
#: Voices that take SSML; the basic ones read its tags aloud.
_TAKES_SSML = ("Polly.", "Google.")

Resolve = Callable[[Prompt], Spoken | Played]


@dataclass(frozen=True)
class ActionUrls:
    """Absolute addresses for one turn of a call: no personal data is in any of them."""

    base: str
    turn: int = 0

    @property
    def step(self) -> str:
        """Where the answer to this turn goes, and to no other."""
        return f"{self.base}/twilio/voice/step/{self.turn}"

    @property
    def recording(self) -> str:
        return f"{self.base}/twilio/recording"

    @property
    def tick(self) -> str:
        """The sound of a line that lives."""
        return f"{self.base}/twilio/prompts/{tick.NAME}"

    def sound(self, played: Played, *, louder: bool = False) -> str:
        """Where the carrier fetches a recorded prompt."""
        level = "/louder" if louder else ""
        return f"{self.base}/twilio/prompts/{played.language.tag}{level}/{played.name}"


def render(effects: Iterable[Effect], resolve: Resolve, urls: ActionUrls) -> str:
    """The TwiML document for what the engine decided.

    Enqueue and ConnectPerson are for the services: they have no sound of their own.
    """
    response = VoiceResponse()
    for effect in effects:
        if isinstance(effect, Say):
            _speak(response, effect.prompts, resolve, urls)
        elif isinstance(effect, Listen):
            _listen(response, effect, resolve, urls)
        elif isinstance(effect, Record):
            _record(response, effect, resolve, urls)
        elif isinstance(effect, HangUp):
            response.hangup()
    return str(response)


def apology(resolve: Resolve, language: Language, urls: ActionUrls) -> str:
    """Sorry, and a recorder, twice: for the moment when nothing else of ours works."""
    response = VoiceResponse()
    effect = Record(LONGEST_RECORDING, USUAL_SILENCE, DONE, ())
    for names in (("apology", "apology_consent"), ("not_heard",)):
        # Nothing is recorded before they know what, who hears it and for how long (V14).
        _speak(response, [_own(name, language) for name in names], resolve, urls)
        _recorder(response, effect, urls)
    _speak(response, (_own("goodbye", language),), resolve, urls)
    response.hangup()
    return str(response)


def apology_without_recorder(
    resolve: Resolve, language: Language, urls: ActionUrls, *, waits: bool
) -> str:
    """Sorry, for somebody who does not want to be recorded; `waits`: their request is kept."""
    response = VoiceResponse()
    names = ("apology_unrecorded", *(("nobody_free_waits",) if waits else ()), "goodbye")
    _speak(response, [_own(name, language) for name in names], resolve, urls)
    response.hangup()
    return str(response)


def static_apology(languages: Iterable[Language], resolve: Resolve, thanks_url: str = "") -> str:
    """Sorry in each language, and a recorder, twice; no address of ours is in it.

    Without `thanks_url` the carrier comes back to this document after a message: the words
    are said once more, and the caller hangs up.
    """
    response = VoiceResponse()
    nowhere = ActionUrls("")
    words = [_own(name, language) for language in languages for name in ("away", "away_consent")]
    after = {"action": thanks_url, "method": "GET"} if thanks_url else {}
    for _ in range(2):
        _speak(response, words, resolve, nowhere)
        response.record(
            timeout=USUAL_SILENCE,
            finish_on_key=DONE,
            max_length=LONGEST_RECORDING,
            play_beep=True,
            trim="do-not-trim",
            **after,
        )
    response.hangup()
    return str(response)


def static_thanks(languages: Iterable[Language], resolve: Resolve) -> str:
    """Thanks in each language and the end: for after a message that static_apology took."""
    response = VoiceResponse()
    words = [_own("goodbye", language) for language in languages]
    _speak(response, words, resolve, ActionUrls(""))
    response.hangup()
    return str(response)


def goodbye(resolve: Resolve, language: Language, urls: ActionUrls) -> str:
    """A last word."""
    response = VoiceResponse()
    _speak(response, (_own("goodbye", language),), resolve, urls)
    response.hangup()
    return str(response)


def spoken_end(prompts: Iterable[Prompt], resolve: Resolve, urls: ActionUrls) -> str:
    """These words and the end of the call."""
    response = VoiceResponse()
    _speak(response, prompts, resolve, urls)
    response.hangup()
    return str(response)


def redirect(url: str) -> str:
    """On to another address of ours, at once."""
    response = VoiceResponse()
    response.redirect(url, method="POST")
    return str(response)


def speak(
    into: VoiceResponse | Gather, prompts: Iterable[Prompt], resolve: Resolve, urls: ActionUrls
) -> None:
    """Say or play prompts, in a document or in the Gather of one."""
    _speak(into, prompts, resolve, urls)


def empty() -> str:
    """For callbacks and for callers who are gone: nothing to do."""
    return str(VoiceResponse())


def message_reply(text: str | None) -> str:
    """The answer to a text: these words, or nothing at all."""
    response = MessagingResponse()
    if text:
        # Line breaks are kept: they set the choices apart.
        response.message("\n".join(clean_words(line) for line in text.split("\n")))
    return str(response)


def _own(name: str, language: Language) -> Prompt:
    key = f"engine.{name}"
    return Prompt(key, ENGINE_WORDS[key], language)


def _listen(response: VoiceResponse, effect: Listen, resolve: Resolve, urls: ActionUrls) -> None:
    sized = {"num_digits": effect.num_digits} if effect.num_digits else {}
    # The last part of the quiet is the Gather's own.
    ticks = effect.timeout_seconds // tick.EVERY - 1 if effect.ticks else 0
    gather = response.gather(
        input="dtmf",
        action=urls.step,
        method="POST",
        timeout=tick.EVERY if ticks else effect.timeout_seconds,
        # '' lets '#' arrive as a key; the carrier's default would swallow it.
        finish_on_key=effect.finish_on_key,
        action_on_empty_result=True,
        **sized,
    )
    _speak(gather, effect.prompts, resolve, urls)
    for _ in range(ticks):
        gather.pause(length=tick.EVERY)
        gather.play(urls.tick)
    response.redirect(urls.step, method="POST")


def _record(response: VoiceResponse, effect: Record, resolve: Resolve, urls: ActionUrls) -> None:
    if effect.prompts:
        # Words before the tone listen too, so that 0, 9, 7 and * work here as everywhere.
        # Without a key the document goes on to the recorder: no further request.
        gather = response.gather(
            input="dtmf",
            num_digits=1,
            finish_on_key="",
            timeout=BEFORE_TONE,
            action=urls.step,
            method="POST",
            action_on_empty_result=False,
        )
        _speak(gather, effect.prompts, resolve, urls)
    _recorder(response, effect, urls)
    # Perfect silence makes no recording and calls no action: it comes through here.
    response.redirect(urls.step, method="POST")


def _recorder(response: VoiceResponse, effect: Record, urls: ActionUrls) -> None:
    response.record(
        action=urls.step,
        method="POST",
        timeout=effect.silence_seconds,
        finish_on_key=effect.stop_key,
        max_length=effect.max_seconds,
        play_beep=True,
        # Trimming would cut slow speakers, and tells a shorter length than was said.
        trim="do-not-trim",
        recording_status_callback=urls.recording,
        recording_status_callback_method="POST",
        recording_status_callback_event="completed absent",
    )


@dataclass(frozen=True)
class _Piece:
    """Some words of one voice, or a recording, with the silence after it."""

    heard: Spoken | Played
    pause: float
    slower: bool
    louder: bool

    @property
    def text(self) -> str:
        return self.heard.text if isinstance(self.heard, Spoken) else ""

    @property
    def prosody(self) -> dict[str, str]:
        """How its words are said, in SSML; nothing for the usual way."""
        slow = {"rate": "slow"} if self.slower else {}
        return {**slow, **({"volume": LOUDER} if self.louder else {})}

    @property
    def voice(self) -> tuple[object, ...]:
        """Pieces with the same go into one Say; each recording stands alone."""
        if isinstance(self.heard, Played):
            return (id(self),)
        return (self.heard.voice, self.heard.say_language, self.slower, self.louder)


def _pieces(prompts: Iterable[Prompt], resolve: Resolve) -> Iterator[_Piece]:
    for prompt in prompts:
        heard = resolve(prompt)
        if isinstance(heard, Played):
            yield _Piece(heard, prompt.pause_seconds, prompt.slower, prompt.louder)
            continue
        words = clean_words(heard.text)
        if words:
            spoken = Spoken(words, heard.say_language, heard.voice)
            yield _Piece(spoken, prompt.pause_seconds, prompt.slower, prompt.louder)


def _speak(
    into: VoiceResponse | Gather, prompts: Iterable[Prompt], resolve: Resolve, urls: ActionUrls
) -> None:
    groups = [list(group) for _, group in groupby(_pieces(prompts, resolve), lambda p: p.voice)]
    for place, group in enumerate(groups):
        heard = group[0].heard
        if isinstance(heard, Played):
            into.play(urls.sound(heard, louder=group[0].louder))
        else:
            _say(into, heard, group)
        if place + 1 < len(groups) and group[-1].pause >= 0.7:
            into.pause(length=1)


def _say(into: VoiceResponse | Gather, heard: Spoken, group: list[_Piece]) -> None:
    """Words of one voice: one Say with the pauses inside it, where the voice takes them.

    A basic voice gets a Say for each piece, and whole seconds between them.
    """
    takes_tags = heard.voice.startswith(_TAKES_SSML)
    say, used, paused = None, 0, True
    for place, piece in enumerate(group):
        pause = piece.pause if place + 1 < len(group) else 0.0
        for words in _short_enough(piece.text):
            if say is None or used + len(words) >= LONGEST_SAY or not takes_tags:
                say = into.say(voice=heard.voice or None, language=heard.say_language or None)
                used = 0
            elif not paused:
                # The SDK keeps one text between two tags, and a piece is never lost to that.
                say.break_(strength="none")
            # Whoever reads the words without the tags (a log, a simulator) still sees words.
            words = words if place + 1 == len(group) else f"{words} "
            used += len(words)
            if piece.prosody and takes_tags:
                say.prosody(words, **piece.prosody)
            else:
                say.append(words)
            paused = False
        if pause and takes_tags and say is not None:
            say.break_(time=f"{round(pause * 1000)}ms")
            paused = True
        elif pause:
            into.pause(length=1)


def _short_enough(words: str) -> Iterator[str]:
    longest = LONGEST_SAY - 1  # room for the space that may follow
    while len(words) > longest:
        cut = words.rfind(" ", 0, longest)
        cut = cut if cut > 0 else longest
        yield words[:cut]
        words = words[cut:].lstrip()
    if words:
        yield words
