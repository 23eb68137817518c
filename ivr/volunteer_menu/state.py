"""Where a volunteer stands in their phone menu: all that the next webhook must know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Place(StrEnum):
    """The states of the menu. What is waited for in each stands in orders.py."""

    PIN = "pin"
    NUMBER = "number"
    HOME = "home"
    WAITING = "waiting"
    HELD = "held"
    SURE = "sure"
    ENDED = "ended"


#: Places where nobody has shown yet who they are.
BEFORE_SIGN_IN = frozenset({Place.PIN, Place.NUMBER})


@dataclass(frozen=True)
class MenuState:
    """One volunteer's call. It lies sealed with the call, beside the caller's session.

    `phone` is the keyed fingerprint of the number whose PIN is asked for; `pin_mark` ends
    the call's rights when the PIN is renewed. `skipped` are requests passed over in this
    call, `heard` is the one whose recording has been played.
    """

    place: Place = Place.PIN
    turn: int = 0
    from_hotline: bool = True
    phone: str = ""
    wrong: int = 0
    volunteer_id: str = ""
    pin_mark: str = ""
    request_id: str = ""
    heard: str = ""
    skipped: tuple[str, ...] = ()
    helped: tuple[str, ...] = ()
    silences: int = 0
    slower: bool = False

    def to_json(self) -> dict[str, Any]:
        """Plain values, for json.dumps."""
        return {**vars(self), "skipped": list(self.skipped), "helped": list(self.helped)}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> MenuState:
        """The state that to_json wrote; what this release does not know is left out."""
        known = {name: plain[name] for name in cls.__dataclass_fields__ if name in plain}
        known["place"] = Place(known.get("place", Place.PIN))
        known["skipped"] = tuple(known.get("skipped") or ())
        known["helped"] = tuple(known.get("helped") or ())
        return cls(**known)
