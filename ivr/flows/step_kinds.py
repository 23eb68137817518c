"""How each kind of step is read: what it may hold, and what it is when that is left out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml

from ivr.flows.model import (
    DONE,
    KEPT,
    LONGEST_RECORDING,
    PHONE_KEYS,
    RESERVED_KEYS,
    USUAL_SILENCE,
    AskStep,
    BoardStep,
    ConnectStep,
    DangerStep,
    HangupStep,
    LanguageStep,
    MenuOption,
    MenuStep,
    QueueStep,
    ReceiptStep,
    RecordStep,
    SafeContactStep,
    SayStep,
    Step,
)
from ivr.flows.yaml_nodes import (
    Entry,
    Findings,
    did_you_mean,
    link_of,
    mapping_of,
    number_of,
    only_known,
    words_of,
)

Fields = dict[str, Entry]
#: A part of town and never an address: it is short, and has words instead of signs.
LONGEST_AREA = 40
_AREA = re.compile(rf"(?=.{{1,{LONGEST_AREA}}}$)[a-z0-9]+(-[a-z0-9]+)*")
#: What every step has, by the names of model.Step.
Common = dict[str, Any]


def say_step(common: Common, fields: Fields, found: Findings) -> Step:
    step = SayStep(**common)
    if not step.say and "say" not in fields:
        found.wrong(
            step.place,
            f"step '{step.name}' does nothing",
            f"add 'say', or one of: {', '.join(KINDS)}",
        )
    return step


def _choose_language(common: Common, fields: Fields, found: Findings) -> Step:
    only_known(mapping_of(fields["choose_language"], found), (), "'choose_language'", found)
    return LanguageStep(**common)


def _menu(common: Common, fields: Fields, found: Findings) -> Step:
    options = []
    entry = fields["menu"]
    for key, option in mapping_of(entry, found).items():
        read = _option(key, option, found)
        if key in RESERVED_KEYS:
            found.wrong(
                option.place,
                f"'{key}' cannot be a choice: in every step it means '{RESERVED_KEYS[key]}'",
                "use 1, 2, 3, 4, 5, 6 or 8",
            )
        elif key not in PHONE_KEYS:
            found.wrong(option.place, f"'{key}' is not a phone key", "use 1, 2, 3, 4, 5, 6 or 8")
        options.append(read)
    if not options:
        found.wrong(entry.place, "this menu has no choices", 'add 1: {label: "...", goto: ...}')
    if len(options) > 5:
        found.wrong(
            entry.place,
            f"{len(options)} choices are too many to remember",
            "keep five at most, four is better, and make the last one 'Something else'",
        )
    return MenuStep(
        **common,
        options=tuple(options),
        no_input=link_of(fields.get("no_input"), found),
        other_text=link_of(fields.get("other_text"), found),
    )


_OF_OPTION = ("label", "goto", "topic", "area", "words")


def _option(key: str, entry: Entry, found: Findings) -> MenuOption:
    fields = only_known(mapping_of(entry, found), _OF_OPTION, f"choice '{key}'", found)
    for needed, example in (("label", '"Food or water"'), ("goto", "the name of a step")):
        if needed not in fields:
            found.wrong(entry.place, f"choice '{key}' has no '{needed}'", f"add it: {example}")
    goto, label = fields.get("goto"), fields.get("label")
    return MenuOption(
        key=key,
        label=words_of(label, found),
        goto=link_of(goto, found),
        topic=words_of(fields.get("topic"), found),
        area=_area(fields.get("area"), found),
        words=_list(fields.get("words"), found),
        place=label.value_place if label else entry.place,
    )


def _area(entry: Entry | None, found: Findings) -> str:
    """The short name of a part of town: callers never hear it, volunteers read it as words."""
    area = words_of(entry, found)
    if entry is not None and not _AREA.fullmatch(area):
        plain = "-".join(re.findall("[a-z0-9]+", area.lower()))[:LONGEST_AREA].strip("-")
        found.wrong(
            entry.value_place,
            f"'{area}' cannot be the name of an area",
            f"small letters, digits and -: {plain or 'north-side'}",
        )
    return area


def _list(entry: Entry | None, found: Findings) -> tuple[str, ...]:
    if entry is None:
        return ()
    nodes = entry.value.value if isinstance(entry.value, yaml.SequenceNode) else [entry.value]
    return tuple(
        filter(None, (words_of(Entry("words", node, entry.place), found) for node in nodes))
    )


def _ask(common: Common, fields: Fields, found: Findings) -> Step:
    inner = only_known(mapping_of(fields["ask"], found), ("digits",), "'ask'", found)
    return AskStep(**common, digits=number_of(inner.get("digits"), 1, 1, 12, found))


def _record(common: Common, fields: Fields, found: Findings) -> Step:
    inner = only_known(
        mapping_of(fields["record"], found), ("max", "silence", "stop_key"), "'record'", found
    )
    stop_key = words_of(inner.get("stop_key"), found) or DONE
    if stop_key != DONE:
        found.wrong(
            inner["stop_key"].value_place,
            f"'{stop_key}' cannot end a recording",
            'it is "#", the same everywhere; a key pressed by a cheek must not cut anybody off',
        )
    hung_up = words_of(fields.get("if_hung_up"), found) or "keep"
    if hung_up not in {"keep", "discard"}:
        found.wrong(
            fields["if_hung_up"].value_place,
            f"'if_hung_up' cannot be '{hung_up}'",
            did_you_mean(hung_up, ("keep", "discard"), "keep or discard"),
        )
    common["then"] = common["then"] or KEPT.name
    return RecordStep(
        **common,
        max_seconds=number_of(inner.get("max"), LONGEST_RECORDING, 10, LONGEST_RECORDING, found),
        silence_seconds=number_of(inner.get("silence"), USUAL_SILENCE, 5, 60, found),
        stop_key=stop_key,
        keep_if_hung_up=hung_up == "keep",
    )


def _connect(common: Common, fields: Fields, found: Findings) -> Step:
    only_known(mapping_of(fields["connect"], found), (), "'connect'", found)
    return ConnectStep(**common)


def _board(common: Common, fields: Fields, found: Findings) -> Step:
    only_known(mapping_of(fields["board"], found), (), "'board'", found)
    return BoardStep(**common)


def _plain(kind: str, build: Callable[..., Step]) -> Callable[[Common, Fields, Findings], Step]:
    """A kind that has nothing to set."""

    def read(common: Common, fields: Fields, found: Findings) -> Step:
        only_known(mapping_of(fields[kind], found), (), f"'{kind}'", found)
        return build(**common)

    return read


def _queue(common: Common, fields: Fields, found: Findings) -> Step:
    only_known(mapping_of(fields["queue"], found), (), "'queue'", found)
    return QueueStep(**common)


def _hangup(common: Common, fields: Fields, found: Findings) -> Step:
    only_known(mapping_of(fields["hangup"], found), (), "'hangup'", found)
    return HangupStep(**common)


#: What a step can do: its key -> (further keys of the step, how it is read).
KINDS: dict[str, tuple[tuple[str, ...], Callable[[Common, Fields, Findings], Step]]] = {
    "choose_language": ((), _choose_language),
    "menu": (("no_input", "other_text"), _menu),
    "ask": ((), _ask),
    "record": (("if_hung_up",), _record),
    "connect": ((), _connect),
    "board": ((), _board),
    "danger": ((), _plain("danger", DangerStep)),
    "safe_contact": ((), _plain("safe_contact", SafeContactStep)),
    "receipt": ((), _plain("receipt", ReceiptStep)),
    "queue": ((), _queue),
    "hangup": ((), _hangup),
}
