"""Which sound or words, for which prompt, in which language: one decision.

Own recording, then own voice, then the next language of the caller's chain. Never a
foreign voice reading strange words, and never a recording in one language because a
translation in another has no sound. PO files are read once, at the start; recordings are
looked at while calls go on (recording_shelf.py).
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import resources
from pathlib import Path

from hotline.domain.texts import TEXTS
from hotline.types import Language
from ivr.catalog_files import read_file
from ivr.flows.catalog import Catalogs, find
from ivr.flows.languages import Languages, chain, read_languages
from ivr.flows.session import ENGLISH, Prompt
from ivr.flows.simple import SIMPLE_SECONDS, simple_key, simple_words
from ivr.flows.speaking import seconds_to_say
from ivr.flows.words import PLACEHOLDER, Line
from ivr.prompt_index import words_hash
from ivr.recording_shelf import Shelf

_log = logging.getLogger("hotline")

PROMPTS, TEXT_CATALOG = "prompts", "texts"
#: A language names itself or is silent: another's name in its place would mislead.
OWN_NAME = "engine.language_name"
#: A parameter is a name or a code, never a whole message.
LONGEST_PARAMETER = 120

#: Marks that turn the order of letters around or are not seen at all: they can hide words,
#: and some break the XML. ZWJ and ZWNJ are letters' business in many scripts, see below.
_UNSEEN = re.compile(
    "[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_JOINERS = re.compile("(.?)([\u200c\u200d]+)(?=(.?))", re.DOTALL)


@dataclass(frozen=True)
class Spoken:
    """Words for a voice of the carrier."""

    text: str
    say_language: str
    voice: str


@dataclass(frozen=True)
class Played:
    """A recording by a speaker of the language."""

    path: Path
    language: Language

    @property
    def name(self) -> str:
        return self.path.name


def clean_words(words: str) -> str:
    """The words without what no XML document may hold and no reader can see.

    NUL and vertical tab pass the XML library and make a document that drops the call.
    """
    kept = "".join(letter if _is_text(letter) else " " for letter in words)
    kept = _JOINERS.sub(_joined, _UNSEEN.sub("", kept))
    return " ".join(kept.split())


def _is_text(letter: str) -> bool:
    # Cc: control characters; Cs: half a surrogate pair; Cn above: not characters (U+FFFE).
    return letter in "\t\n\r" or (
        unicodedata.category(letter) not in {"Cc", "Cs"} and ord(letter) & 0xFFFE != 0xFFFE
    )


def _joined(match: re.Match[str]) -> str:
    before, joiner, after = match.groups()
    between_letters = before and after and unicodedata.category(before)[0] in "LM"
    return before + (joiner[0] if between_letters and after.isalpha() else "")


def fill(words: str, parameters: Mapping[str, str]) -> str:
    """The words with their {names} replaced; a name that is not given becomes nothing.

    Plain replacement and not str.format: a word of a caller can reach no attribute.
    """

    def value(match: re.Match[str]) -> str:
        return clean_words(str(parameters.get(match.group(1), "")))[:LONGEST_PARAMETER]

    return PLACEHOLDER.sub(value, words)


@dataclass(frozen=True)
class PromptBook:
    """The words and recordings of every language. `load` makes one; it never changes."""

    languages: Languages
    prompts: Catalogs
    texts: Catalogs
    shelf: Shelf = field(default_factory=Shelf)

    @classmethod
    def load(
        cls, folder: Path | None = None, data_dir: Path | None = None, *, stand_ins: bool = True
    ) -> PromptBook:
        """Read a translations folder, ours by default. Raises OSError, ValueError if broken.

        Recordings of the network, in its data folder, win over those that came with us.
        Without `stand_ins` no recording that a machine made is played.
        """
        root = folder or Path(str(resources.files("translations")))
        languages = read_languages((root / "languages.toml").read_text(encoding="utf-8"))
        return cls(
            languages=languages,
            prompts={each: read_file(root, each, PROMPTS) for each in languages},
            texts={each: read_file(root, each, TEXT_CATALOG) for each in languages},
            shelf=Shelf(languages, root, data_dir, stand_ins=stand_ins),
        )

    @property
    def recordings(self) -> dict[Language, Mapping[str, Path]]:
        """What may be played in each language now, whatever the words are by now."""
        return {each: self.shelf.of(each).paths for each in self.languages}

    def fitting(self, lines: Iterable[Line], hotline: str) -> dict[Language, dict[str, Path]]:
        """The recordings of exactly these lines' words, as callers would hear them."""
        return {
            each: {
                line.key: path
                for line in lines
                if (path := self._recording(each, line.key, self.aloud(line, each, hotline)))
            }
            for each in self.languages
        }

    def without_recordings(self) -> PromptBook:
        """The same words with voices alone: for documents that live on another machine."""
        return replace(self, shelf=Shelf())

    def with_chains(self, chains: Mapping[Language, tuple[Language, ...]]) -> PromptBook:
        """The same, for texts: these languages fall back to what their flow says, in order."""
        told = {
            each: replace(self.languages[each], fallback=following)
            for each, following in chains.items()
            if each in self.languages
        }
        return replace(self, languages={**self.languages, **told})

    def script(self, key: str, source: str, language: Language) -> str:
        """What a speaker reads aloud for a prompt: its translation, else the source."""
        found = find(self.prompts.get(language, {}), key, source)
        if found is None and key == OWN_NAME and language in self.languages:
            return self.languages[language].own_name
        return found.words if found else source

    def aloud(self, line: Line, language: Language, hotline: str) -> str:
        """The script of a line with the hotline's name in it."""
        return fill(self.script(line.key, line.words, language), {"hotline": hotline})

    def resolve(self, prompt: Prompt) -> Spoken | Played:
        """What is heard for a prompt. Words are '' when nothing can rightly be said."""
        for language in self._chain(prompt):
            heard = self._in(language, prompt)
            if heard is not None:
                return heard
        return Spoken("", "", "")

    def can_say(self, prompt: Prompt) -> bool:
        """False where a caller would hear silence: their language has no voice and no recording."""
        heard = self.resolve(prompt)
        return isinstance(heard, Played) or bool(heard.text)

    def words(self, prompt: Prompt, language: Language | None = None) -> str:
        """The prompt's words in exactly that language, filled in; '' if there are none.

        A slower voice also says simpler words (`<key>.simple`) where somebody wrote them.
        """
        language = language or prompt.language
        simple = self._simple(prompt, language) if prompt.slower else ""
        return simple or self._usual(prompt, language)

    def written(self, prompt: Prompt) -> str:
        """A prompt's words in the first language of its chain that has them."""
        return next(filter(None, (self.words(prompt, each) for each in self._chain(prompt))), "")

    def as_text(self, prompts: tuple[Prompt, ...]) -> str:
        """Prompts as the body of one text: a choice a line, its key first."""
        body = ""
        for prompt in prompts:
            body += clean_words(self.written(prompt)) + ("\n" if prompt.pause_seconds else " ")
        return body.strip()

    def text(self, text_id: str, language: Language, **parameters: str) -> str:
        """An outgoing text by its id. Raises KeyError for an id that does not exist."""
        master = TEXTS[text_id]
        for each in chain(language, self.languages, ENGLISH):
            found = find(self.texts.get(each, {}), text_id, master)
            if found is not None:
                return fill(found.words, parameters)
            if each == ENGLISH:
                break
        return fill(master, parameters)

    def _chain(self, prompt: Prompt) -> tuple[Language, ...]:
        if prompt.key == OWN_NAME:
            return (prompt.language,)
        return chain(prompt.language, self.languages, prompt.words_language, prompt.chain)

    def _in(self, language: Language, prompt: Prompt) -> Spoken | Played | None:
        """What is heard in exactly this language, None when it cannot be said in it."""
        entry = self.languages.get(language)
        spoken = entry is not None and entry.can_be_spoken
        words = self._usual(prompt, language)
        if prompt.slower:
            simple = self._simple(prompt, language)
            # A language without written words has recordings of the master's.
            script = simple if words else self._simple(prompt, prompt.words_language)
            recording = self._recording(language, simple_key(prompt.key), script)
            if recording is not None:
                return Played(recording, language)
            # Simpler words in the language's own voice before a recording of the usual ones.
            if simple and spoken:
                return Spoken(simple, entry.say_language, entry.voice)
            if words and seconds_to_say(prompt.words) > SIMPLE_SECONDS:
                _note_no_simple(prompt.key, language)
        script = words or fill(self.script(prompt.key, prompt.words, language), prompt.parameters)
        recording = self._recording(language, prompt.key, script)
        if recording is not None:
            return Played(recording, language)
        return Spoken(words, entry.say_language, entry.voice) if words and spoken else None

    def _usual(self, prompt: Prompt, language: Language) -> str:
        if language == prompt.words_language:
            return fill(prompt.words, prompt.parameters)
        found = find(self.prompts.get(language, {}), prompt.key, prompt.words)
        if found is None and prompt.key == OWN_NAME:
            return self.script(prompt.key, "", language)
        return fill(found.words, prompt.parameters) if found else ""

    def _simple(self, prompt: Prompt, language: Language) -> str:
        words = simple_words(self.prompts.get(language, {}), prompt.key, prompt.words)
        return fill(words, prompt.parameters)

    def _recording(self, language: Language, key: str, words: str) -> Path | None:
        """The recording of exactly these words; words that were changed have none any more."""
        shelved = self.shelf.of(language)
        made_from = shelved.made_from.get(key)
        if made_from is not None and made_from != words_hash(words):
            return None
        return shelved.paths.get(key)


@lru_cache(2000)
def _note_no_simple(key: str, language: Language) -> None:
    """Once for each line and language (V9): its usual words were said slowly instead."""
    _log.info("no-simple-wording", extra={"id": key, "kind": language.tag})
