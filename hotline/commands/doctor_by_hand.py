"""What no API shows: a checklist for a person, each line with the day it was looked at (C3)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from hotline.clock import Clock, SystemClock
from hotline.commands.doctor_finding import Finding
from hotline.config import Settings

#: By its word for `--done`: what to look at in the carrier's console.
BY_HAND = {
    "media-password": "in the settings of Voice and of Messaging, media need the account's "
    "password (HTTP auth for media): else who has an address of a recording can hear it",
    "countries": "calls and texts may go to the countries that you serve and to no others "
    "(geo permissions of Voice and of Messaging): else a flood can call dear numbers",
    "registration": "the registration of the number (A2P 10DLC, or the toll-free verification) "
    "stands as approved: else phone companies drop the texts (error 30034, 30032)",
}
#: After so long it is to be looked at again: settings change, and so do people.
AGAIN_AFTER = timedelta(days=90)
FILE = "carrier-checklist.json"


def mark_done(data_dir: Path, name: str, clock: Clock | None = None) -> None:
    """Write down that somebody has looked at this line today."""
    days = {**_days(data_dir), name: (clock or SystemClock()).now().date().isoformat()}
    (data_dir / FILE).write_text(json.dumps(days, indent=1) + "\n", encoding="utf-8")


def check_by_hand(settings: Settings, clock: Clock | None = None) -> Iterator[Finding]:
    """Each line with its day; a warning when that is long ago, or never was."""
    if settings.carrier is None:
        return
    days, today = _days(settings.data_dir), (clock or SystemClock()).now().date()
    for name, what in BY_HAND.items():
        day = _day(days.get(name))
        if day is not None and today - AGAIN_AFTER <= day <= today:
            yield Finding(f"looked at by hand on {day}: {name}", "ok")
        else:
            seen = f"last on {day}" if day else "never yet"
            remedy = f"{what}. Then: `hotline doctor --done {name}`"
            yield Finding(f"to look at by hand, {seen}: {name}", "warn", remedy)


def _days(data_dir: Path) -> dict[str, object]:
    """What is written down; nothing when the file is not there or not ours."""
    try:
        days = json.loads((data_dir / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return days if isinstance(days, dict) else {}


def _day(written: object) -> date | None:
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        return None
