"""A flow as Mermaid text: a picture for the wall of the people who answer.

What is built in is in it as well: consent before every recorder, the doors, the page of
languages that are on no page, the question about remembering.
"""

from __future__ import annotations

from collections.abc import Iterator

from ivr.flows.model import (
    AGAIN,
    BUILT_IN,
    CONSENT,
    KEPT,
    MESSAGE,
    PERSON,
    RECEIPT_KEY,
    REMEMBER,
    SAY_LANGUAGE,
    ConsentStep,
    Flow,
    HangupStep,
    LanguageStep,
    MenuStep,
    QueueStep,
    ReceiptStep,
    RecordStep,
    Step,
)
from ivr.flows.step_words import pages

_SHAPES = ((QueueStep, "[(", ")]"), (HangupStep, "((", "))"), (RecordStep, "[/", "/]"))
#: What stands at a way that needs no key.
ONWARD, SILENCE = "then", "silence"


def mermaid(flow: Flow) -> str:
    """The flow as a Mermaid flowchart: each step once, each way with its key."""
    drawn = dict(flow.steps)
    ways: list[tuple[str, str, str]] = []
    if isinstance(flow.step(flow.start), RecordStep):
        drawn[CONSENT.name] = CONSENT
    ahead = list(drawn.values())
    while ahead:
        step = ahead.pop(0)
        for way in ways_of(flow, step):
            ways.append(way)
            if way[2] in BUILT_IN and way[2] not in drawn:
                drawn[way[2]] = BUILT_IN[way[2]]
                ahead.append(BUILT_IN[way[2]])
    lines = ["flowchart TD", *(f"  {_node(step)}" for step in drawn.values())]
    lines += [f"  {_id(at)} -->|{label}| {_id(to)}" for at, label, to in ways]
    return "\n".join(lines) + "\n"


def ways_of(flow: Flow, step: Step) -> Iterator[tuple[str, str, str]]:
    """(step, its key and label in quotation marks, step it leads to) for each way on.

    Ways of the engine's own have a key and no label: they are the same in every flow.
    """
    for label, to in _ways(flow, step):
        recorder = isinstance(flow.step(to), RecordStep) and to != SAY_LANGUAGE.name
        asks = recorder and not isinstance(step, ConsentStep)
        yield step.name, f'"{_plain(label)}"', CONSENT.name if asks else to


def _ways(flow: Flow, step: Step) -> Iterator[tuple[str, str]]:
    if isinstance(step, MenuStep):
        for option in step.options:
            yield f"{option.key} {option.label}", option.goto
        if step.name == flow.first_menu:
            yield PERSON, flow.recorder
            yield from flow.doors.items()
        yield SILENCE, step.no_input or flow.recorder
        return
    if isinstance(step, ConsentStep):
        recorders = [name for name, each in flow.steps.items() if isinstance(each, RecordStep)]
        for name in recorders or [MESSAGE.name]:
            yield "1", name
        for then in dict.fromkeys(flow.step(name).then or KEPT.name for name in recorders):
            yield "2", then
        return
    if isinstance(step, LanguageStep):
        # The door of relay and TTY callers.
        yield PERSON, flow.recorder
        if pages(flow) > 1:
            yield AGAIN, SAY_LANGUAGE.name
        if RECEIPT_KEY in flow.doors:
            yield RECEIPT_KEY, flow.doors[RECEIPT_KEY]
    if isinstance(step, ReceiptStep):
        yield "1", flow.recorder
        yield "2", flow.contact
    if isinstance(step, QueueStep) and len(flow.languages) > 1:
        yield ONWARD, REMEMBER.name
    if step.then:
        yield ONWARD, step.then


def _node(step: Step) -> str:
    before, after = next(((b, a) for kind, b, a in _SHAPES if isinstance(step, kind)), ("[", "]"))
    kind = type(step).__name__.removesuffix("Step").lower()
    return f'{_id(step.name)}{before}"{step.name.strip("~")}: {kind}"{after}'


def _id(name: str) -> str:
    # A prefix, because a step may be called 'end', which Mermaid keeps for itself.
    return "step_" + name.replace("~", "built_in_").replace("-", "_dash_")


def _plain(words: str) -> str:
    return words.replace('"', "'")
