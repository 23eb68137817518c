"""`hotline volunteers`: add and list those who answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hotline.commands.context import data_dir_option, read_settings

if TYPE_CHECKING:
    pass


@click.group()
def volunteers() -> None:
    """Add and list those who answer, and let some of them coordinate."""


@volunteers.command("add")
@data_dir_option
@click.option("--name", required=True, help="The name that other volunteers see.")
@click.option("--phone", required=True, help="Their phone, as +15550100011.")
@click.option(
    "--language",
    "languages",
    multiple=True,
    required=True,
    help="A language they speak (en, es, ko ...); repeat for more. The first is the one we write to them in.",
)
@click.option("--topic", "topics", multiple=True, help="A topic they help with; none means all.")
@click.option(
    "--area",
    "areas",
    multiple=True,
    help="A part of town where they help; none means everywhere. They see and change it.",
)
@click.option("--on-call/--off-call", default=False, help="Whether they are asked from now on.")
@click.option("--coordinator", is_flag=True, help="They may also set the line and the rota.")
@click.option("--pin", help="Their PIN, 4 to 12 digits. Default: a new one is made and printed.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def add(
    data_dir: Path,
    name: str,
    phone: str,
    languages: tuple[str, ...],
    topics: tuple[str, ...],
    areas: tuple[str, ...],
    on_call: bool,
    coordinator: bool,
    pin: str | None,
    as_json: bool,
) -> None:
    """Add a volunteer, and print the PIN they sign in with."""
    from hotline.assembly import build_ports
    from hotline.domain.routing import Traits, read_areas
    from hotline.errors import NotAPhoneNumber
    from hotline.services.accounts import add_volunteer
    from hotline.services.wishes import set_traits
    from hotline.types import Language, PhoneNumber

    try:
        number = PhoneNumber.parse(phone)
    except NotAPhoneNumber as error:
        raise click.BadParameter(str(error), param_hint="--phone") from None
    try:
        spoken = [Language(tag) for tag in languages]
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--language") from None
    ports = build_ports(read_settings(data_dir))
    added = add_volunteer(
        ports,
        name=name,
        phone=number,
        languages=spoken,
        topics=topics,
        on_call=on_call,
        pin=pin,
        is_coordinator=coordinator,
    )
    if places := read_areas(",".join(areas)):
        set_traits(ports, added.volunteer_id, Traits(areas=places))
    if as_json:
        click.echo(json.dumps({"id": added.volunteer_id, "pin": added.pin}))
        return
    click.echo(f"{name} was added. They sign in with their phone and this PIN: {added.pin}")
    click.echo("Tell it to them in person: it is not shown again.")


@volunteers.command("list")
@data_dir_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(data_dir: Path, as_json: bool) -> None:
    """List volunteers: names, languages, topics; never their numbers."""
    from hotline.assembly import build_ports
    from hotline.services.accounts import list_volunteers

    rows = list_volunteers(build_ports(read_settings(data_dir)))
    if as_json:
        click.echo(
            json.dumps(
                [
                    {
                        "id": row.id,
                        "name": row.name,
                        "languages": [language.tag for language in row.languages],
                        "topics": list(row.topics),
                        "on_call": row.on_call,
                        "is_coordinator": row.is_coordinator,
                    }
                    for row in rows
                ],
                ensure_ascii=False,
            )
        )
        return
    if not rows:
        click.echo("There are no volunteers yet: `hotline volunteers add --help` says how.")
    for row in rows:
        languages = ", ".join(language.tag for language in row.languages)
        topics = ", ".join(row.topics) or "every topic"
        role = "; coordinator" if row.is_coordinator else ""
        click.echo(
            f"{row.name}: {languages}; {topics}; {'on call' if row.on_call else 'off'}{role}"
        )


@volunteers.command("on-call")
@data_dir_option
@click.argument("name")
@click.option("--off", is_flag=True, help="Take them off call instead.")
def on_call(data_dir: Path, name: str, off: bool) -> None:
    """Put the volunteer called NAME on call."""
    from hotline.assembly import build_ports
    from hotline.services.accounts import set_on_call

    ports = build_ports(read_settings(data_dir))
    found = _find(ports, name)
    set_on_call(ports, found.id, not off)
    click.echo(f"{found.name} is {'off call' if off else 'on call'} now.")


@volunteers.command("coordinator")
@data_dir_option
@click.argument("name")
@click.option("--off", is_flag=True, help="Take that away again.")
def coordinator_(data_dir: Path, name: str, off: bool) -> None:
    """Let the volunteer called NAME coordinate: the line, the rota, alarms."""
    from hotline.assembly import build_ports
    from hotline.services.accounts import set_coordinator

    ports = build_ports(read_settings(data_dir))
    found = _find(ports, name)
    set_coordinator(ports, found.id, not off)
    click.echo(f"{found.name} is {'no coordinator any more' if off else 'a coordinator now'}.")


@volunteers.command("remove")
@data_dir_option
@click.argument("name")
@click.confirmation_option(prompt="They are shut out at once, for good. Go on?")
def remove(data_dir: Path, name: str) -> None:
    """Shut out the volunteer called NAME: they left, or their phone was stolen."""
    from hotline.assembly import build_ports
    from hotline.services.accounts import remove_volunteer

    ports = build_ports(read_settings(data_dir))
    found = _find(ports, name)
    given_back = remove_volunteer(ports, found.id)
    click.echo(f"{found.name} is removed. Requests that wait again: {given_back}.")


@volunteers.command("new-pin")
@data_dir_option
@click.argument("name")
def new_pin(data_dir: Path, name: str) -> None:
    """Give the volunteer called NAME a new PIN, and sign them out everywhere."""
    from hotline.assembly import build_ports
    from hotline.services.accounts import renew_pin

    ports = build_ports(read_settings(data_dir))
    found = _find(ports, name)
    click.echo(f"{found.name} signs in with this PIN from now on: {renew_pin(ports, found.id)}")
    click.echo("Tell it to them in person: it is not shown again.")


def _find(ports: Any, name: str) -> Any:
    """The one volunteer of that name. Raises ClickException for none and for several."""
    from hotline.services.accounts import list_volunteers

    found = [row for row in list_volunteers(ports) if row.name.casefold() == name.casefold()]
    if len(found) != 1:
        raise click.ClickException(
            f"{'No' if not found else 'More than one'} volunteer is called {name}: "
            "`hotline volunteers list` shows them."
        )
    return found[0]
