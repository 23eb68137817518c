"""Recording by phone: a line is read, said after the tone, heard back, kept or said again.

A code from the page opens it, keyed in where callers key in their receipts. What others have
recorded in the language is judged first. Each question has a turn, as in the callers' talk, so
that a request that comes twice answers nothing twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from hotline.domain.prompt_recordings import LONGEST_PROMPT, BadRecording
from hotline.errors import (
    CarrierRefused,
    CarrierUnavailable,
    NotFound,
    RecordingNotReady,
    TranscriptionFailed,
)
from hotline.ports import Carrier
from hotline.types import Language, RecordingSid, is_sid
from ivr import twiml
from ivr.flows.engine_words import ENGINE_WORDS
from ivr.flows.session import Effect, HangUp, Listen, Prompt, Record, Say
from ivr.flows.words import AFTER_KEY, BEFORE_KEY
from ivr.prompt_index import RecordingRefused, speaker_of
from ivr.prompts import Played, PromptBook, Spoken
from ivr.recorder import LineState, NotASpeaker, PromptRecorder, ScriptLine
from ivr.recorder_desk import CODE_DIGITS, Desk, RecorderDesk
from ivr.recorder_sayings import RECORDER_WORDS

SAY, FETCH, HEAR, JUDGE, DONE = "say", "fetch", "hear", "judge", "done"
#: The carrier has a recording ready within seconds; so often it is asked, two seconds apart.
FETCH_TRIES, FETCH_EVERY = 8, 2
#: Silence or a wrong key so often, and the call ends; everything kept is kept.
MOST_TRIES = 4
_WAIT = 20
_TAKE = "take.heard"
_TO_DO = {LineState.MISSING, LineState.CHANGED, LineState.STAND_IN}


@dataclass(frozen=True)
class RecorderUrls(twiml.ActionUrls):
    """Addresses of such a call; a take is heard by its token and by nobody else."""

    token: str = ""
    take: str = ""

    @property
    def step(self) -> str:
        return f"{self.base}/twilio/recorder/step/{self.turn}"

    @property
    def recording(self) -> str:
        return f"{self.base}/twilio/recorder/recording"

    def sound(self, played: Played, *, louder: bool = False) -> str:
        if played.name == self.take:
            return f"{self.base}/twilio/recorder/take/{self.token}/{played.name}"
        return super().sound(played, louder=louder)


class RecorderCalls:
    """Answers the webhooks of such calls with TwiML."""

    def __init__(
        self,
        recorder: PromptRecorder,
        desk: RecorderDesk,
        book: PromptBook,
        carrier: Carrier,
        public_url: str,
    ) -> None:
        self._recorder, self._desk, self._book = recorder, desk, book
        self._carrier, self._public_url = carrier, public_url

    def begin(self, form: Mapping[str, str]) -> str | None:
        """The first words, when these keys are a code; None for every other answer."""
        digits = form.get("Digits", "").strip("#")
        if len(digits) != CODE_DIGITS or not digits.isdecimal():
            return None
        begun = self._desk.of_call(form["CallSid"])
        if begun is not None:
            # The carrier asks once more: its code is used up, and it is no wrong one.
            return self._ask(form, begun)
        if self._desk.is_locked(form["CallSid"]):
            return None
        desk = self._desk.open_call(digits, form["CallSid"])
        return self._next(form, desk, "hello") if desk else None

    def step(self, form: Mapping[str, str], turn: int) -> str:
        """What the speaker did at that turn."""
        desk = self._desk.of_call(form["CallSid"])
        if desk is None:
            return twiml.empty()
        sid = form.get("RecordingSid", "")
        key = form.get("Digits", "")
        if key == "hangup":
            if is_sid(sid, "RE"):
                self._delete(RecordingSid(sid))
            return twiml.empty()
        if desk.turn != turn:
            return self._ask(form, desk)
        if desk.mode == SAY and is_sid(sid, "RE"):
            return self._fetch(form, replace(desk, mode=FETCH, recording_sid=sid, tries=0))
        if desk.mode == FETCH:
            return self._fetch(form, desk)
        if key == "3" and desk.mode in {SAY, JUDGE}:
            return self._next(form, replace(desk, skipped=(*desk.skipped, desk.key)))
        if desk.mode in {HEAR, JUDGE} and key in {"1", "2"}:
            return self._answer(form, desk, yes=key == "1")
        if desk.tries + 1 >= MOST_TRIES:
            return self._end(form, desk)
        return self._ask(form, replace(desk, tries=desk.tries + 1))

    def take_sound(self, token: str, name: str) -> Path:
        """The take that this call may hear now. Raises NotFound."""
        desk = self._desk.with_token(token)
        if desk is None or desk.file != name:
            raise NotFound("There is no such take.")
        return self._recorder.sound(Language(desk.language), name)

    def _next(self, form: Mapping[str, str], desk: Desk, *words: str) -> str:
        """What others have recorded first, then what nobody has; then thanks."""
        lines = self._recorder.lines(Language(desk.language))
        mine = speaker_of(desk.volunteer_id)
        for line in lines:
            take = line.take
            if take and take.kept and take.speaker != mine and line.key not in desk.skipped:
                desk = replace(desk, mode=JUDGE, key=line.key, file=take.file, tries=0)
                return self._ask(form, desk, *words)
        for line in lines:
            free = line.take is None or not line.take.kept
            if line.state in _TO_DO and free and line.key not in desk.skipped:
                desk = replace(desk, mode=SAY, key=line.key, file="", tries=0)
                return self._ask(form, desk, *words)
        return self._end(form, desk, *words)

    def _answer(self, form: Mapping[str, str], desk: Desk, *, yes: bool) -> str:
        who, language, key = desk.who, Language(desk.language), desk.key
        try:
            if desk.mode == JUDGE and yes:
                self._recorder.approve(who, language, key, desk.file)
            elif desk.mode == HEAR and yes:
                self._recorder.keep(who, language, key)
            else:
                self._recorder.refuse(who, language, key, desk.file)
        except (RecordingRefused, NotASpeaker, NotFound):
            # Somebody on the page was quicker: what stands there now is the truth.
            return self._next(form, replace(desk, skipped=(*desk.skipped, key)))
        if desk.mode == HEAR and not yes:
            return self._ask(form, replace(desk, mode=SAY, file="", tries=0))
        return self._next(form, desk)

    def _fetch(self, form: Mapping[str, str], desk: Desk) -> str:
        """The recording from the carrier, made fit for the phone; outside any transaction."""
        sid = RecordingSid(desk.recording_sid)
        try:
            sound = self._carrier.fetch_recording(sid)
            line = self._recorder.take(desk.who, Language(desk.language), desk.key, sound)
        except (RecordingNotReady, CarrierUnavailable):
            if desk.tries >= FETCH_TRIES:
                return self._say_again(form, desk)
            return self._ask(form, replace(desk, tries=desk.tries + 1))
        except (BadRecording, TranscriptionFailed, CarrierRefused, NotASpeaker, NotFound):
            self._delete(sid)
            return self._say_again(form, desk)
        self._delete(sid)
        file = line.take.file if line.take else ""
        return self._ask(form, replace(desk, mode=HEAR, file=file, tries=0))

    def _say_again(self, form: Mapping[str, str], desk: Desk) -> str:
        return self._ask(form, replace(desk, mode=SAY, tries=0, file=""), "bad")

    def _delete(self, sid: RecordingSid) -> None:
        try:
            self._carrier.delete_recording(sid)
        except CarrierUnavailable:
            return  # a public line, read aloud; the sweep of strays finds it

    def _end(self, form: Mapping[str, str], desk: Desk, *words: str) -> str:
        return self._ask(form, replace(desk, mode=DONE, key="", file=""), *words)

    def _ask(self, form: Mapping[str, str], desk: Desk, *words: str) -> str:
        """Keep where it stands, and say what waits, with a new turn."""
        desk = replace(desk, turn=desk.turn + 1)
        self._desk.keep(form["CallSid"], desk)
        urls = RecorderUrls(self._public_url, desk.turn, desk.token, desk.file)
        effects = self._effects(desk, tuple(self._own(desk, name) for name in words))
        return twiml.render(effects, lambda prompt: self._resolve(desk, prompt), urls)

    def _effects(self, desk: Desk, before: tuple[Prompt, ...]) -> tuple[Effect, ...]:
        if desk.mode == DONE:
            return (Say((*before, self._own(desk, "done"))), HangUp())
        if desk.mode == FETCH:
            return (Listen(1, FETCH_EVERY, "", (self._own(desk, "moment"),)),)
        line = self._recorder.line(Language(desk.language), desk.key)
        take = Prompt(_TAKE, desk.file, Language(desk.language), pause_seconds=AFTER_KEY)
        if desk.mode == SAY:
            said = (self._own(desk, "line"), self._line(line, desk), self._own(desk, "say"))
            skip = self._choice(desk, "skip", "3")
            return (Record(LONGEST_PROMPT, 5, "#", (*before, *skip, *said)),)
        judged = desk.mode == JUDGE
        said = (self._own(desk, "judge"), self._line(line, desk)) if judged else ()
        said += (self._own(desk, "heard"), take)
        said += self._choice(desk, "right" if judged else "keep", "1")
        said += self._choice(desk, "wrong" if judged else "again", "2")
        said += self._choice(desk, "skip", "3") if judged else ()
        return (Listen(1, _WAIT, "", (*before, *said)),)

    def _choice(self, desk: Desk, name: str, key: str) -> tuple[Prompt, ...]:
        press = f"engine.press_{key}"
        option = replace(self._own(desk, name), pause_seconds=BEFORE_KEY)
        return (option, replace(option, key=press, words=ENGINE_WORDS[press], pause_seconds=0.5))

    def _own(self, desk: Desk, name: str) -> Prompt:
        key = f"recorder.{name}"
        language = Language(desk.language)
        return Prompt(key, RECORDER_WORDS[key], language, pause_seconds=AFTER_KEY)

    def _line(self, line: ScriptLine, desk: Desk) -> Prompt:
        """The line itself: its words where the voice can say them, else the master's."""
        return Prompt(
            "recorder.script",
            line.words,
            Language(desk.language),
            words_language=Language(desk.language),
            pause_seconds=1.0,
        )

    def _resolve(self, desk: Desk, prompt: Prompt) -> Spoken | Played:
        if prompt.key == _TAKE:
            return Played(Path(desk.file), Language(desk.language))
        heard = self._book.resolve(prompt)
        if prompt.key == "recorder.script" and isinstance(heard, Spoken) and not heard.text:
            line = self._recorder.line(Language(desk.language), desk.key)
            if line.heard is not None:  # a machine's stand-in reads it to them
                return Played(Path(line.heard.file), Language(desk.language))
            return self._book.resolve(self._recorder.master_prompt(line))
        return heard
