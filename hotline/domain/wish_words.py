"""Words of a text that plainly ask for a woman: they add a wish, and nothing is asked back (V21).

A list only adds. Whoever says it in other words is asked by a person, as before; "I am a woman"
and "a woman needs food" ask for nobody. A wish that is read wrongly keeps a request from
everybody else, so "help a woman please" and "not with a woman" are none.
"""

from __future__ import annotations

import re

from hotline.domain.opt_outs import fold
from hotline.domain.routing import NO_WISHES, Wishes

#: Plain wherever they stand, unless a no stands before them.
_ANYWHERE = (
    "talk to a woman, speak to a woman, speak with a woman, talk with a woman, prefer a woman, "
    "hablar con una mujer, prefiero una mujer, que sea una mujer, "
    "pale ak yon fanm, pito yon fanm, "
    "parler a une femme, parler avec une femme, prefere une femme, "
    "여자분과 통화, 여성분과 통화, 여자분이랑 통화, 여성과 통화하고, 여자분으로 부탁, 여성분으로 부탁, "
    "想跟女的说, 想和女性通话, 请女性接, 请让女性, 想跟女性说, "
    "nói chuyện với phụ nữ, nói với phụ nữ, xin cho gặp phụ nữ, "
    "أتحدث مع امرأة, التحدث مع امرأة, أكلم امرأة"
)
#: A wish only where they stand alone, between the start or end and the marks of a sentence.
_ALONE = (
    "a woman please, a woman, only a woman please, female volunteer, "
    "female volunteer please, a female volunteer, a female volunteer please, "
    "una mujer por favor, yon fanm tanpri, une femme s'il vous plait, امرأة من فضلك"
)
#: What may lead to them: "I would like a woman, please".
_LEADING = "i want, i would like, id like, can i have, could i have, quiero, mwen vle, je veux, je voudrais, أريد"
_NO = (
    "no not dont never cant cannot wont without nunca sin pa pas sans jamais không đừng لا لن بدون"
)
#: So many words before the phrase a no belongs to it: "I don't want to talk to a woman".
_NEAR = 4
_MARKS = re.compile(r"[.,!?;:\n،。，！？；؛…]")
_NO_JOINED = ("不", "别", "別", "不要", "没")


def wishes_in(body: str) -> Wishes:
    """What these words ask for about who answers; nothing for any that is not plain."""
    clauses = [fold(each) for each in _MARKS.split(body)]
    return Wishes(woman=True) if _stands_alone(clauses) or _is_said(body) else NO_WISHES


def _is_said(body: str) -> bool:
    text = f" {fold(body)} "
    for phrase in _FOLDED:
        before, found, _ = text.partition(f" {phrase} " if phrase.isascii() else phrase)
        if found and not (_NEGATIONS & set(before.split()[-_NEAR:]) or before.endswith(_NO_JOINED)):
            return True
    return False


def _stands_alone(clauses: list[str]) -> bool:
    """One clause, or two ("a woman, please"), and the text's end or another mark after it."""
    for number, clause in enumerate(clauses):
        both = " ".join(clauses[number : number + 2]).strip()
        for said in {clause, both}:
            lead = next((each for each in _LEADS if said.startswith(f"{each} ")), "")
            if said.removeprefix(lead).strip() in _FOLDED_ALONE and said != "a woman":
                return True
    return False


def _fold_all(phrases: str) -> tuple[str, ...]:
    return tuple(fold(phrase) for phrase in phrases.split(","))


_FOLDED, _FOLDED_ALONE, _LEADS = _fold_all(_ANYWHERE), _fold_all(_ALONE), _fold_all(_LEADING)
_NEGATIONS = frozenset(fold(_NO).split())
