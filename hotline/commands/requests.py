"""`hotline requests`: list requests, and open one with an audit line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from hotline.commands.context import data_dir_option, read_settings


@click.group()
def requests() -> None:
    """List requests and open one."""


def summary(row: Any) -> dict[str, Any]:
    """What may be told without opening anything: no words, no numbers."""
    return {
        "code": row.code,
        "state": row.state.value,
        "language": row.language.tag,
        "topic": row.topic,
        "channel": row.channel.value,
        "received_at": row.received_at.isoformat(),
        "claimed_by": row.claimed_by,
        "transcript_state": str(row.transcript_state) if row.transcript_state else None,
    }


@requests.command("list")
@data_dir_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(data_dir: Path, as_json: bool) -> None:
    """List every request: state, language, topic; no words, no numbers."""
    from hotline.assembly import build_ports
    from hotline.services.queue import list_for_scripts

    rows = [summary(row) for row in list_for_scripts(build_ports(read_settings(data_dir)))]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    if not rows:
        click.echo("There are no requests yet.")
    for row in rows:
        holder = f", taken by {row['claimed_by']}" if row["claimed_by"] else ""
        click.echo(
            f"{row['code']}  {row['state']}{holder}  {row['language']}  {row['topic']}  "
            f"{row['channel']}  {row['received_at'][:16]}  {row['transcript_state'] or '-'}"
        )


@requests.command("show")
@data_dir_option
@click.argument("code")
@click.option(
    "--open", "open_it", is_flag=True, help="Open the words too; an audit line is written."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(data_dir: Path, code: str, open_it: bool, as_json: bool) -> None:
    """Show one request. Its words only with --open, which is written to the audit."""
    from hotline.assembly import build_ports
    from hotline.domain.transcripts import to_json
    from hotline.services.queue import audit_of, open_from_command_line

    ports = build_ports(read_settings(data_dir))
    row = open_from_command_line(ports, code, words=open_it)
    shown = summary(row)
    if open_it:
        heard = [each.transcript for each in row.recordings if each.transcript]
        shown["transcript"] = to_json(heard[-1]) if heard else None
        shown["words"] = list(row.words)
    shown["audit"] = [
        {"at": at.isoformat(), "who": who, "what": what}
        for at, who, what in audit_of(ports, row.id)
    ]
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False))
        return
    for name in ("code", "state", "language", "topic", "channel", "received_at", "claimed_by"):
        click.echo(f"{name.replace('_', ' ')}: {shown[name] or '-'}")
    if open_it:
        for words in row.words:
            click.echo(f"wrote: {words}")
        transcript = shown["transcript"]
        if transcript and transcript.get("text"):
            click.echo(f"machine heard (may be wrong): {transcript['text']}")
            click.echo(f"confidence: {transcript['confidence']}, model: {transcript['model']}")
        elif row.recordings:
            click.echo(f"transcript: {shown['transcript_state']}: listen to the recording")
    for line in shown["audit"]:
        click.echo(f"audit: {line['at'][:16]} {line['who']} {line['what']}")
