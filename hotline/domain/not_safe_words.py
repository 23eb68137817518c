"""A no to "is texting this phone safe?" that stands in a sentence: "no, he reads my texts".

A no that is taken for a story would bring the next text to a phone in the wrong hands; a
story that is taken for a no ends our texts, and people still read it. So the table is wide
where the phone is meant. "No" alone before a word is no answer: "no tengo comida" is a need.
"""

from __future__ import annotations

import re
from functools import cache

from hotline.domain.call_words import NO_IN_PICTURES, yes_or_no
from hotline.domain.opt_outs import fold

#: The text begins so.
_BEGINS = (
    "not safe, its not safe, it is not safe, it isnt safe, this is not safe, this isnt safe, this phone is not safe, "
    "no it is not, no its not, no it isnt, no not safe, no dont, no please dont, no no, unsafe, "
    "please dont text, please do not text, dont text, do not text, dont write, do not write, "
    "3 no, 3 not, 3 its not, 3 it is not",
    "no es seguro, no es segura, no no es, este telefono no es seguro, no escriba, no escriban, "
    "no me escriba, no me escriban, 3 no es",
    "pas sur, ce nest pas sur, cest pas sur, non pas, non ce nest pas, non cest pas, necrivez pas, 3 non, 3 pas",
    "pa an sekirite, li pa an sekirite, non li pa, non pa, pa ekri, 3 non",
    "안전하지 않, 안전하지않, 안 안전, 아니요 안전, 아니오 안전, 3 아니",
    "不安全, 不太安全, 很不安全, 这不安全, 這不安全, 3 不",
    "không an toàn, không không, không đừng, đừng nhắn, 3 không",
    "غير آمن, غير آمنة, ليس آمنا, ليس آمن, ليست آمنة, لا ليس, لا غير, لا ليست, هذا غير, 3 لا",
)
#: The text says so somewhere: somebody else reads the phone.
_SAYS = (
    "reads my phone, read my phone, reading my phone, checks my phone, check my phone, looks at my phone, "
    "look at my phone, goes through my phone, takes my phone, has my phone, sees my phone, see my phone, "
    "reads my texts, read my texts, sees my texts, see my texts, reads my messages, read my messages, "
    "sees my messages, see my messages, not safe to text, not safe to write",
    "lee mi telefono, lee mi celular, lee mis mensajes, lee mis textos, revisa mi telefono, revisa mi celular, "
    "revisa mis mensajes, ve mi telefono, ve mi celular, ve mis mensajes, mira mi telefono, mira mi celular, "
    "tiene mi telefono, tiene mi celular, leen mis mensajes, no es seguro escribir",
    "lit mes messages, lit mes textos, lit mon telephone, regarde mon telephone, fouille mon telephone, "
    "voit mes messages, a mon telephone",
    "li mesaj mwen, li mesaj m, gade telefon mwen, gade telefon m, gen telefon mwen",
    "제 전화를 봐, 제 폰을 봐, 핸드폰을 봐, 휴대폰을 봐, 문자를 봐, 전화기를 봐, 문자를 읽, 메시지를 읽",
    "看我的手机, 看我手机, 看我的手機, 看我手機, 查我的手机, 查我手机, 查我的手機, 查我手機, "
    "看我的信息, 看我的短信, 看我的訊息, 看我的簡訊",
    "xem điện thoại của tôi, kiểm tra điện thoại, đọc tin nhắn của tôi, xem tin nhắn của tôi",
    "يقرأ رسائلي, يقرأ هاتفي, يفتش هاتفي, يرى هاتفي, يفحص هاتفي, يرى رسائلي, معه هاتفي",
)
#: A no, and then something else: "No, tengo miedo" and "non. il lit tout".
_NO_AND_MORE = re.compile(
    r"\s*(?:no|nope|non|não|아니요|아니오|아니|不|不是|không|khong|لا|না)\s*[,.;:!،؛。，！\n–—-]",
    re.IGNORECASE,
)
#: "3) he reads it": numbered as the answer is, so it is the answer.
_NUMBERED = re.compile(r"\s*[3３٣۳৩]\s*[.):,，。、\n–—-]")
#: "1 no": the list was read wrongly, or over their shoulder.
_WRONG_NUMBER = re.compile(r"\s*(\d)(?!\d)\W*(.+)", re.DOTALL)
_DOUBT = frozenset("?？؟")
#: What may stand beside a yes, and says nothing against it.
_POLITE = frozenset(
    " ".join(
        (
            "yes yeah ok okay safe please thanks thank you it is si es seguro gracias por favor",
            "oui merci svp wi mesi tanpri 네 예 감사합니다 고마워요 是 谢谢 謝謝 có vâng cảm ơn نعم شكرا",
        )
    ).split()
)


def says_not_safe(text: str) -> bool:
    """True when the text, read as an answer to that question, plainly says that it is not."""
    if _NO_AND_MORE.match(text) or _NUMBERED.match(text) or NO_IN_PICTURES & set(text):
        return True
    beside = _WRONG_NUMBER.match(text)
    if beside and int(beside[1]) in {1, 2}:
        return yes_or_no(beside[2]) == "3" or says_not_safe(beside[2])
    folded = f" {' '.join(fold(text).split())} "
    begins, says = _phrases()
    return folded.startswith(begins) or any(phrase in folded for phrase in says)


def is_plain_yes(text: str, beside: str) -> bool:
    """True when nothing in a text that begins with a yes, or is one, casts a doubt on it.

    `beside` is what stands there beside the number: "1 room" may be a need.
    """
    return not _DOUBT & set(text) and set(fold(beside).split()) <= _folded_polite()


@cache
def _folded_polite() -> frozenset[str]:
    return frozenset(fold(each) for each in _POLITE)


@cache
def _phrases() -> tuple[tuple[str, ...], tuple[str, ...]]:
    return _shapes(_BEGINS), _shapes(_SAYS)


def _shapes(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Whole words in Latin letters; in other scripts what follows may hang on the word."""
    folded = [fold(each) for line in lines for each in line.split(",")]
    return tuple(f" {each} " if each.isascii() else f" {each}" for each in folded)
