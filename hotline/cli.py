"""`hotline ...`: each command lives in its own module and loads only when it is asked for."""

from __future__ import annotations

import importlib
import os
import sys

import click

from hotline.errors import HotlineError

#: command -> (module, attribute, one line for `hotline --help`), under the heading of those
#: who need it: what people use daily comes first, what measures comes last.
GROUPS = {
    "Every day": {
        "up": ("hotline.commands.up", "up", "Start everything on this machine."),
        "volunteers": ("hotline.commands.volunteers", "volunteers", "Add those who answer."),
        "shifts": ("hotline.commands.shifts", "shifts", "Who is there when, and what is missing."),
        "requests": ("hotline.commands.requests", "requests", "List requests, and open one."),
        "line": ("hotline.commands.line", "line", "Open or not, what runs short, the board."),
        "outcomes": ("hotline.commands.outcomes", "outcomes", "How requests ended: figures."),
        "preflight": ("hotline.commands.preflight", "preflight", "Look at the next shifts."),
        "doctor": ("hotline.commands.doctor", "doctor", "Check everything and say what to mend."),
    },
    "To try without a phone": {
        "simulate": ("hotline.commands.simulate", "simulate", "Call, text, or pick up."),
    },
    "What callers hear": {
        "flows": ("hotline.commands.flows", "flows", "Check and show the menus and words."),
        "prompts": ("hotline.commands.prompts", "prompts", "Record and approve voices."),
        "fallback": ("hotline.commands.fallback", "fallback", "Words for when all is down."),
    },
    "Settings of the network": {
        "escalation": ("hotline.commands.escalation", "escalation", "Who is asked or rung, and when."),
        "models": ("hotline.commands.models", "models", "Speech models: list and fetch."),
        "transcribe": ("hotline.commands.transcribe", "transcribe", "Turn sound into words."),
        "texts": ("hotline.commands.texts", "texts", "Check texts, register, consent log."),
    },
    "Many machines": {
        "migrate": ("hotline.commands.migrate", "migrate", "Bring the database up to date."),
        "web": ("hotline.commands.serve", "web", "Serve the pages and the carrier."),
        "worker": ("hotline.commands.serve", "worker", "Run one worker, or the relay."),
    },
    "Figures": {
        "bench": ("hotline.commands.bench", "bench", "Measure, beside a baseline."),
    },
}
#: The same without the headings.
COMMANDS = {name: entry for group in GROUPS.values() for name, entry in group.items()}


class LazyGroup(click.Group):
    """Loads a command's module only when it is called, so that --help is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        return getattr(importlib.import_module(module), attribute)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for heading, commands in GROUPS.items():
            with formatter.section(heading):
                formatter.write_dl(
                    [(name.ljust(10), line) for name, (_, _, line) in commands.items()]
                )


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hotline")
def hotline() -> None:
    """A phone and text hotline for mutual-aid networks.

    Start with `hotline up`: it needs nothing set up beforehand.
    """


def main() -> None:
    """The console script: our own errors become one sentence and exit code 1."""
    # What we write holds people's words and our keys: it is for this user alone.
    os.umask(0o077)
    try:
        hotline.main(standalone_mode=False)
    except HotlineError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
