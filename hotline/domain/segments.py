"""How many segments a text costs, and which letters made it dear.

GSM 03.38: 160 of its letters in one segment, 153 in each of several, some letters count
twice; one letter outside it and every letter costs two bytes: 70 and 67 UTF-16 units.
"""

from __future__ import annotations

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE = frozenset("^{}\\[~]|€\f")
_GSM = _BASIC | _TWICE
#: What the carrier takes in one message, in all (Twilio error 21617 above it).
LONGEST_TEXT = 1600


def dear_letters(text: str) -> tuple[str, ...]:
    """The letters that are not in the GSM alphabet, each once, in order."""
    return tuple(dict.fromkeys(letter for letter in text if letter not in _GSM))


def segments(text: str) -> int:
    """The number of segments that are sent and paid for."""
    if dear_letters(text):
        # UTF-16 units, and no pair torn apart at a border: count as the phone does.
        return _parts([2 if letter > "\uffff" else 1 for letter in text], 70, 67)
    return _parts([2 if letter in _TWICE else 1 for letter in text], 160, 153)


def _parts(costs: list[int], alone: int, of_several: int) -> int:
    if sum(costs) <= alone:
        return 1
    count, room = 1, of_several
    for cost in costs:
        if cost > room:
            count, room = count + 1, of_several
        room -= cost
    return count
