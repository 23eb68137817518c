"""The language of a phone, remembered only after a yes (V3); it opens nothing else (E2).

Kept is a keyed fingerprint and a language tag. Whoever erases what they told us is also
forgotten here, and so is a phone that has not called for a while (domain/retention.py).
"""

from __future__ import annotations

from hotline.domain.calls import Call
from hotline.errors import KeyLost
from hotline.ports import Ports, Transaction
from hotline.types import Language, PhoneNumber, Sealed


def language_of_phone(ports: Ports, tx: Transaction, caller: PhoneNumber) -> Language | None:
    """The language in which calls from this phone begin; None unless somebody said yes to it."""
    mark = caller.marks(ports.vault.fingerprint).language
    language = tx.phone_languages.of(mark)
    if language is not None:
        tx.phone_languages.note_call(mark, ports.clock.now())
    return language


def remember_language(ports: Ports, tx: Transaction, call: Call, language: Language | None) -> None:
    """Remember this language for the phone of this call; with None, forget what was there.

    A withheld number has no phone to remember: then nothing happens.
    """
    if language is None:
        forget_phone(ports, tx, call.key_id, call.caller)
        return
    number = _number(tx, call.key_id, call.caller)
    if number is not None:
        mark = number.marks(ports.vault.fingerprint).language
        tx.phone_languages.remember(mark, language, ports.clock.now())


def forget_phone(ports: Ports, tx: Transaction, key_id: str, contact: Sealed | None) -> None:
    """Forget the language of the phone whose number is sealed here, if it can still be read."""
    number = _number(tx, key_id, contact)
    if number is not None:
        tx.phone_languages.forget(number.marks(ports.vault.fingerprint).language)


def _number(tx: Transaction, key_id: str, contact: Sealed | None) -> PhoneNumber | None:
    if contact is None:
        return None
    try:
        return PhoneNumber(tx.keys.open(key_id).open_text("contact", contact))
    except KeyLost:
        return None
