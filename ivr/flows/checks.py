"""The rules that need catalogs, voices or sound, and each language's completeness."""

from __future__ import annotations

import wave
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hotline.types import Language
from ivr.flows.catalog import Catalog, Catalogs, find
from ivr.flows.engine_words import ENGINE_WORDS
from ivr.flows.keys import folded
from ivr.flows.languages import Languages
from ivr.flows.model import LANGUAGES_ON_A_PAGE, Flow, MenuStep, Mistake, Place
from ivr.flows.reserved_words import RESERVED_WORDS
from ivr.flows.rules import missing_keys, weigh_speech, weigh_text
from ivr.flows.session import ENGLISH
from ivr.flows.simple import simple_words, wants_simple
from ivr.flows.walk import WalkReport as WalkReport
from ivr.flows.walk import walk as walk
from ivr.flows.words import PLACEHOLDER, Line, lines_of
from ivr.flows.yaml_nodes import Findings

Recordings = Mapping[Language, Mapping[str, Path]]
#: Longer is no prompt any more, and slow to fetch for the carrier.
LONGEST_SOUND_SECONDS = 60


@dataclass(frozen=True)
class LanguageRow:
    """How complete one language is. `words` and `recordings` are of `total` lines.

    `simple` of `simple_total` long lines have their second wording (V9); `reviewed` says that
    a speaker has looked at all words.
    """

    language: Language
    own_name: str
    words: int
    total: int
    drafts: int
    outdated: int
    voice: str
    recordings: int
    simple: int = 0
    simple_total: int = 0

    @property
    def reviewed(self) -> bool:
        return self.words == self.total and not self.drafts


@dataclass
class Report:
    """What was found in one flow and its languages."""

    mistakes: list[Mistake] = field(default_factory=list)
    warnings: list[Mistake] = field(default_factory=list)
    table: list[LanguageRow] = field(default_factory=list)


def check_flow(
    flow: Flow,
    catalogs: Catalogs,
    languages: Languages,
    file: str,
    recordings: Recordings | None = None,
) -> Report:
    """Check the flow in each of its languages. `file` is the name to tell in mistakes."""
    found = Findings(file, warnings=list(flow.warnings))
    lines = [*lines_of(flow), *engine_lines(flow)]
    table = []
    for language in flow.languages:
        sounds = (recordings or {}).get(language, {})
        check = _LanguageCheck(flow, language, catalogs.get(language, {}), sounds, found)
        check.chain = _spoken_chain(flow, language, catalogs, languages)
        table.append(check.run(lines, languages))
    in_order = sorted(found.mistakes, key=lambda mistake: (mistake.line, mistake.column))
    return Report(in_order, found.warnings, table)


def _spoken_chain(
    flow: Flow, language: Language, catalogs: Catalogs, languages: Languages
) -> dict[Language, Catalog]:
    return {
        each: catalogs.get(each, {})
        for each in flow.chains.get(language, ())
        if each in languages and languages[each].can_be_spoken
    }


def engine_lines(flow: Flow) -> list[Line]:
    """The engine's own words as lines of the flow: those that it can come to say."""
    paged = len(flow.languages) > LANGUAGES_ON_A_PAGE
    only_paged = {"engine.more_languages", "engine.press_9", "engine.say_language"}
    return [
        Line(key, words, Place(), read=key.startswith("engine.text_"))
        for key, words in ENGINE_WORDS.items()
        if paged or key not in only_paged
    ]


def can_be_recorded(line: Line) -> bool:
    """True for what is heard and always the same: a name of the day cannot be in a recording."""
    return not line.read and set(PLACEHOLDER.findall(line.words)) <= {"hotline"}


def rows_of_others(
    flow: Flow, catalogs: Catalogs, languages: Languages, recordings: Recordings | None = None
) -> list[LanguageRow]:
    """How complete the languages are that the flow does not offer (yet)."""
    lines = [*lines_of(flow), *engine_lines(flow)]
    return [
        _LanguageCheck(
            flow, each, catalogs.get(each, {}), (recordings or {}).get(each, {}), Findings("")
        ).run(lines, languages)
        for each in languages
        if each not in flow.languages
    ]


