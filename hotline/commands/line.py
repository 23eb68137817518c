"""`hotline line`: say what the network can do now, and fill the board that callers hear."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hotline.commands.context import data_dir_option, read_settings

if TYPE_CHECKING:
    from hotline.domain.line import LineNow
    from hotline.ports import Ports
    from hotline.services.board import RecordedAnnouncement
    from hotline.types import Language
    from ivr.flows.model import Flow

WHO = "command-line"
_until = click.option(
    "--until", default="", help="The last day (2026-12-01) or moment (2026-12-01T18:00) of it."
)


@click.group()
def line() -> None:
    """Set what callers hear before they ask: open or not, what runs short, the board."""


@line.command("show")
@data_dir_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(data_dir: Path, as_json: bool) -> None:
    """Show what is so now."""
    from hotline.services.line import show_line

    ports, flow = _open(data_dir)
    now = show_line(ports)
    without = [each.tag for each in flow.languages if now.state_for(each) == "unstaffed"]
    if as_json:
        click.echo(json.dumps({**_as_json(now), "unstaffed": without}, ensure_ascii=False))
        return
    click.echo(f"The line is {now.state}{_ending(now.until, ports)}.")
    if without:
        click.echo(f"Nobody on call speaks: {', '.join(without)}.")
    for limit in now.limits:
        area = f" in {limit.area}" if limit.area else ""
        reason = f" – {limit.reason}" if limit.reason else ""
        click.echo(f"{limit.topic}{area}: {limit.state}{_ending(limit.until, ports)}{reason}")


@line.command("set")
@data_dir_option
@click.argument("state", type=click.Choice(["open", "short-staffed", "surge", "paused", "closed"]))
@_until
def set_(data_dir: Path, state: str, until: str) -> None:
    """Set the state of the line; at its end the line is open again by itself."""
    from hotline.domain.line import LineState, read_until
    from hotline.services.line import set_state

    ports, _ = _open(data_dir)
    end = read_until(until, ports.clock.now(), ports.zone)
    set_state(ports, WHO, LineState(state), end)
    click.echo(f"The line is {state}{_ending(end, ports)}. The next caller hears it.")


@line.command("limit")
@data_dir_option
@click.argument("topic")
@click.argument("state", type=click.Choice(["paused", "limited", "open"]))
@click.option("--area", default="", help="A part of town; none means everywhere.")
@click.option("--reason", default="", help="Said to callers, in the language it is typed in.")
@click.option("--language", default="", help="The language of the reason; the flow's first.")
@_until
def limit(
    data_dir: Path, topic: str, state: str, area: str, reason: str, language: str, until: str
) -> None:
    """Say how much there is of TOPIC; 'open' takes that away again."""
    from hotline.domain.line import LimitState, read_until
    from hotline.services.line import set_limit
    from ivr.flows.line_words import topics_of

    ports, flow = _open(data_dir)
    end = read_until(until, ports.clock.now(), ports.zone)
    set_limit(
        ports,
        WHO,
        topic=topic,
        state=LimitState(state),
        topics=list(topics_of(flow)),
        area=area,
        reason=reason,
        reason_language=_language(language, flow),
        until=end,
    )
    click.echo(f"{topic} is {state}{_ending(end, ports)}. The next caller hears it.")


@line.group()
def board() -> None:
    """The announcements that callers can listen to."""


@board.command("list")
@data_dir_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(data_dir: Path, as_json: bool) -> None:
    """List what is on the board."""
    from hotline.services.line import show_line

    ports, _ = _open(data_dir)
    now = show_line(ports)
    if as_json:
        click.echo(json.dumps(_as_json(now)["board"], ensure_ascii=False))
        return
    if not now.board:
        click.echo("There is nothing on the board: `hotline line board add --help` says how.")
    for each in now.board:
        sound = f" (recording, {each.seconds:.0f} s)" if each.seconds else ""
        click.echo(f"{each.id}  {each.language}{_ending(each.until, ports)}  {each.words}{sound}")


@board.command("add")
@data_dir_option
@click.argument("words", default="")
@click.option("--language", default="", help="The language it is in; the flow's first.")
@click.option(
    "--recording",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A WAV file that is played in place of a voice.",
)
@_until
def add(data_dir: Path, words: str, language: str, recording: Path | None, until: str) -> None:
    """Put WORDS or a recording on the board, until a day that must be given."""
    from hotline.domain.line import read_until
    from hotline.services.board import add_announcement

    ports, flow = _open(data_dir)
    announcement_id = add_announcement(
        ports,
        WHO,
        language=_language(language, flow),
        languages=flow.languages,
        until=read_until(until, ports.clock.now(), ports.zone),
        words=words,
        recording=_recording(recording) if recording else None,
    )
    click.echo(f"On the board: {announcement_id}")


@board.command("remove")
@data_dir_option
@click.argument("announcement_id")
def remove(data_dir: Path, announcement_id: str) -> None:
    """Take an announcement off the board and erase it."""
    from hotline.services.board import remove_announcement

    remove_announcement(_open(data_dir)[0], WHO, announcement_id)
    click.echo("It is off the board and erased.")


def _open(data_dir: Path) -> tuple[Ports, Flow]:
    from hotline.assembly import build_flows, build_ports

    settings = read_settings(data_dir)
    return build_ports(settings), build_flows(settings).current()


def _language(tag: str, flow: Flow) -> Language:
    from hotline.errors import LineRefused
    from hotline.types import Language

    try:
        return Language(tag) if tag else flow.master
    except ValueError:
        raise LineRefused("language") from None


def _recording(path: Path) -> RecordedAnnouncement:
    from hotline.adapters.audio import UnreadableSound
    from hotline.adapters.phone_sound import to_phone_wav
    from hotline.errors import LineRefused
    from hotline.services.board import RecordedAnnouncement

    try:
        return RecordedAnnouncement(*to_phone_wav(path.read_bytes()))
    except UnreadableSound:
        raise LineRefused("sound") from None


def _ending(until: datetime | None, ports: Ports) -> str:
    return f" until {until.astimezone(ports.zone):%Y-%m-%d %H:%M}" if until else ""


def _as_json(now: LineNow) -> dict[str, object]:
    return {
        "state": now.state.value,
        "until": now.until.isoformat() if now.until else None,
        "limits": [
            {
                "topic": each.topic,
                "area": each.area,
                "state": each.state.value,
                "reason": each.reason,
                "until": each.until.isoformat() if each.until else None,
            }
            for each in now.limits
        ],
        "board": [
            {
                "id": each.id,
                "language": each.language.tag,
                "words": each.words,
                "seconds": each.seconds,
                "until": each.until.isoformat(),
            }
            for each in now.board
        ],
    }
