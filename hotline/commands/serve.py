"""`hotline web` and `hotline worker`: one process each, for machines that have their own keeper."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from hotline.commands.context import data_dir_option, read_settings

#: A thread sleeps for each open page (server-sent events) and costs little; webhooks
#: find a free one although a hundred pages are open.
WEB_PROCESSES = 2
WEB_THREADS = 192


def gunicorn_command(bind: str, processes: int = WEB_PROCESSES) -> list[str]:
    """The command line of the web server."""
    return [
        sys.executable, "-m", "gunicorn", "hotline.assembly:create_app_from_env()",
        "--bind", bind,
        "--workers", str(processes),
        "--worker-class", "gthread",
        "--threads", str(WEB_THREADS),
        "--timeout", "60",
        "--graceful-timeout", "5",
        "--log-level", "warning",
        "--no-control-socket",
        "--config", "python:hotline.adapters.gunicorn_hooks",
        "--logger-class", "hotline.adapters.gunicorn_log.QuietLogger",
    ]  # fmt: skip


@click.command()
@data_dir_option
@click.option("--bind", default="127.0.0.1:8080", show_default=True, help="Address and port.")
@click.option("--processes", default=WEB_PROCESSES, show_default=True, help="Server processes.")
def web(data_dir: Path, bind: str, processes: int) -> None:
    """Serve the webhooks and the volunteers' pages with gunicorn."""
    settings = read_settings(data_dir)
    settings.require_carrier()
    settings.require_public_url()
    settings.require_redis_url()
    settings.require_master_key()
    os.environ["HOTLINE_DATA_DIR"] = str(data_dir)
    command = gunicorn_command(bind, processes)
    os.execv(command[0], command)


@click.command()
@data_dir_option
@click.argument("which", type=click.Choice(["fast", "speech", "relay"]))
def worker(data_dir: Path, which: str) -> None:
    """Run one long-lived process.

    fast: texts, fetching and deleting recordings. speech: transcribing. relay: hands
    over again what Redis lost. A hotline needs one of each; more of the first two are
    welcome.
    """
    read_settings(data_dir)
    os.environ["HOTLINE_DATA_DIR"] = str(data_dir)
    os.execv(sys.executable, [sys.executable, "-m", "workers", which])
