"""YAML as an organiser means it: every scalar is a string, every mistake has a place.

PyYAML would read `no` as False, `010` as 8, `22:30` as 1350 and keep only the last of two
equal keys. Here nothing is interpreted: nodes are composed, never constructed, so that no
tag in a file can make an object either.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import yaml

from hotline.errors import HotlineError
from ivr.flows.model import Flow, Mistake, Place


class _PlainLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The C parser where there is one (some 8 times quicker), without implicit types."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[Any]]] = {}


class FlowMistakes(HotlineError):
    """A file that cannot be used, with everything that is wrong in it.

    `understood` is what could be read all the same: never to be run, only to look in it for
    more mistakes, so that an organiser hears of all of them at once.
    """

    def __init__(self, mistakes: Iterable[Mistake], understood: Flow | None = None) -> None:
        self.understood = understood
        self.mistakes = sorted(mistakes, key=lambda mistake: (mistake.line, mistake.column))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


@dataclass
class Findings:
    """Collects mistakes and warnings, so that all are told at once."""

    file: str
    mistakes: list[Mistake] = field(default_factory=list)
    warnings: list[Mistake] = field(default_factory=list)
    #: Every place that names a step, for the check that there is such a step.
    links: list[tuple[str, Place]] = field(default_factory=list)

    def wrong(self, place: Place, message: str, hint: str = "") -> None:
        self.mistakes.append(Mistake(self.file, place.line, place.column, message, hint))

    def warn(self, place: Place, message: str, hint: str = "") -> None:
        self.warnings.append(Mistake(self.file, place.line, place.column, message, hint))


#: What libyaml says, what a person needs to hear. First match wins.
_PLAIN_WORDS = (
    (
        "mapping values are not allowed",
        "a second colon in one line, or a line that is indented too far",
        'put quotes around text that has a colon: say: "Press: one"',
    ),
    (
        "did not find expected alphabetic or numeric character",
        "a * or & that stands alone",
        'put quotes around it: "*"',
    ),
    ("undefined alias", "a * that does not stand in quotes", 'put quotes around it: "*"'),
    (
        "unexpected end of stream",
        "a quotation mark is opened and never closed",
        "close the text with the same mark",
    ),
    ("unknown escape character", "a \\ inside double quotes", "leave the \\ out"),
    (
        "exceeded maximum nesting depth",
        "brackets inside brackets without end",
        "flows need no more than four levels",
    ),
    (
        "expected a single document",
        "a second '---': one file is one flow",
        "put the second flow into its own file",
    ),
    (
        "did not find expected ',' or '}'",
        "a { that is not closed with }",
        "close it in the same line, and put quotes around text that has a comma",
    ),
    (
        "did not find expected ',' or ']'",
        "a [ that is not closed with ]",
        "close it in the same line: [en, es]",
    ),
    (
        "did not find expected '-' indicator",
        "a list and named lines are mixed",
        "begin all lines of a list with '- '",
    ),
    (
        "did not find expected key",
        "this line does not stand under the others",
        "begin lines of one level in the same column, and close every quotation mark",
    ),
)
#: The longest file: a flow of 200 steps has 40 kB.
LONGEST_FILE = 512 * 1024


def place_of(node: yaml.Node) -> Place:
    """Where a node begins."""
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)


def compose(text: str, found: Findings) -> yaml.MappingNode | None:
    """The file's nodes; None, with one mistake in `found`, when they cannot be had."""
    if len(text) > LONGEST_FILE:
        found.wrong(Place(), "the file is too long for a flow", "split it into smaller flows")
        return None
    try:
        node = yaml.compose(text, Loader=_PlainLoader)
    except yaml.MarkedYAMLError as error:
        _explain(text, error, found)
        return None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        found.wrong(
            _place_of_unreadable(text, error),
            "a letter that no text may have (a control character)",
            "delete it; copied text sometimes brings one along",
        )
        return None
    if node is None:
        found.wrong(Place(), "the file is empty", "begin with 'hotline:' and the name")
        return None
    if not isinstance(node, yaml.MappingNode):
        found.wrong(place_of(node), "this is no flow", "begin with 'hotline:' and the name")
        return None
    return node


