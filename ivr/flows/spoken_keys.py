"""Which keys some words tell people to press, in several languages and scripts.

"For food press 3" with no option 3 sends somebody into a wall; the checks compare.
"""

from __future__ import annotations

import re

from ivr.flows.keys import latin_digits

_PRESS = re.compile(
    r"(?:press|push|dial|type|reply|hit"  # en
    r"|oprim[ae]n?|marque|marca|presion[ae]|puls[ae]|respond[ae]"  # es
    r"|appuyez sur|tapez|faites|peze|tape"  # fr, ht
    r"|aperte|digite|tecle|bấm|nhấn|按|اضغط)"
    r"[\s,:]*(?:the |la |el |le |la tecla |key |number |número )?(\d)(?!\d)",
    re.IGNORECASE,
)
_KOREAN = re.compile(r"(?<!\d)(\d)\s*번")


def keys_told(words: str) -> tuple[str, ...]:
    """The keys that the words name, each once, in order."""
    plain = latin_digits(words)
    found = [*_PRESS.findall(plain), *_KOREAN.findall(plain)]
    return tuple(dict.fromkeys(found))
