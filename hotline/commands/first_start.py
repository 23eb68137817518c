"""What a first start makes: the keys, the simulated account and a few neighbors to try with."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hotline.config import DATABASE_FILE, MASTER_KEY_FILE, Settings
from hotline.errors import SettingsError
from hotline.ports import Ports
from hotline.services.accounts import add_volunteer, list_volunteers
from hotline.types import Language, PhoneNumber

#: Numbers that no carrier gives out (555-01xx is kept for examples).
DEMO_NUMBER = "+15550100000"
_NEIGHBORS = (
    ("Rosa", "+15550100011", ("es", "en")),
    ("Sam", "+15550100012", ("en",)),
    ("Minjun", "+15550100013", ("ko", "en")),
)
#: One of them may set what the line can do.
_COORDINATOR = "Rosa"


@dataclass(frozen=True)
class DemoVolunteer:
    """Who can sign in to the pages of a simulated hotline."""

    name: str
    phone: str
    pin: str


def make_master_key(data_dir: Path, environ: Mapping[str, str]) -> bool:
    """Make the master key when none is given and nothing is sealed yet; True when made now.

    Raises SettingsError when a database is there and its key is gone: a new key would
    seal new messages beside old ones that nothing opens.
    """
    path = data_dir / MASTER_KEY_FILE
    given = environ.get("HOTLINE_MASTER_KEY") or environ.get("HOTLINE_MASTER_KEY_FILE")
    if given or path.exists():
        return False
    if (data_dir / DATABASE_FILE).exists():
        raise SettingsError(
            f"The database is there, but its key is gone: put your copy of {MASTER_KEY_FILE} back "
            "into the data folder, or begin anew with another --data-dir."
        )
    _write_private(path, base64.b64encode(os.urandom(32)).decode() + "\n")
    return True


def simulated_account(data_dir: Path) -> dict[str, str]:
    """The simulated carrier's account sid and token, the same at every start."""
    path = data_dir / "simulator.json"
    if not path.exists():
        account = {
            "account_sid": "AC" + secrets.token_hex(16),
            "auth_token": secrets.token_hex(16),
        }
        _write_private(path, json.dumps(account))
    return json.loads(path.read_text(encoding="utf-8"))


def demo_volunteers(ports: Ports, data_dir: Path) -> list[DemoVolunteer]:
    """Three neighbors on call, made only where nobody is; told again at each start.

    Their PINs lie in a private file of the data folder: they open a simulated hotline
    and nothing else.
    """
    path = data_dir / "demo-volunteers.json"
    if not path.exists():
        if list_volunteers(ports):
            return []
        made = []
        for name, phone, tags in _NEIGHBORS:
            added = add_volunteer(
                ports,
                name=name,
                phone=PhoneNumber(phone),
                languages=[Language(tag) for tag in tags],
                on_call=True,
                is_coordinator=name == _COORDINATOR,
            )
            made.append({"name": name, "phone": phone, "pin": added.pin})
        _write_private(path, json.dumps(made))
    return [DemoVolunteer(**each) for each in json.loads(path.read_text(encoding="utf-8"))]


def retire_demo(settings: Settings, data_dir: Path) -> bool:
    """With a real carrier the neighbors to try with are asked no more; True when it was done."""
    from hotline.assembly import build_ports

    path = data_dir / "demo-volunteers.json"
    if not path.exists():
        return False
    ports = build_ports(settings)
    for each in json.loads(path.read_text(encoding="utf-8")):
        phone = PhoneNumber(each["phone"])
        with ports.unit_of_work() as tx:
            found = tx.volunteers.by_phone(ports.vault.fingerprint("phone", phone.reveal()))
            if found is not None:
                tx.volunteers.set_on_call(found.id, False)
    path.rename(path.with_suffix(".retired"))
    return True


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
