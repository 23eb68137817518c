"""`hotline ...`: each command lives in its own module and loads only when it is asked for."""

from __future__ import annotations

import importlib
import os
import sys

import click

from hotline.errors import HotlineError

#: command -> (module, attribute, one line for `hotline --help`).
COMMANDS = {
    "up": ("hotline.commands.up", "up", "Start everything on this machine."),
    "web": ("hotline.commands.serve", "web", "Serve the webhooks and the volunteers' pages."),
    "worker": ("hotline.commands.serve", "worker", "Run a worker or the relay."),
    "migrate": ("hotline.commands.migrate", "migrate", "Bring the database to the newest schema."),
    "doctor": ("hotline.commands.doctor", "doctor", "Check everything and say what to mend."),
    "models": ("hotline.commands.models", "models", "List and fetch speech models."),
    "volunteers": ("hotline.commands.volunteers", "volunteers", "Add and list volunteers."),
    "shifts": ("hotline.commands.shifts", "shifts", "Who is on the line when, and the gaps."),
    "texts": ("hotline.commands.texts", "texts", "The number's registration; log of consent."),
    "requests": ("hotline.commands.requests", "requests", "List requests and open one."),
    "outcomes": (
        "hotline.commands.outcomes",
        "outcomes",
        "How requests ended, in figures that may be published.",
    ),
    "line": ("hotline.commands.line", "line", "Say what the line can do now, and fill its board."),
    "escalation": (
        "hotline.commands.escalation",
        "escalation",
        "Show and check who is asked when.",
    ),
    "flows": ("hotline.commands.flows", "flows", "Check and show what callers hear."),
    "prompts": ("hotline.commands.prompts", "prompts", "Record, import and approve prompts."),
    "fallback": ("hotline.commands.fallback", "fallback", "The document for when all is down."),
    "transcribe": ("hotline.commands.transcribe", "transcribe", "Turn a recording into words."),
    "simulate": (
        "hotline.commands.simulate",
        "simulate",
        "Make a call or a text, without a phone.",
    ),
    "bench": ("hotline.commands.bench", "bench", "Measure speech and webhooks."),
}


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
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in COMMANDS.items()])


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
