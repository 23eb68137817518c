"""Reads a flow file, tells everything that is wrong in it at once, and fills in what is humane.

The shortest file (a name, one step with a question and `record: {}`) is already a hotline
that loses nobody. What needs catalogs, voices or sound is in checks.py.
"""

from __future__ import annotations

import hashlib
import re

import yaml

from hotline.types import Language
from ivr.flows.model import Flow, Place, Step
from ivr.flows.model import Mistake as Mistake
from ivr.flows.rules import check_links, check_words
from ivr.flows.session import ENGLISH
from ivr.flows.step_kinds import KINDS, say_step
from ivr.flows.yaml_nodes import (
    Entry,
    Findings,
    compose,
    entries,
    link_of,
    mapping_of,
    only_known,
    words_of,
)
from ivr.flows.yaml_nodes import FlowMistakes as FlowMistakes

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_TOP = ("hotline", "languages", "start", "steps")
_COMMON = ("say", "text", "then")


def load_flow(text: str, file_name: str) -> Flow:
    """The flow in the text. Raises FlowMistakes with every mistake, each with its place.

    `flow.version` is made of the text, so that the same file is the same version.
    """
    found = Findings(file_name)
    node = compose(text, found)
    if node is None:
        raise FlowMistakes(found.mistakes)
    written = entries(node, found)
    top = only_known(written, _TOP, "a flow", found)
    steps = _steps(top.get("steps"), found)
    start = link_of(top.get("start"), found) or next(iter(steps), "")
    languages, chains = _languages(top.get("languages"), found)
    flow = Flow(
        name=words_of(top.get("hotline"), found),
        languages=languages,
        chains=chains,
        start=start,
        steps=steps,
        version=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16],
    )
    if "hotline" not in top and set(written) <= set(_TOP):
        found.wrong(Place(), "the hotline has no name", "add 'hotline: Your Name'")
    if steps:
        check_links(flow, found)
        check_words(flow, found)
    if found.mistakes:
        raise FlowMistakes(found.mistakes, flow if steps else None)
    return Flow(**{**vars(flow), "warnings": tuple(found.warnings)})


def _languages(
    entry: Entry | None, found: Findings
) -> tuple[tuple[Language, ...], dict[Language, tuple[Language, ...]]]:
    """The languages in the order of the phone, and the chains; English when none are named.

    [en, [mam, es]] offers English and Mam; whoever chooses Mam hears Spanish where there is
    no Mam yet, and is answered in Spanish where nobody speaks Mam.
    """
    if entry is None:
        return (ENGLISH,), {}
    read: list[Language] = []
    chains: dict[Language, tuple[Language, ...]] = {}
    nodes = entry.value.value if isinstance(entry.value, yaml.SequenceNode) else [entry.value]
    for node in nodes:
        own = node.value if isinstance(node, yaml.SequenceNode) else [node]
        named = _in_order(entry, own, found)
        if isinstance(node, yaml.SequenceNode) and len(own) < 2:
            found.wrong(
                Place(node.start_mark.line + 1, node.start_mark.column + 1),
                "a chain needs two languages",
                "write [mam, es] for Mam, then Spanish; for one language leave the brackets out",
            )
        if not named:
            continue
        place = Place(own[0].start_mark.line + 1, own[0].start_mark.column + 1)
        if named[0] in read:
            found.wrong(place, f"'{named[0]}' is written twice", "keep one of them")
        else:
            read.append(named[0])
            chains.update({named[0]: tuple(named[1:])} if named[1:] else {})
    if not nodes:
        found.wrong(entry.value_place, "'languages' is empty", "write [en], or delete the line")
    return tuple(read) or (ENGLISH,), chains


def _in_order(entry: Entry, nodes: list[yaml.Node], found: Findings) -> list[Language]:
    """The languages of one place in the order, each once."""
    read: list[Language] = []
    for node in nodes:
        item = Entry("languages", node, entry.place)
        words = words_of(item, found)
        try:
            language = Language(words)
        except ValueError as error:
            if words:
                found.wrong(item.value_place, str(error))
            continue
        if language in read:
            found.wrong(item.value_place, f"'{words}' is written twice", "keep one of them")
        else:
            read.append(language)
    return read


def _steps(entry: Entry | None, found: Findings) -> dict[str, Step]:
    if entry is None:
        found.wrong(Place(), "there are no steps", "add 'steps:'")
        return {}
    fields = mapping_of(entry, found)
    if not fields and not found.mistakes:
        found.wrong(entry.place, "there are no steps", "write the first one below 'steps:'")
    names = list(fields)
    steps: dict[str, Step] = {}
    for place, (name, step_entry) in enumerate(fields.items()):
        if not _NAME.fullmatch(name):
            found.wrong(
                step_entry.place,
                f"'{name}' cannot be the name of a step",
                "small letters, digits, - and _, beginning with a letter",
            )
        following = names[place + 1] if place + 1 < len(names) else ""
        steps[name] = _step(name, step_entry, following, found)
    return steps


def _step(name: str, entry: Entry, following: str, found: Findings) -> Step:
    fields = mapping_of(entry, found)
    kinds = [field for field in fields if field in KINDS]
    if len(kinds) > 1:
        found.wrong(
            fields[kinds[1]].place,
            f"step '{name}' does two things: '{kinds[0]}' and '{kinds[1]}'",
            "make a step of its own for the second and lead there with 'then'",
        )
    kind = kinds[0] if kinds else "say"
    extras, build = KINDS.get(kind, ((), say_step))
    known = [*_COMMON, *KINDS] if not kinds else [*_COMMON, *kinds, *extras]
    fields = only_known(fields, known, f"step '{name}'", found)
    say, text, then = (fields.get(field) for field in _COMMON)
    common = {
        "name": name,
        "say": words_of(say, found),
        "text": words_of(text, found),
        "then": link_of(then, found),
        "place": entry.place,
        "say_place": say.value_place if say else entry.place,
        "text_place": text.value_place if text else entry.place,
    }
    if kind == "choose_language" and not common["then"]:
        common["then"] = following
    return build(common, fields, found)
