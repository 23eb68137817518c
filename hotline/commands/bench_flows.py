"""`hotline bench flows`: what a flow asks of its callers, and of the machine."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ivr.flows.model import Flow
    from ivr.flows.session import Effects

STEPS = 200


@click.command()
@click.argument(
    "file",
    required=False,
    envvar="HOTLINE_FLOW",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def flows(file: Path | None, as_json: bool) -> None:
    """Paths and dead ends, seconds before the first choice, keys to each language and a person."""
    from ivr.flows.library import default_flow_path
    from ivr.flows.loader import load_flow
    from ivr.flows.walk import walk_in_every_line

    path = file or default_flow_path()
    flow = load_flow(path.read_text(encoding="utf-8"), path.name)
    begun = time.perf_counter()
    walked = walk_in_every_line(flow)
    took = time.perf_counter() - begun
    told: dict[str, Any] = {
        "paths": walked.paths,
        "moves": walked.moves,
        "walk_seconds": round(took, 1),
        "dead_ends": len(walked.dead_ends),
        "seconds_before_first_choice": seconds_before_first_choice(flow),
        "keys_to_a_language": keys_to_each_language(flow),
        "keys_to_a_person": keys_to_a_person(flow),
        "load_ms_of_200_steps": _load_time(),
    }
    if as_json:
        click.echo(json.dumps(told))
        return
    click.echo(
        f"{told['paths']:,} paths walked in {told['moves']:,} moves and {told['walk_seconds']} s, "
        f"{told['dead_ends']} dead ends"
    )
    click.echo(f"{told['seconds_before_first_choice']} seconds of speech before the first choice")
    keys = ", ".join(f"{tag} {count}" for tag, count in told["keys_to_a_language"].items())
    click.echo(f"keys to each language: {keys}")
    click.echo(f"keys to a person, or the recorder while none is free: {told['keys_to_a_person']}")
    click.echo(f"{STEPS} steps load in {told['load_ms_of_200_steps']} ms")


def seconds_before_first_choice(flow: Flow) -> float:
    """Speech from the first word to the key of the first choice, that key included (V1)."""
    from ivr.flows.engine import start
    from ivr.flows.speaking import seconds_to_say
    from ivr.prompts import PromptBook

    book, seconds = PromptBook.load(), 0.0
    for prompt in _prompts(start(flow, "voice")[1]):
        seconds += seconds_to_say(book.words(prompt))
        if ".press_" in prompt.key:
            break
        seconds += prompt.pause_seconds
    return round(seconds, 1)


def keys_to_each_language(flow: Flow) -> dict[str, int]:
    """The fewest keys after which each language is chosen, as callers press them."""
    from ivr.flows.engine import advance, start
    from ivr.flows.session import KeyPressed

    found: dict[str, int] = {}
    ahead = [(start(flow, "voice")[0], 0)]
    for _ in range(len(flow.languages) // 4 + 1):
        session, pressed = ahead.pop()
        for key in "1234":
            after, _ = advance(flow, session, KeyPressed(key))
            if after.language is not None:
                found.setdefault(after.language.tag, pressed + 1)
        ahead.append((advance(flow, session, KeyPressed("9"))[0], pressed + 1))
    return found


def keys_to_a_person(flow: Flow) -> int:
    """How often a caller presses 0 until a person is looked for."""
    from ivr.flows.engine import advance, start
    from ivr.flows.session import ConnectPerson, KeyPressed

    session, effects = start(flow, "voice")
    for pressed in range(1, 10):
        session, effects = advance(flow, session, KeyPressed("0"))
        if any(isinstance(effect, ConnectPerson) for effect in effects):
            return pressed
    return 0


def _prompts(effects: Effects) -> list[Any]:
    return [prompt for effect in effects for prompt in getattr(effect, "prompts", ())]


def _load_time() -> float:
    """The best of five: what the machine can do, not what else it was doing."""
    from ivr.flows.loader import load_flow

    steps = "".join(
        f'  s{n}:\n    say: "Step {n}."\n    then: s{n + 1}\n' for n in range(STEPS - 1)
    )
    text = (
        "hotline: Long\nlanguages: [en]\nstart: s0\nsteps:\n"
        f'{steps}  s{STEPS - 1}:\n    say: "Bye."\n    queue: {{}}\n'
    )
    took = []
    for _ in range(5):
        begun = time.perf_counter()
        load_flow(text, "long.yaml")
        took.append(1000 * (time.perf_counter() - begun))
    return round(min(took), 1)
