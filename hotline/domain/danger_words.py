"""Words by which somebody may be in danger now: they only raise a request, and decide nothing.

Each line is one language; each phrase is looked for as it stands, folded (opt_outs.fold). A
false alarm costs a neighbor a minute, a missed one may cost more: the list is wide, and it
is a table in the repository, so that nobody's words can change what it does (promise G4).
"""

from __future__ import annotations

from functools import cache

from hotline.domain.opt_outs import fold

_LINES = {
    "en": (
        "kill me, kill us, kill her, kill him, kill myself, want to die, going to die, dying, "
        "suicide, suicidal, end my life, overdose, overdosed, not breathing, can't breathe, "
        "cannot breathe, cant breathe, chest pain, heart attack, stroke, unconscious, bleeding, "
        "has a gun, has a knife, hitting me, beating me, beats me, hurting me, rape, raped, "
        "in danger, emergency, breaking in, breaking the door"
    ),
    "es": (
        "me va a matar, nos va a matar, me quiere matar, matarme, quiero morir, me muero, "
        "se muere, se esta muriendo, suicidio, suicidarme, sobredosis, no respira, "
        "no puedo respirar, dolor de pecho, infarto, inconsciente, sangrando, pistola, "
        "tiene un cuchillo, me pega, me esta pegando, me golpea, violacion, me violo, en peligro, "
        "emergencia, auxilio, socorro, rompen la puerta"
    ),
    "fr": (
        "va me tuer, va nous tuer, me tuer, envie de mourir, je vais mourir, va mourir, suicide, "
        "overdose, ne respire pas, ne respire plus, peux pas respirer, douleur a la poitrine, "
        "crise cardiaque, inconscient, saigne, a une arme, a un couteau, me frappe, me bat, viol, "
        "violee, en danger, urgence, au secours"
    ),
    "ht": (
        "pral touye m, touye mwen, touye tet mwen, vle mouri, ap mouri, swisid, pa ka respire, "
        "p ap respire, doule lestomak, kriz ke, san konesans, ap senyen, gen zam, gen kouto, "
        "ap bat mwen, bat mwen, kadejak, an danje, ijans, anmwe"
    ),
    "ko": (
        "죽이려, 죽일 거, 죽고 싶, 죽을 것 같, 죽어가, 자살, 약물 과다, 숨을 못, 숨을 안, 숨이 안, "
        "가슴이 아파, 심장마비, 의식이 없, 피가 나, 총을, 칼을, 때려요, 때리고, 성폭행, 위험해, 위험합니다, "
        "응급, 살려"
    ),
    "zh": (
        "要杀我, 杀了我, 想死, 快死, 要死了, 自杀, 不能呼吸, 没有呼吸, 喘不过气, 胸口疼, 心脏病发, 昏迷, "
        "流血, 有枪, 有刀, 打我, 强奸, 有危险, 紧急, 救命"
    ),
    "vi": (
        "giet toi, giet chung toi, muon chet, sap chet, dang chet, tu sat, tu van, qua lieu, "
        "khong tho duoc, khong con tho, dau nguc, dau tim, bat tinh, chay mau, co sung, co dao, "
        "danh toi, hiep dam, nguy hiem, khan cap, cap cuu, cuu voi"
    ),
    "ar": (
        "سيقتلني, سيقتلنا, يقتلني, أريد أن أموت, اريد الموت, يموت, تموت, انتحار, جرعة زائدة, لا يتنفس, "
        "لا تتنفس, لا أستطيع التنفس, ألم في الصدر, نوبة قلبية, فاقد الوعي, ينزف, تنزف, معه سلاح, معه سكين, "
        "يضربني, اغتصاب, في خطر, خطر علي, طوارئ, أنقذوني, النجدة"
    ),
    "bn": "মেরে ফেলবে, মরে যাচ্ছে, আত্মহত্যা, শ্বাস নিতে পারছি না, রক্ত পড়ছে, আমাকে মারছে, বিপদে, বাঁচান",
    "am": "ሊገድለኝ, ራሴን ላጠፋ, መተንፈስ አልቻልኩም, እየደማ, እየመታኝ, አደጋ ላይ, አድኑኝ",
}


def is_danger(text: str) -> bool:
    """True when a phrase of the table stands in the text."""
    folded = f" {' '.join(fold(text).split())} "
    return any(phrase in folded for phrase in _phrases())


@cache
def _phrases() -> tuple[str, ...]:
    """Whole words where words are parted by spaces; anywhere in the other scripts."""
    found = []
    for line in _LINES.values():
        for written in line.split(","):
            phrase = " ".join(fold(written).split())
            found.append(f" {phrase} " if phrase.isascii() else phrase)
    return tuple(found)
