"""`hotline texts check`: what every text of ours costs, and what must not stand in it."""

from __future__ import annotations

import ast
import io
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import click
from babel.messages.pofile import read_po

from hotline.commands.context import data_dir_option, read_settings
from hotline.domain.deny_list import words_denied
from hotline.domain.segments import dear_letters, segments
from hotline.domain.texts import TEXTS
from hotline.types import Language

#: What people get; the others go to volunteers, whose own phones may name a request.
TO_PEOPLE = (
    "ack.", "text.", "optout.", "safe.", "line.", "canned.", "follow_up.", "partner.preview",
    "partner.may", "partner.yes", "partner.no", "partner.accepted", "partner.cannot",
    "partner.done",
)  # fmt: skip
MOST_SEGMENTS = 2
#: A text of which more than this share is dear is written in another script.
SCRIPT = 0.25
#: What is put in the place of a name in braces: as long as it usually is.
_USUAL = {"code": "472b", "holder": "Rosa", "count": "12", "when": "Fri 18:00", "time": "18:00"}


@dataclass(frozen=True)
class Checked:
    """One text in one language. `file` and `line` are where its words are changed."""

    text_id: str
    language: str
    file: str
    line: int
    segments: int
    dear: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    missing: bool = False

    @property
    def to_people(self) -> bool:
        return self.text_id.startswith(TO_PEOPLE) or self.text_id.startswith("own:")

    @property
    def problem(self) -> str:
        """What must be mended, or ''."""
        if self.missing:
            return "is not written in this language: people get another one"
        if self.to_people and self.denied:
            return f"has words of the deny-list: {', '.join(self.denied)}"
        if self.to_people and self.segments > MOST_SEGMENTS:
            return f"takes {self.segments} segments, {MOST_SEGMENTS} at most{self.because}"
        return ""

    @property
    def because(self) -> str:
        """The letters that made it dear, each once."""
        if not self.dear:
            return ""
        letters = " ".join(f"{each} (U+{ord(each):04X})" for each in self.dear)
        return f"; letters that make it dear: {letters}"


@click.command("check")
@data_dir_option
@click.option("--all", "show_all", is_flag=True, help="Show every text, also those in order.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(data_dir: Path, show_all: bool, as_json: bool) -> None:
    """Check every text and ready answer in every language, and your own answers.

    Says how many segments each takes, which letters make it dear (one letter outside the
    GSM alphabet makes every letter count double), which words of the deny-list stand in
    it, and where a language is missing. Ends with 1 when something must be mended.
    """
    settings = read_settings(data_dir)
    name, deny = settings.house.neutral_name or "Neighbors' Hotline", settings.house.deny
    checked = [*_templates(name, deny), *_own(settings.replies_file, data_dir, deny)]
    wrong = [each for each in checked if each.problem]
    if as_json:
        click.echo(json.dumps([_plain(each) for each in checked], ensure_ascii=False))
    else:
        for each in checked if show_all else wrong:
            told = each.problem or f"{each.segments} segments{each.because}"
            click.echo(f"{each.file}:{each.line}: {each.text_id} [{each.language}] {told}")
        for tag in dict.fromkeys(each.language for each in checked):
            mine = [each for each in checked if each.language == tag and not each.missing]
            dearest = max(mine, key=lambda each: each.segments)
            double = [each for each in mine if each.dear]
            click.echo(
                f"{tag}: {len(mine)} texts, {sum(each.segments for each in mine)} segments; the "
                f"dearest is {dearest.text_id} with {dearest.segments}; {len(double)} are dear "
                "because of a few letters."
            )
        click.echo(
            f"{len(wrong)} of {len(checked)} must be mended." if wrong else "All is in order."
        )
    if wrong:
        raise SystemExit(1)


def _templates(name: str, deny: tuple[str, ...]) -> Iterator[Checked]:
    masters = _masters()
    for text_id, words in TEXTS.items():
        file, line = masters[text_id]
        yield _one(text_id, "en", file, line, words, name, deny)
    for path in sorted(Path(str(files("translations"))).glob("*/LC_MESSAGES/texts.po")):
        tag, file = path.parent.parent.name, os.path.relpath(path)
        catalog = read_po(io.BytesIO(path.read_bytes()), ignore_obsolete=True)
        entries = {each.context: each for each in catalog if each.context}
        for text_id in TEXTS:
            entry = entries.get(text_id)
            if entry is None or not entry.string or entry.id != TEXTS[text_id]:
                yield Checked(text_id, tag, file, entry.lineno if entry else 1, 0, missing=True)
            else:
                yield _one(text_id, tag, file, entry.lineno, entry.string, name, deny)


def _masters() -> dict[str, tuple[str, int]]:
    """Where each English text is written: its file and the line of its key."""
    places = {}
    for path in sorted((Path(str(files("hotline"))) / "domain").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for key in node.keys if isinstance(node, ast.Dict) else ():
                if isinstance(key, ast.Constant) and key.value in TEXTS:
                    places[str(key.value)] = (os.path.relpath(path), key.lineno)
    return places


def _own(named: str | None, data_dir: Path, deny: tuple[str, ...]) -> Iterator[Checked]:
    """The network's own ready answers; a language that has none is not missing."""
    from hotline.adapters.own_replies import read_replies, replies_path

    path = replies_path(named, data_dir)
    for each in read_replies(path) if path else ():
        tag = each.language.tag
        yield _one(f"own:{each.id}", tag, str(path), each.line, each.words, "", deny)


def _one(
    text_id: str, tag: str, file: str, line: int, words: str, name: str, deny: tuple[str, ...]
) -> Checked:
    filled = words
    while "{" in filled and "}" in filled:
        before, _, rest = filled.partition("{")
        placeholder, _, after = rest.partition("}")
        filled = (
            before + (name if placeholder == "name" else _USUAL.get(placeholder, "x" * 12)) + after
        )
    dear = dear_letters(words)
    if sum(letter in dear for letter in words) > len(words) * SCRIPT:
        # The whole script is outside the GSM alphabet: no letter is to blame.
        dear = ()
    return Checked(
        text_id, Language(tag).tag, file, line, segments(filled), dear, words_denied(words, deny)
    )


def _plain(each: Checked) -> dict[str, object]:
    return {
        "id": each.text_id,
        "language": each.language,
        "file": each.file,
        "line": each.line,
        "segments": each.segments,
        "dear_letters": list(each.dear),
        "denied": list(each.denied),
        "missing": each.missing,
        "problem": each.problem,
    }
