"""What a volunteer's text asks for: a code to take, `a` for the last one, KEEP, RELEASE.

Each phone has numbers of its own beside the long codes: `1a` takes its first request, a bare
`a` the one it was told of last. Numbers end at 99, so that `12a` is never a long code, which
has three digits or more.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hotline.domain.help_requests import normalise_code

#: Told on one phone, a number means the same request for this long; then it may be used again.
NUMBER_LIVES = timedelta(days=1)
HIGHEST_NUMBER = 99

_SHORT = re.compile(r"([1-9][0-9]?)a")
_KEEP, _RELEASE = re.compile(r"keep(.*)"), re.compile(r"(?:release|back|giveback)(.*)")


class Wanted(StrEnum):
    TAKE = "take"
    KEEP = "keep"
    RELEASE = "release"


@dataclass(frozen=True)
class CodeOnPhone:
    """A number that one phone was told, and the request it stands for there."""

    number: int
    request_id: str
    at: datetime

    @property
    def short(self) -> str:
        return f"{self.number}a"


@dataclass(frozen=True)
class HandOver:
    """A holder has asked one other volunteer to take a request over."""

    request_id: str
    from_volunteer: str
    to_volunteer: str
    at: datetime


@dataclass(frozen=True)
class Reply:
    """One text of a volunteer, read. `number` is of this phone; `code` is a long one; of a
    bare word both are empty, and the last or the only request is meant."""

    wanted: Wanted
    code: str = ""
    number: int | None = None


def read_reply(body: str) -> Reply:
    """Case, spaces and trailing blanks don't matter, nor in which script digits are written."""
    text = normalise_code("".join(map(_plain_digit, unicodedata.normalize("NFKC", body[:64]))))
    for pattern, wanted in ((_KEEP, Wanted.KEEP), (_RELEASE, Wanted.RELEASE)):
        if found := pattern.fullmatch(text):
            return _which(wanted, found[1].strip(".,!#:"))
    return _which(Wanted.TAKE, "" if text == "a" else text or "?")


def _which(wanted: Wanted, text: str) -> Reply:
    if found := _SHORT.fullmatch(text):
        return Reply(wanted, number=int(found[1]))
    return Reply(wanted, code=text)


def _plain_digit(letter: str) -> str:
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)


def free_number(told: list[CodeOnPhone], now: datetime) -> int:
    """The lowest number that this phone has not been told lately; else the one told first."""
    fresh = {each.number for each in told if now - each.at < NUMBER_LIVES}
    for number in range(1, HIGHEST_NUMBER + 1):
        if number not in fresh:
            return number
    return min(told, key=lambda each: each.at).number
