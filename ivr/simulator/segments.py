"""How many segments a text costs, by its alphabet (3GPP TS 23.038)."""

from __future__ import annotations

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")


def segments_of(body: str) -> int:
    """GSM-7: 160 in one, 153 in each of several; otherwise UCS-2: 70 and 67."""
    if all(character in _BASIC or character in _EXTENDED for character in body):
        units = sum(2 if character in _EXTENDED else 1 for character in body)
        one, several = 160, 153
    else:
        units = len(body.encode("utf-16-be", "surrogatepass")) // 2
        one, several = 70, 67
    return 1 if units <= one else -(-units // several)
