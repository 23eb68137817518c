"""Recording the lines of the flow: what is missing, a take, a second speaker, heard by callers.

Used by the pages and by the phone. The lines are those of the flow that is live; where they
lie is ivr/prompt_index.py's business, and what may be done with a take ivr/prompt_takes.py's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from hotline.errors import HotlineError, NotFound
from hotline.ports import Ports
from hotline.types import Language
from ivr import prompt_takes
from ivr.flows.checks import can_be_recorded, engine_lines
from ivr.flows.library import FlowLibrary
from ivr.flows.model import Flow
from ivr.flows.session import Prompt
from ivr.flows.simple import simple_key, simple_lines, simple_words, wants_simple
from ivr.flows.words import Line, lines_of
from ivr.prompt_index import Recording, folder_of, read_index, speaker_of, words_hash
from ivr.prompts import PromptBook, fill

LICENCE = "with the speaker's permission, for this hotline"


class NotASpeaker(HotlineError):
    """Only people who speak a language record it and judge what others have recorded."""


class LineState(StrEnum):
    """How a line stands in one language; the first that fits."""

    APPROVED = "approved"
    WAITING = "waiting"
    STAND_IN = "stand-in"
    CHANGED = "changed"
    MISSING = "missing"


@dataclass(frozen=True)
class ScriptLine:
    """One line in one language: what is read aloud, and what there is of it.

    `heard` is what callers hear now (None: no recording), `take` what waits. `draft` says
    that a machine wrote the words, `translated` that anybody did.
    """

    key: str
    words: str
    master_words: str
    draft: bool
    translated: bool
    simple: bool
    state: LineState
    heard: Recording | None
    take: Recording | None


@dataclass(frozen=True)
class Progress:
    """One language: of `lines`, how many are approved, wait, and are a machine's."""

    language: Language
    lines: int
    approved: int
    waiting: int
    stand_ins: int
    has_voice: bool
    in_flow: bool


@dataclass(frozen=True)
class Speaker:
    """Who records or approves: a volunteer, and the languages they say that they speak."""

    volunteer_id: str
    languages: tuple[Language, ...]

    def speaks(self, language: Language) -> bool:
        base = language.tag.split("-")[0]
        return any(own == language or own.tag == base for own in self.languages)


