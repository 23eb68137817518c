"""`hotline prompts`: what has to be recorded, by whom it was, and who has approved it."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hotline.commands.context import data_dir_option
from hotline.errors import HotlineError
from hotline.types import Language

if TYPE_CHECKING:
    from ivr.flows.words import Line
    from ivr.prompts import PromptBook

LICENCE = "with the speaker's permission, for this hotline"
#: Our tag -> the voice's name in espeak-ng, where they differ.
ESPEAK = {"zh": "cmn", "en": "en-us", "es": "es-419", "fr": "fr-fr"}
#: Words a minute: people who are upset hear slower.
ESPEAK_SPEED = "140"


class CannotRender(HotlineError):
    """espeak-ng is not here, or does not speak the language."""


@dataclass(frozen=True)
class Desk:
    """The flow's lines in one language, and where their recordings lie."""

    book: PromptBook
    lines: dict[str, Line]
    language: Language
    folder: Path
    hotline: str

    def words(self, key: str) -> str:
        return self.book.script(key, self.lines[key].words, self.language)

    def draft(self, key: str) -> bool:
        entry = self.book.prompts.get(self.language, {}).get(key)
        return entry is not None and entry.draft

    def aloud(self, key: str) -> str:
        return self.words(key).replace("{hotline}", self.hotline)


def _language_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--language", "tag", required=True, metavar="TAG", help="As ht, so, mam.")(
        command
    )


def _flow_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--flow",
        "flow_path",
        envvar="HOTLINE_FLOW",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Your flow (HOTLINE_FLOW); else the built-in one.",
    )(command)


@click.group()
def prompts() -> None:
    """Recordings of prompts, for languages that the phone company cannot speak.

    Speakers record on the page /prompts of your hotline. With files it goes like this: a
    speaker records each line (`script`), you import it, and a second speaker listens and
    approves; the next caller hears it. `flows check` says what is still missing.
    """


@prompts.command("list")
@click.argument("tag", metavar="LANG")
@_flow_option
@data_dir_option
def list_prompts(tag: str, flow_path: Path | None, data_dir: Path) -> None:
    """Each prompt of LANG: recorded by whom, approved by whom, and whether it still fits."""
    from hotline.config import stand_ins_allowed
    from ivr.prompt_index import read_index, words_hash

    desk = _desk(tag, flow_path, data_dir)
    index = read_index(desk.folder)
    played, allowed = 0, stand_ins_allowed(os.environ)
    for key in desk.lines:
        entry = index.get(key)
        if entry is None:
            state = "in the package" if key in desk.book.shelf.of(desk.language).paths else ""
        elif entry.words_hash != words_hash(desk.aloud(key)):
            state = "not played: its words have changed"
        elif entry.stand_in:
            state = "stand-in by a machine" if allowed else "not played: made by a machine"
        else:
            state = f"approved by {entry.approved_by}" if entry.approved_by else "not approved yet"
        if entry is not None and entry.next is not None:
            state += "; a new take waits"
        played += "approved by" in state or "stand-in" in state or "package" in state
        speaker = entry.speaker if entry and not entry.stand_in else ""
        click.echo(f"{key:<30} {speaker:<16} {state or 'not recorded'}")
    click.echo(f"{played} of {len(desk.lines)} prompts can be played.")


@prompts.command()
@click.argument("tag", metavar="LANG")
@_flow_option
@data_dir_option
def script(tag: str, flow_path: Path | None, data_dir: Path) -> None:
    """Print the lines for a speaker of LANG to read, with the name of each."""
    desk = _desk(tag, flow_path, data_dir)
    for place, key in enumerate(desk.lines, start=1):
        translated = key in desk.book.prompts.get(desk.language, {})
        note = "machine-made: say it better if you can" if desk.draft(key) else ""
        if not translated and desk.words(key) == desk.lines[key].words:
            note = "not translated: say this in your language"
        click.echo(f"{place}. [{key}]" + (f" ({note})" if note else ""))
        click.echo(f"   {desk.aloud(key)}\n")


