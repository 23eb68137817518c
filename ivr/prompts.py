"""Which sound or words, for which prompt, in which language: one decision.

Own recording, then own voice, then the next language of the caller's chain. Never a
foreign voice reading strange words, and never a recording in one language because a
translation in another has no sound. PO files are read once, at the start.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path

from babel.messages.pofile import read_po

from hotline.domain.texts import TEXTS
from hotline.types import Language
from ivr.flows.catalog import Catalog, Catalogs, Translation, find
from ivr.flows.languages import Languages, chain, read_languages
from ivr.flows.session import ENGLISH, Prompt
from ivr.flows.words import PLACEHOLDER
from ivr.prompt_index import folder_of, playable, words_hash

PROMPTS, TEXT_CATALOG = "prompts", "texts"
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


def read_catalog(text: str, tag: str) -> dict[str, Translation]:
    """A PO file's entries by their context. Drafts are served, and known as drafts.

    A draft is an entry marked fuzzy, or any entry of a file with an X-Draft header: for a
    caller in need a plain machine-made sentence is better than English.
    """
    catalog = read_po(io.BytesIO(text.encode("utf-8")), locale=None, ignore_obsolete=True)
    all_drafts = '"X-Draft:' in text
    return {
        message.context: Translation(
            words=message.string, source=message.id, draft=all_drafts or message.fuzzy
        )
        for message in catalog
        if isinstance(message.context, str)
        and isinstance(message.id, str)
        and isinstance(message.string, str)
        and message.string
    }


@dataclass(frozen=True)
class PromptBook:
    """The words and recordings of every language. `load` makes one; it never changes."""

    languages: Languages
    prompts: Catalogs
    texts: Catalogs
    recordings: Mapping[Language, Mapping[str, Path]] = field(default_factory=dict)
    #: Of which words a recording was made, where that is known (prompt_index.words_hash).
    recorded_words: Mapping[Language, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path | None = None, data_dir: Path | None = None) -> PromptBook:
        """Read a translations folder, ours by default. Raises OSError, ValueError if broken.

        Recordings of the network, in its data folder, win over those that came with us.
        """
        root = folder or Path(str(resources.files("translations")))
        languages = read_languages((root / "languages.toml").read_text(encoding="utf-8"))
        own = {each: playable(folder_of(data_dir, each)) for each in languages} if data_dir else {}
        return cls(
            languages=languages,
            prompts={each: _read(root, each, PROMPTS) for each in languages},
            texts={each: _read(root, each, TEXT_CATALOG) for each in languages},
            recordings={
                each: {
                    **_recordings(root / each.tag / "audio"),
                    **(own[each][0] if each in own else {}),
                }
                for each in languages
            },
            recorded_words={each: hashes for each, (_, hashes) in own.items()},
        )

    def without_recordings(self) -> PromptBook:
        """The same words with voices alone: for documents that live on another machine."""
        return replace(self, recordings={}, recorded_words={})

    def script(self, key: str, source: str, language: Language) -> str:
        """What a speaker reads aloud for a prompt: its translation, else the source."""
        found = find(self.prompts.get(language, {}), key, source)
        return found.words if found else source

    def resolve(self, prompt: Prompt) -> Spoken | Played:
        """What is heard for a prompt. Words are '' when nothing can rightly be said."""
        for language in chain(prompt.language, self.languages, prompt.words_language):
            recording = self._recording(language, prompt)
            if recording is not None:
                return Played(recording, language)
            entry = self.languages.get(language)
            words = self.words(prompt, language)
            if words and entry is not None and entry.can_be_spoken:
                return Spoken(words, entry.say_language, entry.voice)
        return Spoken("", "", "")

    def words(self, prompt: Prompt, language: Language | None = None) -> str:
        """The prompt's words in exactly that language, filled in; '' if there are none.

        A slower voice also says simpler words (`<key>.simple`) where somebody wrote them.
        """
        language = language or prompt.language
        catalog = self.prompts.get(language, {})
        simple = catalog.get(f"{prompt.key}.simple") if prompt.slower else None
        if simple is not None:
            return fill(simple.words, prompt.parameters)
        if language == prompt.words_language:
            return fill(prompt.words, prompt.parameters)
        found = find(catalog, prompt.key, prompt.words)
        return fill(found.words, prompt.parameters) if found else ""

    def as_text(self, prompts: tuple[Prompt, ...]) -> str:
        """Prompts as the body of one text: a choice a line, its key first."""
        body = ""
        for prompt in prompts:
            languages = chain(prompt.language, self.languages, prompt.words_language)
            words = next(filter(None, (self.words(prompt, each) for each in languages)), "")
            body += clean_words(words) + ("\n" if prompt.pause_seconds else " ")
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

    def _recording(self, language: Language, prompt: Prompt) -> Path | None:
        """The recording of exactly these words; words that were changed have none any more."""
        recordings = self.recordings.get(language, {})
        slow = recordings.get(f"{prompt.key}.simple") if prompt.slower else None
        if slow is not None:
            return slow
        made_from = self.recorded_words.get(language, {}).get(prompt.key)
        if made_from is not None:
            words = self.script(prompt.key, prompt.words, language)
            if made_from != words_hash(fill(words, prompt.parameters)):
                return None
        return recordings.get(prompt.key)


def _read(root: Path, language: Language, name: str) -> Catalog:
    path = root / language.tag / "LC_MESSAGES" / f"{name}.po"
    return read_catalog(path.read_text(encoding="utf-8"), language.tag) if path.is_file() else {}


def _recordings(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        return {}
    return {path.stem: path for path in sorted(folder.glob("*.wav"))}