class PromptRecorder:
    """The use cases. `as_prompt` makes a recording fit for the phone, in the fence.

    It raises BadRecording, and TranscriptionFailed when its process was lost.
    """

    def __init__(
        self,
        ports: Ports,
        flows: FlowLibrary,
        book: PromptBook,
        data_dir: Path,
        as_prompt: Callable[[bytes], bytes],
    ) -> None:
        self._ports, self._flows, self._book = ports, flows, book
        self._data_dir, self._as_prompt = data_dir, as_prompt

    @property
    def data_dir(self) -> Path:
        """Where recordings, and the codes for recording by phone, lie."""
        return self._data_dir

    def progress(self) -> list[Progress]:
        """Every language that we know: the flow's first, in its order."""
        flow = self._flows.current()
        offered = list(flow.languages)
        others = [each for each in self._book.languages if each not in offered]
        return [self._progress(each, in_flow=each in offered) for each in offered + others]

    def lines(self, language: Language) -> list[ScriptLine]:
        """Each line that can be recorded, in the flow's order. Raises NotFound."""
        if language not in self._book.languages:
            raise NotFound("There is no such language.")
        flow = self._flows.current()
        index = read_index(folder_of(self._data_dir, language))
        return [
            self._script(flow, language, line, index)
            for line in lines_to_record(self._book, flow, language)
        ]

    def line(self, language: Language, key: str) -> ScriptLine:
        """One of them. Raises NotFound."""
        found = next((each for each in self.lines(language) if each.key == key), None)
        if found is None:
            raise NotFound("There is no such line.")
        return found

    def master_prompt(self, line: ScriptLine) -> Prompt:
        """The line in the words and the voice of the hotline's first language."""
        master = self._flows.current().master
        return Prompt("recorder.script", line.master_words, master, words_language=master)

    def sound(self, language: Language, name: str) -> Path:
        """The file of a recording or a take that is in the index. Raises NotFound."""
        folder = folder_of(self._data_dir, language)
        for entry in read_index(folder).values():
            for each in (entry, entry.next):
                if each and each.file == name and (folder / name).is_file():
                    return folder / name
        raise NotFound("There is no such recording.")

    def take(self, who: Speaker, language: Language, key: str, sound: bytes) -> ScriptLine:
        """A new take, which its speaker then hears and keeps or says again.

        Raises NotASpeaker, NotFound, BadRecording, TranscriptionFailed.
        """
        line = self._for_speaker(who, language, key)
        wav = self._as_prompt(sound)
        prompt_takes.keep(
            folder_of(self._data_dir, language),
            key,
            wav,
            words=line.words,
            speaker=speaker_of(who.volunteer_id),
            licence=LICENCE,
            kept=False,
        )
        return self.line(language, key)

    def keep(self, who: Speaker, language: Language, key: str) -> None:
        """The speaker keeps their take: a second speaker is asked for. RecordingRefused."""
        prompt_takes.confirm(self._folder(who, language, key), key, speaker_of(who.volunteer_id))
        self._note(who, "prompt:record", language, key)

    def approve(self, who: Speaker, language: Language, key: str, file: str) -> None:
        """A second speaker finds the take right: the next caller hears it. RecordingRefused."""
        folder = self._folder(who, language, key)
        prompt_takes.approve(folder, key, speaker_of(who.volunteer_id), file)
        self._note(who, "prompt:approve", language, key)

    def refuse(self, who: Speaker, language: Language, key: str, file: str) -> None:
        """Its speaker or a second one throws the take away. RecordingRefused."""
        prompt_takes.refuse(self._folder(who, language, key), key, file)
        self._note(who, "prompt:refuse", language, key)

    def withdraw(self, who: Speaker, language: Language, key: str) -> None:
        """A speaker takes their recording back. RecordingRefused."""
        self.line(language, key)
        folder = folder_of(self._data_dir, language)
        prompt_takes.withdraw(folder, key, speaker_of(who.volunteer_id))
        self._note(who, "prompt:withdraw", language, key)

    def _for_speaker(self, who: Speaker, language: Language, key: str) -> ScriptLine:
        line = self.line(language, key)
        if not who.speaks(language):
            raise NotASpeaker("Only speakers of the language record and approve.")
        return line

    def _folder(self, who: Speaker, language: Language, key: str) -> Path:
        self._for_speaker(who, language, key)
        return folder_of(self._data_dir, language)

    def _note(self, who: Speaker, what: str, language: Language, key: str) -> None:
        with self._ports.unit_of_work() as tx:
            tx.audit.write(who.volunteer_id, what, f"{language}:{key}", self._ports.clock.now())

    def _progress(self, language: Language, *, in_flow: bool) -> Progress:
        lines = self.lines(language)
        states = [line.state for line in lines]
        entry = self._book.languages.get(language)
        return Progress(
            language=language,
            lines=len(lines),
            approved=states.count(LineState.APPROVED),
            waiting=sum(line.take is not None and line.take.kept for line in lines),
            stand_ins=states.count(LineState.STAND_IN),
            has_voice=entry is not None and entry.can_be_spoken,
            in_flow=in_flow,
        )

    def _script(
        self, flow: Flow, language: Language, line: Line, index: dict[str, Recording]
    ) -> ScriptLine:
        words = self._book.aloud(line, language, flow.name)
        translation = self._book.prompts.get(language, {}).get(line.key)
        found = index.get(line.key)
        heard = found if found is not None and found.may_be_played else None
        master = line.words
        if line.key.endswith(".simple"):
            english = self._book.prompts.get(flow.master, {})
            master = simple_words(english, line.key.removesuffix(".simple"), master) or master
        if heard is not None and heard.stand_in and not self._book.shelf.stand_ins:
            found, heard = heard.next, None  # this network lets no machine speak
        return ScriptLine(
            key=line.key,
            words=words,
            master_words=fill(master, {"hotline": flow.name}),
            draft=translation is not None and translation.draft,
            translated=translation is not None or language == flow.master,
            simple=line.key.endswith(".simple"),
            state=_state(found, words),
            heard=heard,
            take=found.take if found else None,
        )


def lines_to_record(book: PromptBook, flow: Flow, language: Language) -> Iterator[Line]:
    """Each line that is always the same and, right after it, its wording for key 7."""
    catalog = book.prompts.get(language, {})
    master = book.prompts.get(flow.master, {})
    for line in filter(can_be_recorded, (*lines_of(flow), *engine_lines(flow))):
        yield line
        if not wants_simple(line):
            continue
        if catalog or language == flow.master:
            yield from simple_lines(catalog, (line,))
        elif words := simple_words(master, line.key, line.words):
            # Nobody has translated anything yet: the speaker says the master's simply.
            yield Line(simple_key(line.key), words, line.place)


def _state(found: Recording | None, words: str) -> LineState:
    if found is None:
        return LineState.MISSING
    if found.take is not None and found.take.kept:
        return LineState.WAITING
    if not found.may_be_played:
        return LineState.MISSING
    if found.words_hash != words_hash(words):
        return LineState.CHANGED
    return LineState.STAND_IN if found.stand_in else LineState.APPROVED
