"""`python -m ivr.simulator`: starts the simulated carrier on this machine."""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path

from ivr.simulator.identifiers import is_e164
from ivr.simulator.settings import Settings

# The name of a variable, not a secret.
TOKEN_VARIABLE = "SIMULATOR_AUTH_TOKEN"  # noqa: S105
# Where an application keeps its account at the real carrier.
REAL_CREDENTIALS = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_AUTH_TOKEN_FILE")


def main(arguments: list[str] | None = None) -> int:
    settings, port = read_arguments(arguments)
    from ivr.simulator.server import Server

    print(f"The simulated carrier listens on {settings.base_url}", flush=True)
    Server(settings, port).run()
    return 0


def read_arguments(arguments: list[str] | None = None) -> tuple[Settings, int]:
    """The command line as settings. Ends the program with a sentence when it makes no sense."""
    parser = _parser()
    given = parser.parse_args(arguments)
    real = [name for name in REAL_CREDENTIALS if os.environ.get(name)]
    if real:
        parser.error(
            f"{real[0]} is set here: a simulated carrier never runs beside a real account. "
            "Take it out of the environment, or do not start the simulator."
        )
    token = given.auth_token or os.environ.get(TOKEN_VARIABLE, "")
    if not token:
        parser.error(f"give the account's password: --auth-token, or {TOKEN_VARIABLE}")
    if not re.fullmatch(r"AC[0-9a-fA-F]{32}", given.account_sid):
        parser.error("--account-sid is AC and 32 hexadecimal digits")
    wrong = [number for number in given.number if not is_e164(number)]
    if wrong:
        parser.error(f"{wrong[0]} is not a number like +15550100000")
    if not re.match(r"https?://[^/]+", given.webhook_base):
        parser.error("--webhook-base looks like http://127.0.0.1:5000")
    return Settings(
        account_sid=given.account_sid,
        auth_token=token,
        numbers=tuple(given.number),
        webhook_base=given.webhook_base.rstrip("/"),
        base_url=f"http://127.0.0.1:{given.port}",
        data_dir=given.data_dir,
    ), given.port


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ivr.simulator",
        description=(
            "A telephone company on this machine. It rings an application as Twilio would, "
            "and brings telephones in the browser. No call or text leaves the machine."
        ),
    )
    add = parser.add_argument
    add("--port", type=int, default=5001, help="where this program listens (default: 5001)")
    add(
        "--webhook-base",
        default="http://127.0.0.1:5000",
        metavar="URL",
        help="where the application listens (default: http://127.0.0.1:5000)",
    )
    add(
        "--number",
        action="append",
        required=True,
        metavar="+1...",
        help="a telephone number of the application; may be given more than once",
    )
    add("--account-sid", required=True, metavar="AC...", help="the account, as at the carrier")
    add(
        "--auth-token",
        metavar="TOKEN",
        help=f"the account's password; better by {TOKEN_VARIABLE}, which no process list shows",
    )
    add(
        "--data-dir",
        type=Path,
        required=True,
        metavar="DIR",
        help="where calls, texts and recordings are kept from one start to the next",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