@prompts.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--prompt", "key", required=True, help="Its name, as `prompts script` prints it.")
@_language_option
@click.option("--speaker", required=True, help="Who speaks: a first name is enough.")
@click.option("--licence", default=LICENCE, show_default=True, help="What may be done with it.")
@_flow_option
@data_dir_option
def import_file(
    file: Path,
    key: str,
    tag: str,
    speaker: str,
    licence: str,
    flow_path: Path | None,
    data_dir: Path,
) -> None:
    """Import a recording: made 8 kHz, one channel and as loud as the others."""
    from hotline.assembly import prompt_in_the_fence
    from ivr.prompt_index import STAND_IN, RecordingRefused
    from ivr.prompt_takes import keep

    desk = _desk(tag, flow_path, data_dir)
    _known(desk, key)
    if speaker.strip() == STAND_IN:
        raise RecordingRefused("--speaker is the name of a person.")
    wav = prompt_in_the_fence(file.read_bytes())
    keep(desk.folder, key, wav, words=desk.aloud(key), speaker=speaker, licence=licence)
    click.echo(
        f"Kept. Now somebody else who speaks {tag} listens, and approves it with\n"
        f"  hotline prompts approve {key} --language {tag} --by NAME"
    )


@prompts.command()
@click.argument("key", metavar="PROMPT")
@_language_option
@click.option("--by", required=True, help="Who has listened: not the speaker.")
@data_dir_option
def approve(key: str, tag: str, by: str, data_dir: Path) -> None:
    """Note that a second speaker has heard PROMPT and finds it right."""
    from ivr.prompt_index import folder_of
    from ivr.prompt_takes import approve as note

    note(folder_of(data_dir, _tag(tag)), key, by)
    click.echo(f"{key} is approved. The next caller hears it.")


@prompts.command()
@click.argument("tag", metavar="LANG")
@_flow_option
@data_dir_option
def render(tag: str, flow_path: Path | None, data_dir: Path) -> None:
    """Make stand-ins of LANG with espeak-ng, until its speakers have recorded.

    They sound like a machine, and are marked as stand-ins. What a person recorded stays.
    """
    from hotline.adapters.prompt_sound import normalised
    from ivr.prompt_index import STAND_IN, read_index
    from ivr.prompt_takes import keep

    desk = _desk(tag, flow_path, data_dir)
    there = {key for key, entry in read_index(desk.folder).items() if not entry.stand_in}
    catalog = desk.book.prompts.get(desk.language, {})
    made = 0
    for key in desk.lines:
        if key in there or (key not in catalog and desk.language.tag != "en"):
            continue
        wav = normalised(_espeak(desk.language, desk.aloud(key)))
        keep(
            desk.folder, key, wav, words=desk.aloud(key), speaker=STAND_IN,
            licence="made with espeak-ng",
        )  # fmt: skip
        made += 1
    click.echo(f"{made} stand-ins made, {len(there)} recordings by people left as they are.")


def _espeak(language: Language, words: str) -> bytes:
    voice = ESPEAK.get(language.tag, language.tag)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.wav"
        try:
            # The words come by standard input: they could begin like an option.
            subprocess.run(
                ["espeak-ng", "-v", voice, "-s", ESPEAK_SPEED, "-w", str(out), "--stdin"],
                input=words.encode(),
                check=True,
                capture_output=True,
                timeout=60,
            )
        except FileNotFoundError:
            raise CannotRender("espeak-ng is not installed: apt install espeak-ng.") from None
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            raise CannotRender(f"espeak-ng does not speak '{language}': ask a speaker.") from None
        return out.read_bytes()


def _desk(tag: str, flow_path: Path | None, data_dir: Path) -> Desk:
    from ivr.flows.library import default_flow_path
    from ivr.flows.loader import load_flow
    from ivr.prompt_index import folder_of
    from ivr.prompts import PromptBook
    from ivr.recorder import lines_to_record

    language = _tag(tag)
    path = flow_path or default_flow_path()
    flow = load_flow(path.read_text(encoding="utf-8"), path.name)
    book = PromptBook.load()
    if language not in book.languages:
        raise HotlineError(f"'{tag}' is not in translations/languages.toml: add it there first.")
    lines = {line.key: line for line in lines_to_record(book, flow, language)}
    return Desk(book, lines, language, folder_of(data_dir, language), flow.name)


def _known(desk: Desk, key: str) -> None:
    from ivr.flows.yaml_nodes import did_you_mean

    if key not in desk.lines:
        hint = did_you_mean(key, desk.lines, "`hotline prompts script` lists them")
        raise HotlineError(f"There is no prompt '{key}': {hint}.")


def _tag(tag: str) -> Language:
    try:
        return Language(tag)
    except ValueError as error:
        raise HotlineError(f"{error}.") from None
