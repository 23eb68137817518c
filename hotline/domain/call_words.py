"""Whole messages with one meaning in every language: "call me", yes, sometimes, no (T4)."""

from __future__ import annotations

from hotline.domain.opt_outs import fold

_LINES = (
    "call, call me, call me please, please call me, please call, phone me, call back",
    "llamar, llamame, llameme, llamenme, llamada, por favor llamenme, llamenme por favor",
    "appel, appeler, appelez moi, appelle moi, rappelez moi",
    "rele, rele m, rele mwen, apel",
    "전화, 전화해주세요, 전화해 주세요, 전화 주세요, 전화주세요, 전화 부탁드립니다",
    "打电话, 电话, 請打電話, 请打电话, 请给我打电话, 给我打电话",
    "gọi, gọi tôi, gọi cho tôi, xin gọi cho tôi, gọi điện",
    "اتصل, اتصل بي, اتصلوا بي, اتصال, كلموني",
    "ligar, ligue me, ligue para mim",
    "ফোন করুন, কল করুন",
    "ደውሉልኝ",
)
_WORDS = frozenset(" ".join(fold(word).split()) for line in _LINES for word in line.split(","))
#: Telephones that people send instead of a word.
_PICTURES = frozenset("☎📞📱🤙")
_SAFE = {
    "1": "yes, yeah, ok, safe, si, es seguro, oui, wi, 네, 예, 안전해요, 是, 安全, 可以, có, an toàn, نعم, آمن, হ্যাঁ, አዎ",
    "2": "sometimes, only sometimes, a veces, solo a veces, parfois, pafwa, 가끔, 가끔만, 有时, 有時, đôi khi, أحيانا",
    "3": "no, not safe, nope, no es seguro, non, 아니요, 아니오, 아니, 不, 不安全, 不行, không, لا, না, አይ",
}
_SAFE_WORDS = {
    " ".join(fold(word).split()): key for key, line in _SAFE.items() for word in line.split(",")
}


def yes_or_no(text: str) -> str:
    """'1', '2' or '3' for a plain yes, sometimes or no to "is it safe?"; '' for anything else."""
    return _SAFE_WORDS.get(" ".join(fold(text).split()), "")


def wants_call(text: str) -> bool:
    """True when the whole text is this wish; "call the landlord for me" is a request."""
    bare = " ".join(fold(text).split())
    if bare:
        return bare in _WORDS
    return bool(_PICTURES & set(text))
