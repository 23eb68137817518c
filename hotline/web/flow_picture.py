"""The flow as a picture: where each step stands and how the ways go, as plain numbers.

The template draws it (and lists the same below, for those who do not see it), so that
every word passes through its escaping and no library draws for us.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from ivr.flows.diagram import ways_of
from ivr.flows.model import Flow, Step

BOX_WIDTH, BOX_HEIGHT = 184, 58
_ACROSS, _DOWN, _EDGE = 224, 126, 24
_LONGEST_NAME = 20
#: What ways_of calls a way without a key.
SILENCE, ONWARD = "silence", "then"


@dataclass(frozen=True)
class Box:
    """One step: its upper left corner, its name, what it does."""

    name: str
    short_name: str
    kind: str
    shape: str
    x: int
    y: int
    say: str


@dataclass(frozen=True)
class Way:
    """From one step to another; `keys` stand beside the line, `labels` in the list below."""

    at: str
    to: str
    labels: tuple[str, ...]
    keys: str
    path: str
    label_x: int
    label_y: int
    back: bool


@dataclass(frozen=True)
class Picture:
    """All of it. `ways` has one line for all keys that lead the same way."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    ways: tuple[Way, ...]


def draw(flow: Flow) -> Picture:
    """Steps in rows by how far they are from the start; ways go down, or back at the side."""
    rows = _rows(flow)
    widest = max(len(row) for row in rows)
    width = widest * _ACROSS - (_ACROSS - BOX_WIDTH) + 2 * _EDGE
    boxes: dict[str, Box] = {}
    for depth, row in enumerate(rows):
        indent = (widest - len(row)) * _ACROSS // 2
        for place, name in enumerate(row):
            x, y = _EDGE + indent + place * _ACROSS, _EDGE + depth * _DOWN
            boxes[name] = _box(flow.step(name), x, y)
    ways = tuple(
        _way(boxes[at], boxes[to], tuple(labels)) for (at, to), labels in _joined(flow).items()
    )
    height = len(rows) * _DOWN - (_DOWN - BOX_HEIGHT) + 2 * _EDGE
    return Picture(width, height, tuple(boxes.values()), ways)


def as_graphviz(flow: Flow) -> str:
    """The flow in Graphviz's language, for whoever wants to draw it themselves."""
    lines = ["digraph flow {", "  node [shape=box];"]
    lines += [f"  {_quoted(name)};" for row in _rows(flow) for name in row]
    lines += [
        f"  {_quoted(at)} -> {_quoted(to)} [label={_quoted(', '.join(keys))}];"
        for (at, to), keys in _joined(flow).items()
    ]
    return "\n".join([*lines, "}", ""])


def kind_of_step(step: Step) -> str:
    """What a step does, in a word or two."""
    match type(step).__name__:
        case "LanguageStep":
            return _("asks for the language")
        case "MenuStep":
            return _("offers choices")
        case "AskStep":
            return _("asks for digits")
        case "ConsentStep":
            return _("asks whether to record")
        case "RecordStep":
            return _("records a message")
        case "SafeContactStep":
            return _("asks how to answer safely")
        case "ReceiptStep":
            return _("opens an earlier request")
        case "DangerStep":
            return _("helps in danger")
        case "ConnectStep":
            return _("looks for a person")
        case "QueueStep":
            return _("puts it in the queue")
        case "HangupStep":
            return _("ends the call")
        case "RememberStep":
            return _("asks whether to remember the language")
        case "BoardStep":
            return _("plays the board")
    return _("says something")


def key_words(key: str) -> str:
    """A way's key in words: '3 Medicine or care', or what happens without one."""
    if key == SILENCE:
        return _("in silence")
    return _("then") if key == ONWARD else key


def _rows(flow: Flow) -> list[list[str]]:
    rows, seen = [[flow.start]], {flow.start}
    while rows[-1]:
        following: list[str] = []
        for name in rows[-1]:
            for _at, _label, to in ways_of(flow, flow.step(name)):
                if to not in seen:
                    seen.add(to)
                    following.append(to)
        rows.append(following)
    rows.pop()
    # What only the engine leads to (the loader lets nothing else pass) still has a place.
    left = [name for name in flow.steps if name not in seen]
    return [*rows, left] if left else rows


def _joined(flow: Flow) -> dict[tuple[str, str], list[str]]:
    drawn = [name for row in _rows(flow) for name in row]
    joined: dict[tuple[str, str], list[str]] = {}
    for name in drawn:
        for at, label, to in ways_of(flow, flow.step(name)):
            joined.setdefault((at, to), []).append(label.strip('"'))
    return joined


def _box(step: Step, x: int, y: int) -> Box:
    name = step.name.strip("~")
    short = name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
    shape = type(step).__name__.removesuffix("Step").lower()
    return Box(step.name, short, kind_of_step(step), shape, x, y, step.say)


def _way(at: Box, to: Box, labels: tuple[str, ...]) -> Way:
    keys = ", ".join(filter(None, map(_short, labels)))
    if at.y == to.y and at.x != to.x:
        return _beside(at, to, labels, keys)
    back = to.y <= at.y
    middle = BOX_WIDTH // 2
    if back:
        # Round the right side, so that no way up is mistaken for one down.
        x1, y1 = at.x + BOX_WIDTH, at.y + BOX_HEIGHT // 2
        x2, y2 = to.x + BOX_WIDTH, to.y + BOX_HEIGHT // 2
        out = max(x1, x2) + 34
        path = f"M{x1} {y1} C{out} {y1} {out} {y2} {x2} {y2}"
        return Way(at.name, to.name, labels, keys, path, out - 18, (y1 + y2) // 2, back)
    x1, y1, x2, y2 = at.x + middle, at.y + BOX_HEIGHT, to.x + middle, to.y
    bend = (y2 - y1) // 2
    path = f"M{x1} {y1} C{x1} {y1 + bend} {x2} {y2 - bend} {x2} {y2}"
    # Nearer to its beginning: labels of ways that meet do not lie on each other.
    return Way(
        at.name, to.name, labels, keys, path, x1 + (x2 - x1) * 2 // 5, y1 + bend * 4 // 5, back
    )


def _beside(at: Box, to: Box, labels: tuple[str, ...], keys: str) -> Way:
    """Within a row: straight to the next box, and in a bow below those between."""
    if abs(at.x - to.x) == _ACROSS:
        right = to.x > at.x
        x1, x2 = (at.x + BOX_WIDTH, to.x) if right else (at.x, to.x + BOX_WIDTH)
        y = at.y + BOX_HEIGHT // 2
        return Way(
            at.name, to.name, labels, keys, f"M{x1} {y} L{x2} {y}", (x1 + x2) // 2, y - 8, True
        )
    x1, x2, y = at.x + BOX_WIDTH // 2, to.x + BOX_WIDTH // 2, at.y + BOX_HEIGHT
    low = y + 44
    path = f"M{x1} {y} C{x1} {low} {x2} {low} {x2} {y}"
    return Way(at.name, to.name, labels, keys, path, (x1 + x2) // 2, y + 30, True)


def _short(label: str) -> str:
    """The key alone: beside a line there is room for no more."""
    if label == ONWARD:
        return ""
    return "…" if label == SILENCE else label.split()[0]


def _quoted(words: str) -> str:
    plain = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'
