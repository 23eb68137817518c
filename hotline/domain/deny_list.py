"""Words that betray somebody on whose phone they stand: never in a text of ours (T9).

A text is read by whoever holds the phone. So our templates name no authority, no court, no
violence, no medicine and no address (911 is named with whom it sends, and
that must be said plainly); what a volunteer writes is only asked about again. Each
line is one language. Words of scripts with spaces match whole words (an ending in `*` any
word that begins so); those of Chinese and Japanese match anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from hotline.domain.opt_outs import fold

_LINES = {
    "en": (
        "ice, immigration, immigrant*, deport*, undocumented, asylum, visa, border patrol, "
        "arrest*, court, bail, bond hearing, detention, detained, detainee*, jail, prison, "
        "abuse*, abusive, violence, violent, shelter for women, restraining order, "
        "abortion, hiv, aids, insulin, methadone, suboxone, prep, naloxone, overdose, rehab, "
        "pregnan*, suicid*"
    ),
    "es": (
        "migra, inmigracion, migracion, inmigrante*, deport*, indocumentad*, asilo, "
        "arrest*, corte, tribunal, juzgado, fianza, detencion, detenid*, carcel, prision, abus*, "
        "violencia, maltrat*, aborto, vih, sida, insulina, metadona, embaraz*, suicid*"
    ),
    "fr": (
        "immigration, immigre*, expuls*, sans papiers, asile, arrete, arretes, arretee, arrestation*, tribunal, caution, "
        "detention, detenu*, prison, abus*, violence*, maltrait*, avortement, vih, sida, insuline, "
        "methadone, enceinte, suicid*"
    ),
    "ht": (
        "imigrasyon, imigran, depote, depotasyon, azil, arete, tribinal, kosyon, "
        "detansyon, prizon, abi, vyolans, maltrete, avotman, sida, ensilin, ansent, swisid"
    ),
    "ko": (
        "이민국, 이민, 추방, 불법체류, 미등록, 망명, 체포, 법원, 재판, 보석금, 구금, 구치소, "
        "교도소, 감옥, 학대, 폭력, 낙태, 에이즈, 인슐린, 임신, 자살"
    ),
    "zh": (
        "移民, 遣返, 驱逐, 无证, 庇护, 逮捕, 法院, 法庭, 保释, 拘留, 监狱, 虐待, 家暴, 暴力, "
        "堕胎, 艾滋, 胰岛素, 美沙酮, 怀孕, 自杀"
    ),
    "vi": (
        "di tru, nhap cu, truc xuat, ti nan, bi bat, toa an, tien bao lanh, tai ngoai, "
        "giam giu, nha tu, trai giam, bao hanh, bao luc, nguoc dai, pha thai, insulin, mang thai"
    ),
    "ar": (
        "هجرة, الهجرة, ترحيل, لجوء, اعتقال, محكمة, المحكمة, كفالة, احتجاز, سجن, السجن, "
        "عنف, اعتداء, إساءة, إجهاض, إيدز, أنسولين, حامل, انتحار"
    ),
}
#: What makes a number with words an address, in the languages that write it so.
_STREETS = (
    "street, st, avenue, ave, road, rd, blvd, boulevard, apt, apartment, calle, avenida, rue, duong"
)


def words_denied(text: str, own: Iterable[str] = ()) -> tuple[str, ...]:
    """The words of the lists, and of a network's own, that stand in this text, as written there.

    Asked in all languages at once: a Spanish word in an English text betrays as much.
    """
    folded = f" {' '.join(fold(text).split())} "
    # The fold takes capitals away, and so "ice" for a drink looks like the authority: it is
    # asked about all the same, for the reader of a phone cannot tell either.
    found = [word for word, shape in _shapes(own) if _stands(shape, folded)]
    tokens = folded.split()
    for before, after in pairwise(tokens):
        pair = {before, after}
        if pair & _streets() and any(each.isdecimal() for each in pair):
            found.append(f"{before} {after}")
    for first, _, third in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if first.isdecimal() and third in _streets():
            found.append(f"{first} ... {third}")
    return tuple(dict.fromkeys(found))


def _shapes(own: Iterable[str]) -> list[tuple[str, str]]:
    listed = [word.strip() for line in _LINES.values() for word in line.split(",")]
    return [(word.rstrip("*"), _shape(word)) for word in (*listed, *own) if word.strip("* ")]


def _shape(word: str) -> str:
    """What is looked for: ' word ' whole, ' word' its beginning, 'word' anywhere."""
    bare = " ".join(fold(word.rstrip("*")).split())
    if not bare or _is_unspaced(bare):
        return bare
    return f" {bare}" if word.endswith("*") or _has_endings(bare) else f" {bare} "


def _stands(shape: str, folded: str) -> bool:
    return bool(shape.strip()) and shape in folded


def _is_unspaced(word: str) -> bool:
    return any("\u3040" <= letter <= "\u9fff" for letter in word)


def _has_endings(word: str) -> bool:
    # Korean hangs its particles on the word.
    return any("\uac00" <= letter <= "\ud7a3" for letter in word)


def _streets() -> frozenset[str]:
    return frozenset(word.strip() for word in _STREETS.split(","))
