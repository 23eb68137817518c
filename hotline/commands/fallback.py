"""`hotline fallback`: the document that answers the phone while the application is down.

Static TwiML that the phone company keeps itself: it says sorry in every language of the
flow and takes a message. It asks nothing of our own server.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hotline.errors import HotlineError

if TYPE_CHECKING:
    from ivr.flows.model import Flow
    from ivr.prompts import PromptBook

#: What the phone company takes as one document.
LARGEST_BYTES = 64 * 1024


class FallbackTooLarge(HotlineError):
    """More languages than one document holds."""


@click.command()
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write it to this file instead of the screen.",
)
@click.option(
    "--flow",
    "flow_path",
    envvar="HOTLINE_FLOW",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The flow whose languages speak (HOTLINE_FLOW); else the built-in one.",
)
@click.option("--thanks", is_flag=True, help="The second document: thanks, after a message.")
@click.option(
    "--thanks-url",
    metavar="URL",
    default="",
    help="Where you host the second document; without it the first one is said again.",
)
def fallback(out: Path | None, flow_path: Path | None, thanks: bool, thanks_url: str) -> None:
    """Write the document for the time when this application is down.

    It says sorry in each language of the flow, then takes a message of five minutes, and
    needs no server of yours. Host it at Twilio:

    \b
    1. In the Twilio console open "TwiML Bins", make one, and paste the document.
    2. Open your phone number, and under "Primary handler fails" choose that TwiML Bin.
    3. Better: first make a second TwiML Bin of `hotline fallback --thanks`, and give its
       address with --thanks-url, so that callers hear a goodbye after their message.
    4. Make both again whenever the languages or the words change.

    Messages that it takes wait in Twilio's own list of recordings, unencrypted by us: listen
    to them there and delete them there once the application is back.
    """
    from ivr.flows.library import default_flow_path
    from ivr.flows.loader import load_flow
    from ivr.prompts import PromptBook

    path = flow_path or default_flow_path()
    flow = load_flow(path.read_text(encoding="utf-8"), path.name)
    if thanks_url and not thanks_url.startswith("https://"):
        raise click.UsageError("--thanks-url must begin with https://.")
    document, silent = fallback_document(flow, PromptBook.load(), thanks_url, thanks=thanks)
    if out is None:
        click.echo(document)
    else:
        out.write_text(document, encoding="utf-8")
        click.echo(f"{out}: {len(document.encode())} bytes, {len(flow.languages)} languages.")
    for own_name in silent:
        click.echo(
            f"Not in it: {own_name}. The phone company has no voice for it, and the recordings "
            "are on the machine that is down then.",
            err=True,
        )


def fallback_document(
    flow: Flow, book: PromptBook, thanks_url: str = "", *, thanks: bool = False
) -> tuple[str, list[str]]:
    """The document, and the own names of languages that cannot be in it.

    Raises FallbackTooLarge when it would not be taken.
    """
    from ivr import twiml

    spoken, silent = [], []
    for language in flow.languages:
        entry = book.languages.get(language)
        if entry is not None and entry.can_be_spoken:
            spoken.append(language)
        else:
            silent.append(entry.own_name if entry else language.tag)
    resolve = book.without_recordings().resolve
    if thanks:
        document = twiml.static_thanks(spoken, resolve)
    else:
        document = twiml.static_apology(spoken, resolve, thanks_url)
    if len(document.encode()) > LARGEST_BYTES:
        raise FallbackTooLarge(
            f"The document has {len(document.encode())} bytes, and the phone company takes "
            f"{LARGEST_BYTES}: offer fewer languages."
        )
    return document, silent
