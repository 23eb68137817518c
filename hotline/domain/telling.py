"""How a volunteer wants to be told of waiting requests."""

from __future__ import annotations

import json
from dataclasses import dataclass

#: More addresses than this are a mistake, or somebody else's trouble.
MOST_ADDRESSES = 5


@dataclass(frozen=True)
class Telling:
    """`text`: to their phone. `addresses`: of other services, secret like phone numbers.

    `browsers`: ids of those that take notices; each is added and removed by itself.

    `call`: their phone rings; with `text` too, a call that nobody took a key in becomes a text.
    """

    text: bool = True
    addresses: tuple[str, ...] = ()
    call: bool = False
    browsers: tuple[str, ...] = ()

    @property
    def is_elsewhere(self) -> bool:
        """By a way that costs nothing and rings no phone."""
        return bool(self.addresses or self.browsers)


def telling_to_json(telling: Telling) -> str:
    ways = {"text": telling.text, "addresses": list(telling.addresses), "call": telling.call}
    return json.dumps(ways)


def telling_from_json(text: str) -> Telling:
    told = json.loads(text)
    return Telling(told["text"], tuple(told["addresses"]), told.get("call", False))
