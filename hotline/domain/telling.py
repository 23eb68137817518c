"""How a volunteer wants to be told of waiting requests."""

from __future__ import annotations

import json
from dataclasses import dataclass

#: More addresses than this are a mistake, or somebody else's trouble.
MOST_ADDRESSES = 5


@dataclass(frozen=True)
class Telling:
    """`text`: to their phone. `addresses`: of other services, secret like phone numbers."""

    text: bool = True
    addresses: tuple[str, ...] = ()


def telling_to_json(telling: Telling) -> str:
    return json.dumps({"text": telling.text, "addresses": list(telling.addresses)})


def telling_from_json(text: str) -> Telling:
    told = json.loads(text)
    return Telling(told["text"], tuple(told["addresses"]))
