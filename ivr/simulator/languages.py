"""The languages that have a voice at the carrier, so that words in others are silent here too."""

from __future__ import annotations

# The values of <Say language> in Twilio's own Node SDK (SayLanguage, July 2026), and the five of
# the basic voices man and woman.
_NAMES = """
    af-ZA am-ET ar-AE ar-XA arb bg-BG bn-IN ca-ES cmn-CN cmn-TW cs-CZ cy-GB da-DK de-AT de-DE
    el-GR en-AU en-CA en-GB en-GB-WLS en-IE en-IN en-NZ en-US en-ZA es-ES es-MX es-US fi-FI
    fil-PH fr-BE fr-CA fr-FR gu-IN he-IL hi-IN hu-HU id-ID is-IS it-IT ja-JP kn-IN ko-KR lv-LV
    ml-IN mr-IN ms-MY nb-NO nl-BE nl-NL pa-IN pl-PL pt-BR pt-PT ro-RO ru-RU sk-SK sr-RS sv-SE
    ta-IN te-IN th-TH tr-TR uk-UA vi-VN yue-HK zh-CN zh-HK zh-TW
    en es fr de it
"""

SPOKEN_LANGUAGES = frozenset(name.lower() for name in _NAMES.split())
