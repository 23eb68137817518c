"""`hotline simulate`: call and text the running hotline from the command line."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from hotline.commands.aftermath import Aftermath, tell
from hotline.commands.context import data_dir_option
from hotline.commands.first_start import DEMO_NUMBER
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
@click.option(
    "--from",
    "caller",
    default=DEMO_CALLER,
    show_default=True,
    help="Caller's number, or 'anonymous'.",
)
@click.option("--press", multiple=True, metavar="KEYS", help="Press keys; repeat, in order.")
@click.option(
    "--speak", multiple=True, metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Speak a sound file after the tone.",
)  # fmt: skip
@click.option(
    "--silence",
    multiple=True,
    is_flag=False,
    flag_value="1",
    metavar="[TIMES]",
    help="Say and press nothing.",
)
@click.option("--hang-up", is_flag=True, help="Hang up.")
@click.option(
    "--wait", default=30.0, show_default=True, help="Seconds to wait for the words of a recording."
)
@click.option("--phones", help="Address of the simulated phones. Default: the running hotline's.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def call(
    ctx: click.Context,
    data_dir: Path,
    caller: str,
    wait: float,
    phones: str | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Make a call and print what the caller hears, line by line.

    Example: hotline simulate call --press 1 --press 1 --speak clip.wav --hang-up
    """
    from ivr.simulator.client import CarrierError, Phone
    from ivr.simulator.script import Step, run_call_script

    waiting = {name: list(given[name]) for name in ("press", "speak", "silence")}
    steps = []
    for name in ctx.meta["order"]:
        if name in waiting:
            value = str(waiting[name].pop(0))
            times = int(value) if name == "silence" and value.isdecimal() else 1
            steps += [Step(name, value)] * times
        elif name == "hang_up":
            steps.append(Step("hang-up"))
    where, number = _phones(data_dir, phones)
    write = (lambda _line: None) if as_json else click.echo
    aftermath = Aftermath(data_dir)
    try:
        report = run_call_script(Phone(where, caller), steps, write, to=number)
    except CarrierError as error:
        raise click.ClickException(str(error)) from None
    made = aftermath.wait_for_new(wait)
    if as_json:
        click.echo(json.dumps({**report.as_json(), "requests": made}, ensure_ascii=False))
    for request in made:
        write(f"It became request {request['code']}: {tell(request)}")
    if not made:
        write("It became no request: the caller left no message.")
    if report.problem:
        raise click.ClickException(report.problem)


@simulate.command("answer", cls=_Ordered)
@data_dir_option
@click.option("--as", "number", required=True, metavar="NUMBER", help="The phone that rings.")
@click.option("--press", multiple=True, metavar="KEYS", help="Press keys; repeat, in order.")
@click.option("--say", multiple=True, metavar="WORDS", help="Say something to others in the room.")
@click.option("--hang-up", is_flag=True, help="Hang up.")
@click.option(
    "--not", "how", type=click.Choice(["busy", "no-answer", "failed", "machine"]),
    help="Do not answer, or let a machine answer.",
)  # fmt: skip
@click.option("--ring", "wait", default=30.0, show_default=True, help="Seconds to wait for a call.")
@click.option("--phones", help="Address of the simulated phones. Default: the running hotline's.")
@click.pass_context
def answer(
    ctx: click.Context,
    data_dir: Path,
    number: str,
    wait: float,
    how: str | None,
    phones: str | None,
    **given: Any,
) -> None:
    """Pick up a phone that the hotline calls: a volunteer's, or that of somebody called back.

    Example: hotline simulate answer --as +15550100102 --press 1 --say "Hello" --hang-up
    """
    from ivr.simulator.client import CarrierError, Phone
    from ivr.simulator.script import Step, answer_call

    waiting = {name: list(given[name]) for name in ("press", "say")}
    steps = [
        Step("hang-up") if name == "hang_up" else Step(name, str(waiting[name].pop(0)))
        for name in ctx.meta["order"]
        if name in (*waiting, "hang_up")
    ]
    where, _ = _phones(data_dir, phones)
    try:
        report = answer_call(Phone(where, number), steps, click.echo, wait=wait, how=how or "human")
    except CarrierError as error:
        raise click.ClickException(str(error)) from None
    if report.problem:
        raise click.ClickException(report.problem)


@simulate.command("text")
@data_dir_option
@click.option("--from", "sender", default=DEMO_CALLER, show_default=True, help="Sender's number.")
@click.argument("body", default="")
@click.option(
    "--file",
    "files",
    multiple=True,
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A picture or a voice note that goes with it; repeat for more.",
)
@click.option("--wait", default=5.0, show_default=True, help="Seconds to wait for an answer.")
@click.option("--phones", help="Address of the simulated phones. Default: the running hotline's.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def text(
    data_dir: Path,
    sender: str,
    body: str,
    files: tuple[Path, ...],
    wait: float,
    phones: str | None,
    as_json: bool,
) -> None:
    """Send a text, files, or both, and print the answers that come back."""
    if not body.strip() and not files:
        raise click.UsageError("Write some words, or name a --file.")
    from ivr.simulator.client import CarrierError, Phone
    from ivr.simulator.script import run_text

    where, number = _phones(data_dir, phones)
    write = (lambda _line: None) if as_json else click.echo
    try:
        report = run_text(Phone(where, sender), body, write, to=number, media=files, wait=wait)
    except CarrierError as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False))


def _phones(data_dir: Path, given: str | None) -> tuple[str, str]:
    """The simulator's address and the hotline's number. Raises SettingsError when none runs."""
    runtime = data_dir / "up.json"
    known = json.loads(runtime.read_text(encoding="utf-8")) if runtime.exists() else {}
    number = known.get("number") or os.environ.get("HOTLINE_PHONE_NUMBER") or DEMO_NUMBER
    phones = given or known.get("phones")
    if not phones:
        raise SettingsError(
            "No simulated phones are running over this data folder: start them with `hotline up` "
            "in another terminal, or name their address with --phones."
        )
    return phones, number


if __name__ == "__main__":
    sys.exit(simulate())
