"""A flow as Mermaid text: a picture for the wall of the people who answer."""

from __future__ import annotations

from collections.abc import Iterator

from ivr.flows.model import (
    KEPT,
    MESSAGE,
    Flow,
    HangupStep,
    MenuStep,
    QueueStep,
    RecordStep,
    Step,
)

_SHAPES = ((QueueStep, "[(", ")]"), (HangupStep, "((", "))"), (RecordStep, "[/", "/]"))


def mermaid(flow: Flow) -> str:
    """The flow as a Mermaid flowchart: each step once, each way with its key."""
    lines = ["flowchart TD", *(f"  {_node(step)}" for step in flow.steps.values())]
    ways = [way for step in flow.steps.values() for way in ways_of(flow, step)]
    for built_in in (MESSAGE, KEPT):
        if any(to == built_in.name for _, _, to in ways):
            lines.append(f"  {_node(built_in)}")
    lines += [f"  {_id(at)} -->|{label}| {_id(to)}" for at, label, to in ways]
    return "\n".join(lines) + "\n"


def ways_of(flow: Flow, step: Step) -> Iterator[tuple[str, str, str]]:
    """(step, its key and label in quotation marks, step it leads to) for each way on."""
    if isinstance(step, MenuStep):
        for option in step.options:
            yield step.name, f'"{option.key} {_plain(option.label)}"', option.goto
        yield step.name, '"silence"', step.no_input or flow.recorder
    elif step.then:
        yield step.name, '"then"', step.then


def _node(step: Step) -> str:
    before, after = next(((b, a) for kind, b, a in _SHAPES if isinstance(step, kind)), ("[", "]"))
    kind = type(step).__name__.removesuffix("Step").lower()
    return f'{_id(step.name)}{before}"{step.name.strip("~")}: {kind}"{after}'


def _id(name: str) -> str:
    # A prefix, because a step may be called 'end', which Mermaid keeps for itself.
    return "step_" + name.replace("~", "built_in_").replace("-", "_dash_")


def _plain(words: str) -> str:
    return words.replace('"', "'")
