"""The quick-hide word (T9): a person writes their own word alone, and we fall silent.

Somebody may be reading over their shoulder. Nothing goes to that phone, neither text nor call,
until they write anything else; what volunteers write meanwhile waits. The word is the one that
they chose themselves, and it is no secret from whoever holds the request: it also tells them
that it is we.
"""

from __future__ import annotations

from dataclasses import replace

from hotline.domain.contact_safety import is_word_of
from hotline.domain.help_requests import HelpRequest
from hotline.errors import KeyLost
from hotline.ports import Ports, Transaction
from hotline.services.receipts import contact_rules_of
from hotline.services.safe_texting import keep_rules


def hear_quiet_word(ports: Ports, tx: Transaction, request: HelpRequest, body: str) -> bool:
    """True when the text is their word alone; from then on nothing goes out.

    Any other text ends the silence.
    """
    try:
        rules = contact_rules_of(tx, request)
    except KeyLost:
        return False
    hidden = is_word_of(rules, body)
    if hidden != rules.hidden:
        keep_rules(ports, tx, request, replace(rules, hidden=hidden))
    return hidden
