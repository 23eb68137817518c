"""What is looked at before a shift: each finding, and whether the line works in spite of it (C2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from hotline.domain.gaps import Gap
from hotline.types import Language

#: So long before a shift begins it is looked at, unless the network says otherwise.
PREFLIGHT_AHEAD = timedelta(hours=2)
#: So far the look goes once a day, and always on the page.
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)


class Kind(StrEnum):
    """What was found."""

    EMPTY = "empty"
    NO_SPEAKER = "no-speaker"
    UNSPOKEN = "unspoken"
    DEAD_PHONE = "dead-phone"
    NOT_TOLD = "not-told"
    NO_WAY = "no-way"
    SILENT_PROMPTS = "silent-prompts"
    FOREIGN_PROMPTS = "foreign-prompts"
    NO_MODEL = "no-model"
    GIVEN_UP = "given-up"
    PART_SILENT = "part-silent"


#: Somebody is lost on the line, or nobody hears of them.
BLOCKING = frozenset({Kind.EMPTY, Kind.SILENT_PROMPTS, Kind.PART_SILENT})
#: Told by texts and sentences of their own (services/gaps.py, services/alarms.py).
TOLD_ELSEWHERE = frozenset({Kind.EMPTY, Kind.NO_SPEAKER, Kind.UNSPOKEN, Kind.GIVEN_UP})


@dataclass(frozen=True)
class Finding:
    """One thing to mend. `who` is a volunteer's id and `name` what others call them."""

    kind: Kind
    language: Language | None = None
    who: str = ""
    name: str = ""
    count: int = 0
    gap: Gap | None = None
    part: str = ""

    @property
    def is_blocking(self) -> bool:
        return self.kind in BLOCKING

    def key(self) -> str:
        """By which it is known again: never a name."""
        about = self.part or self.who or (self.language.tag if self.language else "")
        return f"{self.kind}:{self.gap.name() if self.gap else about}"
