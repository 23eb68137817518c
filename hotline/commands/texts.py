"""`hotline texts`: what a carrier or a regulator asks for about texts."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import click

from hotline.commands.context import data_dir_option, read_settings
from hotline.commands.texts_check import check


@click.group()
def texts() -> None:
    """Check what our texts say and cost, show the registration, export the log of consent."""


texts.add_command(check)


@texts.command("consent-log")
@data_dir_option
def consent_log(data_dir: Path) -> None:
    """Print the log of consent as CSV: timestamp, keyword, number hash.

    The hash is keyed: it finds the same number again in this log, and nothing else.
    """
    from hotline.assembly import build_ports
    from hotline.services import consents

    writer = csv.writer(sys.stdout)
    writer.writerow(["timestamp", "keyword", "number_hash"])
    for line in consents.consent_log(build_ports(read_settings(data_dir))):
        writer.writerow([line.at.isoformat(timespec="seconds"), line.keyword, line.number_hash])


@texts.command()
@data_dir_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def registration(data_dir: Path, as_json: bool) -> None:
    """Print what to enter in the carrier's form for a US number.

    The samples are the texts that the hotline really sends.
    """
    from hotline.assembly import build_ports

    settings = read_settings(data_dir)
    ports, own = build_ports(settings), settings.registration
    name = ports.hotline_name
    told = {
        "brand": own.brand or name,
        "use_case": own.use_case,
        "description": own.description,
        "website": own.website,
        "opt_in": "The person texts or calls the hotline first. No list is bought or shared.",
        "samples": [
            ports.texts.text(text_id, ports.default_language, name=name)
            for text_id in ("text.first", "text.done", "optout.stop", "optout.help")
        ],
        "opt_out_words": "STOP, and plain words for it in every language of the hotline",
    }
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for field, value in told.items():
        for line in value if isinstance(value, list) else [value or "(still empty)"]:
            click.echo(f"{field}: {line}")
    if own.missing:
        click.echo(f"Still empty in HOTLINE_REGISTRATION: {', '.join(own.missing)}.")