@dataclass
class _LanguageCheck:
    flow: Flow
    language: Language
    catalog: Catalog
    sounds: Mapping[str, Path]
    found: Findings
    #: The catalogs of the caller's next languages that the phone company can speak.
    chain: Mapping[Language, Catalog] = field(default_factory=dict)

    def run(self, lines: list[Line], languages: Languages) -> LanguageRow:
        entry = languages.get(self.language)
        if entry is None:
            self.found.wrong(
                Place(),
                f"the language '{self.language}' is not known",
                f"add [{self.language}] with its own name to translations/languages.toml",
            )
        drafts = outdated = 0
        missing: list[Line] = []
        for line in lines:
            if self._is_master(line):
                continue
            translation = find(self.catalog, line.key, line.words)
            if translation is None:
                # A language's own name stands in languages.toml.
                if entry is None or line.key != "engine.language_name":
                    missing.append(line)
                continue
            drafts += translation.draft
            outdated += translation.outdated
            self._check_translation(line, translation.words, translation.outdated)
        self._tell_missing([line for line in missing if not self._said_by_chain(line)])
        if entry is not None and not entry.can_be_spoken:
            self._tell_unspoken(entry.own_name, lines)
        for path in self.sounds.values():
            self._check_sound(path)
        long = [line for line in lines if wants_simple(line)]
        return LanguageRow(
            language=self.language,
            own_name=entry.own_name if entry else self.language.tag,
            words=len(lines) - len(missing),
            total=len(lines),
            drafts=drafts,
            outdated=outdated,
            voice=entry.voice if entry else "",
            recordings=sum(line.key in self.sounds for line in lines),
            simple=sum(bool(simple_words(self.catalog, each.key, each.words)) for each in long),
            simple_total=len(long),
        )

    def _is_master(self, line: Line) -> bool:
        own = ENGLISH if line.key.startswith("engine.") else self.flow.master
        return self.language == own

    def _said_by_chain(self, line: Line) -> bool:
        """Mam, then Spanish: what Mam lacks is said in Spanish, but its own name never is."""
        if line.key == "engine.language_name":
            return False
        own = ENGLISH if line.key.startswith("engine.") else self.flow.master
        return any(
            each == own or find(catalog, line.key, line.words) is not None
            for each, catalog in self.chain.items()
        )

    def _tell_missing(self, missing: list[Line]) -> None:
        tell = self.found.wrong if self.language == self.flow.master else self.found.warn
        engine = [line for line in missing if line.key.startswith("engine.")]
        for line in missing:
            if line not in engine:
                tell(
                    line.place,
                    f"{self.language} has no words for '{line.key}'",
                    f"add it to translations/{self.language}/LC_MESSAGES/prompts.po",
                )
        if engine:
            tell(
                Place(),
                f"{self.language} has no words for {len(engine)} of the phone's own lines",
                f"the first is '{engine[0].key}'",
            )

    def _tell_unspoken(self, own_name: str, lines: list[Line]) -> None:
        silent = [
            line
            for line in lines
            if can_be_recorded(line)
            and line.key not in self.sounds
            and not self._said_by_chain(line)
        ]
        if silent:
            self.found.wrong(
                silent[0].place,
                f"the phone company cannot speak {own_name} ({self.language}), and "
                f"{len(silent)} prompts have no recording",
                f"record them (`hotline prompts script {self.language}`; the first is "
                f"{silent[0].key}), or take the language out",
            )

    def _check_translation(self, line: Line, words: str, outdated: bool) -> None:
        where = f"in {self.language}, '{line.key}'"
        if outdated:
            self.found.warn(line.place, f"{where} was translated from other words", "look at it")
        if sorted(PLACEHOLDER.findall(words)) != sorted(PLACEHOLDER.findall(line.words)):
            self.found.wrong(line.place, f"{where} has other {{names}} than the file")
        weighed = weigh_text(words) if line.read else weigh_speech(words)
        if weighed:
            self.found.warn(line.place, f"{where}: {weighed[0]}", weighed[1])
        step = self.flow.steps.get(line.key.split(".", 1)[0])
        if isinstance(step, MenuStep):
            for key in missing_keys(step, words):
                self.found.wrong(line.place, f"{where} says {key}, and there is no choice {key}")
            if ".option." in line.key and folded(words) in RESERVED_WORDS:
                meaning = RESERVED_WORDS[folded(words)]
                self.found.wrong(line.place, f"{where} is a word that means {meaning}")

    def _check_sound(self, path: Path) -> None:
        trouble = sound_trouble(path)
        if trouble:
            self.found.mistakes.append(Mistake(path.name, 1, 1, trouble, f"in {path.parent}"))


def sound_trouble(path: Path) -> str:
    """Why a recording cannot be played on the phone; '' when it can."""
    try:
        with wave.open(str(path), "rb") as sound:
            rate, frames = sound.getframerate(), sound.getnframes()
            if sound.getsampwidth() != 2 or sound.getnchannels() != 1:
                return "the recording is not one channel of 16 bits: save it as mono WAV"
    except (wave.Error, EOFError, RuntimeError, OSError):
        # RuntimeError too: the standard library raises it for some broken headers.
        return "the recording is no WAV file that can be read: save it as mono WAV"
    if rate < 8000 or rate > 48000:
        return f"the recording has {rate} samples a second: save it with 8000"
    if frames / rate > LONGEST_SOUND_SECONDS:
        return f"the recording is {frames / rate:.0f} seconds long: {LONGEST_SOUND_SECONDS} at most"
    return ""
