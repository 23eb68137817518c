"""Words that carriers and people use for STOP, HELP and START: no option may be one of them.

The English ones are the carrier's own (shared reference 4.4, CTIA); in the others a person
means the same, and it would be an insult to answer "stop" with a menu. Folded form
(keys.folded): no capitals, no accents.
"""

from __future__ import annotations

from ivr.flows.keys import folded

_MEANINGS = {
    "STOP": (
        "stop stopall unsubscribe cancel end quit revoke optout opt-out",  # en
        "alto pare parar basta fin cancelar salir",  # es, pt
        "arret arreter arretez fin desabonner",  # fr
        "kanpe sispann rete",  # ht
        "중지 그만 정지 수신거부",
        "停止 退订 取消",
        "dừng hủy",  # vi
        "توقف قف إيقاف",
    ),
    "HELP": (
        "help info ayuda ajuda aide ed",
        "도움 도움말 帮助 幫助 مساعدة",
    ),
    "START": (
        "start unstop yes empezar comenzar iniciar demarrer komanse",
        "시작 开始 開始 ابدأ",
    ),
}

RESERVED_WORDS = {
    folded(word): meaning
    for meaning, lines in _MEANINGS.items()
    for line in lines
    for word in line.split()
}