def _explain(text: str, error: yaml.MarkedYAMLError, found: Findings) -> None:
    mark = error.problem_mark or error.context_mark
    place = Place(mark.line + 1, mark.column + 1) if mark else Place()
    problem = error.problem or error.context or ""
    whole = f"{error.context or ''} {problem}"
    if "tab character" in whole:
        found.wrong(place, "a tab at the beginning of a line", "use spaces instead")
        return
    if "cannot start any token" in problem:
        line = text.splitlines()[place.line - 1 : place.line]
        letter = line[0][place.column - 1 : place.column] if line else ""
        if letter == "\t":
            found.wrong(place, "a tab at the beginning of a line", "use spaces instead")
        else:
            found.wrong(
                place, f"text cannot begin with {letter}", "put quotes around the whole text"
            )
        return
    if "quoted scalar" in whole and error.context_mark and "end of stream" in whole:
        mark = error.context_mark
        place = Place(mark.line + 1, mark.column + 1)
    for sign, message, hint in _PLAIN_WORDS:
        if sign in whole:
            found.wrong(place, message, hint)
            return
    found.wrong(place, f"this cannot be read ({problem})", "compare with the lines around it")


def _place_of_unreadable(text: str, error: Exception) -> Place:
    position = getattr(error, "position", None)
    if not isinstance(position, int) or position < 0:
        return Place()
    # libyaml counts bytes here, the Python reader letters: look for the letter itself.
    for index, letter in enumerate(text):
        if (ord(letter) < 32 and letter not in "\t\n\r") or 0x7F <= ord(letter) < 0xA0:
            before = text[:index]
            return Place(before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1)
    return Place()


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A hint with the nearest known word, or `otherwise`."""
    known = list(known)
    # 'no' for 'no_input': who remembers the first word of a name has written half of it.
    close = [name for name in known if word and name.startswith(f"{word}_")]
    close = close or difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else otherwise


@dataclass(frozen=True)
class Entry:
    """One `name: value` of a mapping."""

    name: str
    value: yaml.Node
    place: Place

    @property
    def value_place(self) -> Place:
        return place_of(self.value)


def entries(node: yaml.MappingNode, found: Findings) -> dict[str, Entry]:
    """A mapping's entries in their order; the second of two equal names is a mistake."""
    read: dict[str, Entry] = {}
    for key, value in node.value:
        place = place_of(key)
        if not isinstance(key, yaml.ScalarNode):
            found.wrong(place, "a name was expected here", "put quotes around it")
            continue
        name = key.value
        if name in read:
            found.wrong(
                place,
                f"'{name}' is written twice (first on line {read[name].place.line})",
                "keep one of them",
            )
            continue
        read[name] = Entry(name, value, place)
    return read


def only_known(
    read: dict[str, Entry], known: Iterable[str], where: str, found: Findings
) -> dict[str, Entry]:
    """The entries whose names are known; each other one is a mistake."""
    known = list(known)
    for entry in read.values():
        if entry.name not in known:
            found.wrong(
                entry.place,
                f"{where} has no '{entry.name}'",
                did_you_mean(entry.name, known, f"it has: {', '.join(known)}"),
            )
    return {name: entry for name, entry in read.items() if name in known}


def words_of(entry: Entry | None, found: Findings) -> str:
    """The entry's text with single spaces; '' and a mistake when it is no text."""
    if entry is None:
        return ""
    if not isinstance(entry.value, yaml.ScalarNode):
        found.wrong(entry.value_place, f"'{entry.name}' needs text here")
        return ""
    words = " ".join(entry.value.value.split())
    if not words:
        found.wrong(
            entry.value_place,
            f"'{entry.name}' is empty",
            "write something, or delete the line (text that begins with # needs quotes)",
        )
    return words


def link_of(entry: Entry | None, found: Findings) -> str:
    """The name of a step, remembered with its place."""
    name = words_of(entry, found)
    if entry is not None and name:
        found.links.append((name, entry.value_place))
    return name


def mapping_of(entry: Entry, found: Findings) -> dict[str, Entry]:
    """The entry's own entries; an empty value counts as none."""
    if isinstance(entry.value, yaml.MappingNode):
        return entries(entry.value, found)
    if not (isinstance(entry.value, yaml.ScalarNode) and entry.value.value.strip() == ""):
        found.wrong(entry.value_place, f"'{entry.name}' needs named lines here", "or {}")
    return {}


def number_of(entry: Entry | None, usual: int, lowest: int, highest: int, found: Findings) -> int:
    """A whole number between two bounds, `usual` when there is no entry."""
    if entry is None:
        return usual
    words = words_of(entry, found)
    if not words:
        return usual
    if words.isascii() and words.isdigit() and lowest <= int(words[:9]) <= highest:
        return int(words)
    found.wrong(
        entry.value_place,
        f"'{entry.name}' cannot be '{words}'",
        f"a whole number from {lowest} to {highest}",
    )
    return usual
