"""Names and times as the carrier writes them, so that no other file spells a format."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime

API_VERSION = "2010-04-01"

# Callers who withhold their number arrive as digits that spell the word ANONYMOUS.
ANONYMOUS_NUMBER = "+266696687"

# Before numbers that write by WhatsApp.
WHATSAPP = "whatsapp:"

_E164 = re.compile(r"\+[1-9]\d{1,14}")


def new_sid(prefix: str) -> str:
    """A fresh identifier: two letters and 32 hexadecimal digits, as the API's patterns ask."""
    return prefix + uuid.uuid4().hex


def as_rfc2822(moment: float | None) -> str | None:
    """`Fri, 20 Aug 2010 01:13:42 +0000`: the only form of date in the API's answers."""
    if moment is None:
        return None
    return datetime.fromtimestamp(moment, UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")


def as_day(moment: float) -> str:
    """`2010-08-20`: the form of date in the API's filters."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d")


def is_e164(number: str) -> bool:
    return _E164.fullmatch(number) is not None


def is_address(number: str) -> bool:
    """Where a text can go: a number, or a number by WhatsApp."""
    return is_e164(bare(number))


def bare(number: str) -> str:
    """The number without the way."""
    return number.removeprefix(WHATSAPP)


def by_the_same_way(number: str, other: str) -> str:
    """The number, written for the way that the other one uses."""
    return (WHATSAPP if other.startswith(WHATSAPP) else "") + bare(number)


def as_formatted(number: str) -> str:
    """A North American number as people write it; any other as it is."""
    match = re.fullmatch(r"\+1(\d{3})(\d{3})(\d{4})", number)
    return f"({match[1]}) {match[2]}-{match[3]}" if match else number
