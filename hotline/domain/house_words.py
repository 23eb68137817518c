"""What a network sets of its own words: a neutral name, its replies, its deny-list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hotline.types import Language


@dataclass(frozen=True)
class OwnReply:
    """A canned reply that a network wrote itself. It is offered only in these languages."""

    id: str
    words: Mapping[Language, str]


@dataclass(frozen=True)
class HouseWords:
    """Made without arguments: the hotline's own name, and nothing of its own."""

    neutral_name: str = ""
    replies: tuple[OwnReply, ...] = ()
    deny: tuple[str, ...] = ()


#: Nothing set.
OWN_WORDS = HouseWords()
