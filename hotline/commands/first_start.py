"""What a first start makes: the keys, the simulated account and a few neighbors to try with."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from hotline.config import MASTER_KEY_FILE
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


def make_master_key(data_dir: Path) -> bool:
    """Make the master key if there is none; True when it was made now."""
    path = data_dir / MASTER_KEY_FILE
    if path.exists():
        return False
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


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
