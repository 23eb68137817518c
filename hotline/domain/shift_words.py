"""What volunteers text about shifts: CANT, TAKE S472, YES S472, BREAK 15, BACK, in their own words too."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from hotline.domain.hours import BREAKS


class Ask(StrEnum):
    """What a text about shifts asks for."""

    CANNOT = "cannot"
    TAKE = "take"
    BREAK = "break"
    BACK = "back"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True)
class ShiftText:
    """One text about shifts; `code` with TAKE, YES and NO, `minutes` with BREAK."""

    ask: Ask
    code: str = ""
    minutes: int = 0


#: CANT works in every language; beside it the words that our own texts say.
_CANNOT = {
    "cant", "cannot", "i cant", "i cannot", "no puedo", "je ne peux pas", "mwen pa kapab",
    "pa kapab", "못해요", "못 해요", "不能", "我不能", "khong the", "toi khong the",
    "لا استطيع",
}  # fmt: skip
_BREAK = re.compile(r"(?:break|pause|pausa|descanso|poz)(?: (\d{2}))?")
_BACK = {"back", "im back", "unpause"}
_CODE = re.compile(r"(?:take|tomar|prendre|pran)? ?(s[2-9]{3,6})")


_ANSWER = re.compile(
    r"(?:(yes|y|si|oui|wi|네|예|是|好|vang|co|نعم)|(?:no|n|non|아니요|아니오|不|khong|لا)) ?(s[2-9]{3,6})"
)


def read_shift_text(body: str) -> ShiftText | None:
    """What a volunteer's text asks about shifts; None when it is about something else."""
    words = _plain(body)
    if words in _CANNOT:
        return ShiftText(Ask.CANNOT)
    if words in _BACK:
        return ShiftText(Ask.BACK)
    if found := _BREAK.fullmatch(words):
        minutes = int(found[1] or BREAKS[0])
        return ShiftText(Ask.BREAK, minutes=minutes) if minutes in BREAKS else None
    if found := _ANSWER.fullmatch(words):
        return ShiftText(Ask.YES if found[1] else Ask.NO, code=found[2])
    if found := _CODE.fullmatch(words):
        return ShiftText(Ask.TAKE, code=found[1])
    return None


def _plain(body: str) -> str:
    """Small letters without marks above them, without apostrophes and full stops."""
    text = unicodedata.normalize("NFKD", body[:64].casefold())
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"['’‘`´]", "", text)
    return " ".join(re.sub(r"[.,!?#]", " ", text).split())
