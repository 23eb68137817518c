"""`hotline simulate`: call and text the running hotline from the command line."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from hotline.commands.context import data_dir_option
from hotline.errors import SettingsError

DEMO_CALLER = "+15550100001"


class _Ordered(click.Command):
    """Keeps --press, --speak, --silence and --hang-up in the order in which they were given."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        parser = self.make_parser(ctx)
        _, _, order = parser.parse_args(args=list(args))
        ctx.meta["order"] = [parameter.name for parameter in order]
        return super().parse_args(ctx, args)


@click.group()
def simulate() -> None:
    """Call or text the hotline that `hotline up` runs, without a phone."""


@simulate.command("call", cls=_Ordered)
@data_dir_option
@click.option("--from", "caller", default=DEMO_CALLER, show_default=True, help="Caller's number, or 'anonymous'.")
@click.option("--press", multiple=True, metavar="KEYS", help="Press keys; repeat, in order.")
@click.option(
    "--speak", multiple=True, metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Speak a sound file after the tone.",
)  # fmt: skip
@click.option("--silence", multiple=True, is_flag=False, flag_value="1", metavar="[TIMES]", help="Say and press nothing.")
@click.option("--hang-up", is_flag=True, help="Hang up.")
@click.option("--phones", help="Address of the simulated phones. Default: the running hotline's.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def call(ctx: click.Context, data_dir: Path, caller: str, phones: str | None, as_json: bool, **given: Any) -> None:
    """Make a call and print what the caller hears, line by line.

    Example: hotline simulate call --press 1 --press 1 --speak clip.wav --hang-up
    """
    from ivr.simulator.script import CallStep, run_call_script

    waiting = {name: list(given[name]) for name in ("press", "speak", "silence")}
    steps = []
    for name in ctx.meta["order"]:
        if name in waiting:
            steps.append(CallStep(name, str(waiting[name].pop(0))))
        elif name == "hang_up":
            steps.append(CallStep("hang_up", ""))
    write = (lambda _line: None) if as_json else click.echo
    result = run_call_script(_phones(data_dir, phones), caller, steps, write)
    if as_json:
        click.echo(json.dumps(result.to_json(), ensure_ascii=False))


@simulate.command("text")
@data_dir_option
@click.option("--from", "sender", default=DEMO_CALLER, show_default=True, help="Sender's number.")
@click.argument("body")
@click.option("--wait", default=5.0, show_default=True, help="Seconds to wait for an answer.")
@click.option("--phones", help="Address of the simulated phones. Default: the running hotline's.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def text(data_dir: Path, sender: str, body: str, wait: float, phones: str | None, as_json: bool) -> None:
    """Send a text and print the answers that come back."""
    from ivr.simulator.script import run_text_script

    write = (lambda _line: None) if as_json else click.echo
    result = run_text_script(_phones(data_dir, phones), sender, body, wait, write)
    if as_json:
        click.echo(json.dumps(result.to_json(), ensure_ascii=False))


def _phones(data_dir: Path, given: str | None) -> str:
    """The simulator's address. Raises SettingsError when none runs."""
    if given or os.environ.get("HOTLINE_PHONES_URL"):
        return given or os.environ["HOTLINE_PHONES_URL"]
    runtime = data_dir / "up.json"
    phones = json.loads(runtime.read_text(encoding="utf-8"))["phones"] if runtime.exists() else None
    if not phones:
        raise SettingsError(
            "No simulated phones are running over this data folder: start them with `hotline up` "
            "in another terminal, or name their address with --phones."
        )
    return phones


if __name__ == "__main__":
    sys.exit(simulate())
