"""Words of a text that plainly ask for a woman: they add a wish, and nothing is asked back (V21).

A list only adds. Whoever says it in other words is asked by a person, as before; "I am a woman"
and "a woman needs food" ask for nobody.
"""

from __future__ import annotations

from hotline.domain.opt_outs import fold
from hotline.domain.routing import NO_WISHES, Wishes

_PHRASES = (
    "a woman please, talk to a woman, speak to a woman, speak with a woman, talk with a woman, "
    "prefer a woman, female volunteer, only a woman, "
    "una mujer por favor, hablar con una mujer, prefiero una mujer, que sea una mujer, "
    "yon fanm tanpri, pale ak yon fanm, pito yon fanm, "
    "une femme s'il vous plait, parler a une femme, parler avec une femme, prefere une femme, "
    "여자분과 통화, 여성분과 통화, 여자분이랑 통화, 여성과 통화하고, 여자분으로 부탁, 여성분으로 부탁, "
    "想跟女的说, 想和女性通话, 请女性接, 请让女性, 想跟女性说, "
    "nói chuyện với phụ nữ, nói với phụ nữ, xin cho gặp phụ nữ, "
    "أتحدث مع امرأة, التحدث مع امرأة, أكلم امرأة, امرأة من فضلك"
)
_FOLDED = tuple(fold(phrase) for phrase in _PHRASES.split(","))


def wishes_in(body: str) -> Wishes:
    """What these words ask for about who answers; nothing for any that is not plain."""
    text = f" {fold(body)} "
    asked = any((f" {each} " if each.isascii() else each) in text for each in _FOLDED)
    return Wishes(woman=True) if asked else NO_WISHES
