"""Whole messages with one meaning in every language: "call me", yes, sometimes, no (T4)."""

from __future__ import annotations

from hotline.domain.opt_outs import fold

_LINES = (
    "call, call me, call me please, please call me, please call, phone me, call back, phone call, ring me",
    "llamar, llamame, llameme, llamenme, llamarme, llamada, por favor llamenme, llamenme por favor, prefiero que me llamen, prefiero llamada",
    "appel, appeler, appelez moi, appelle moi, rappelez moi",
    "i would rather talk on the phone, id rather talk on the phone, id rather talk, too hard to type call me",
    "rele, rele m, rele mwen, apel",
    "전화, 전화해주세요, 전화해 주세요, 전화 주세요, 전화주세요, 전화 부탁드립니다",
    "打电话, 电话, 請打電話, 请打电话, 请给我打电话, 给我打电话, 打电话给我, 請給我打電話, 打電話給我",
    "gọi, gọi tôi, gọi cho tôi, xin gọi cho tôi, gọi điện",
    "اتصل, اتصل بي, اتصلوا بي, اتصال, كلموني",
    "ligar, ligue me, ligue para mim",
    "ফোন করুন, কল করুন",
    "ደውሉልኝ",
)
_WORDS = frozenset(" ".join(fold(word).split()) for line in _LINES for word in line.split(","))
_NO_CALLS = (
    "dont call, dont call me, do not call, do not call me, please dont call, please dont call me, "
    "please do not call, please do not call me, dont call me please, never call me, no calls, no calls please, "
    "no call, dont phone me, dont call me anymore, dont call again, not call me",
    "no llamar, no llamen, no llame, no me llamen, no me llame, no me llames, por favor no llamen, "
    "por favor no me llamen, no me llamen por favor, no llamadas, sin llamadas",
    "nappelez pas, ne mappelez pas, ne mappelle pas, nappelle pas, pas dappel, pas dappels",
    "pa rele, pa rele m, pa rele mwen",
    "전화하지 마세요, 전화하지마세요, 전화하지 마, 전화 하지 마세요",
    "不要打电话, 不要打電話, 别打电话, 別打電話, 不要给我打电话, 不要給我打電話, 别给我打电话, 別給我打電話",
    "đừng gọi, đừng gọi tôi, đừng gọi cho tôi, xin đừng gọi, không gọi, không gọi điện",
    "لا تتصل, لا تتصل بي, لا تتصلوا, لا تتصلوا بي",
)
_NO_CALL_WORDS = frozenset(fold(word) for line in _NO_CALLS for word in line.split(","))
#: What may stand beside the wish and says no more: "can you call me back today, please".
_BESIDE = (
    "please, pls, now, today, tonight, tomorrow, soon, asap, back, me, hi, hello, thanks, thank you, ok, can you, "
    "could you, would you, can someone, can somebody, i want you to, i need you to, i want a, i need a, just, instead, yes",
    "por favor, porfa, ahora, hoy, mañana, gracias, hola, pueden, puede, me pueden, me puede, quiero una, "
    "quiero que me, necesito una, mejor, si",
    "sil vous plait, svp, maintenant, aujourdhui, demain, merci, bonjour, pouvez vous, plutot, oui",
    "tanpri, kounye a, jodi a, demen, mesi, bonjou, eske ou ka, wi, pito",
    "제발, 지금, 오늘, 내일, 좀, 감사합니다, 네",
    "xin, làm ơn, ngay, hôm nay, ngày mai, cảm ơn, vâng",
    "من فضلك, الآن, اليوم, غدا, شكرا, نعم, لو سمحت",
)
_SMALL = frozenset(" ".join(fold(word).split()) for line in _BESIDE for word in line.split(","))
_LONGEST = max(len(word.split()) for word in _WORDS | _SMALL)
#: Telephones that people send instead of a word.
_PICTURES = frozenset("☎📞📱🤙")
#: What turns a picture, or a number beside it, into its opposite.
NO_IN_PICTURES = frozenset("👎🚫❌⛔🙅📵🔕")
_SAFE = {
    "1": "yes, yeah, ok, safe, si, es seguro, oui, wi, 네, 예, 안전해요, 是, 安全, 可以, có, an toàn, نعم, آمن, হ্যাঁ, አዎ",
    "2": "sometimes, only sometimes, a veces, solo a veces, parfois, pafwa, 가끔, 가끔만, 有时, 有時, đôi khi, أحيانا",
    "3": "no, not safe, nope, nah, no way, never, no es seguro, nunca, não, non, jamais, jamè, 아니요, 아니오, 아니, 不, 不安全, 不行, không, لا, না, አይ",
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
        return bare in _WORDS or _is_wish(bare.split())
    return bool(_PICTURES & set(text)) and not NO_IN_PICTURES & set(text)


def wants_no_call(text: str) -> bool:
    """True when the whole text says that we shall not call."""
    return fold(text) in _NO_CALL_WORDS


def _is_wish(tokens: list[str]) -> bool:
    """The wish stands there, and every other word is a small one."""
    at, found = 0, False
    while at < len(tokens):
        for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
            phrase = " ".join(tokens[at : at + length])
            if phrase in _WORDS or phrase in _SMALL:
                found, at = found or phrase in _WORDS, at + length
                break
        else:
            return False
    return found
