"""How far the questions on safe contact have come in a talk by text: a plain frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hotline.domain.contact_safety import ContactRules, from_json, to_json


@dataclass(frozen=True)
class Safety:
    """`pending` is the question that waits: 'safe', 'when', 'how', 'call' or none.

    `rules` is what they allowed so far; None while they have said nothing. `four`: the fourth
    answer was offered to them; in a talk of an older release, and in danger, it was not. `call`:
    their first message was the wish to be called, to be asked about once the language is known.
    """

    pending: str = ""
    asked_safe: bool = False
    asked_how: bool = False
    in_danger: bool = False
    misses: int = 0
    rules: ContactRules | None = None
    four: bool = False
    call: bool = False

    def to_json(self) -> dict[str, Any]:
        """Plain values, for json.dumps."""
        return {
            "pending": self.pending,
            "asked_safe": self.asked_safe,
            "asked_how": self.asked_how,
            "in_danger": self.in_danger,
            "misses": self.misses,
            "rules": to_json(self.rules) if self.rules else None,
            "four": self.four,
            "call": self.call,
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any] | None) -> Safety:
        """What to_json wrote. A talk of an older release has been asked all it will be."""
        if not isinstance(plain, Mapping):
            return cls(asked_safe=True, asked_how=True)
        rules = plain.get("rules")
        return cls(
            pending=str(plain.get("pending") or ""),
            asked_safe=bool(plain.get("asked_safe")),
            asked_how=bool(plain.get("asked_how")),
            in_danger=bool(plain.get("in_danger")),
            misses=int(plain.get("misses") or 0),
            rules=from_json(rules) if isinstance(rules, str) else None,
            four=bool(plain.get("four")),
            call=bool(plain.get("call")),
        )


#: The beginning of every talk.
NOTHING_ASKED = Safety()
