"""A person's wishes about texts: silence, an end of it, and to be erased.

Our own list is the truth; what the carrier says adds to it. The list holds keyed
fingerprints and no number, and outlives the request (T5, T7, T8).
"""

from __future__ import annotations

from hotline.domain.consents import Keyword
from hotline.domain.help_requests import HelpRequest
from hotline.domain.media import MediaState
from hotline.domain.outbox import OutboxKind
from hotline.ports import Ports, Transaction
from hotline.services.consents import forget_consent, note_consent
from hotline.services.erasure import erase_request
from hotline.services.replies import answer_once
from hotline.services.whose_text import request_of_texter
from hotline.types import Language, PhoneNumber

#: Who told us: the person's words, or the carrier; or the person by a key of their phone.
BY_WORDS, BY_CARRIER, BY_VOICE, BY_VOLUNTEER = "words", "carrier", "voice", "volunteer"


def has_opted_out(ports: Ports, tx: Transaction, sender: PhoneNumber) -> bool:
    """True when no text may go to this number."""
    return tx.opt_outs.has(sender.marks(ports.vault.fingerprint).opt_out)


def wants_no_calls(ports: Ports, tx: Transaction, request: HelpRequest) -> bool:
    """True when the phone of this request said STOP, and nothing to us since about contact.

    A STOP ends calls as well as texts (T5). Who says later, by phone or by text, how they may
    be reached is reached in that way again.
    """
    if request.contact is None:
        return False
    phone = PhoneNumber(tx.keys.open(request.key_id).open_text("contact", request.contact))
    since = tx.opt_outs.since(phone.marks(ports.vault.fingerprint).opt_out)
    if since is None:
        return False
    lines = tx.audit.of_subject(request.id)
    return not any(what == "contact:rules" and at > since for at, _who, what in lines)


def stop(
    ports: Ports, tx: Transaction, sender: PhoneNumber, language: Language, *, answered: bool
) -> None:
    """No text any more, from this moment; one that confirms it unless the carrier has.

    The request stays in the queue: it ends messages, not the help.
    """
    mark = sender.marks(ports.vault.fingerprint).opt_out
    is_new = tx.opt_outs.add(mark, ports.clock.now(), BY_CARRIER if answered else BY_WORDS)
    if is_new:
        note_consent(ports, tx, sender, Keyword.STOP)
    if not is_new or answered:
        return
    text = ports.texts.text("optout.stop", language, name=ports.texting_name)
    message_id = answer_once(ports, tx, sender, text)
    if message_id:
        tx.opt_outs.confirm_by(mark, message_id)


def stop_by_voice(ports: Ports, tx: Transaction, request_id: str, source: str = BY_VOICE) -> bool:
    """No text and no call any more to the phone of this request; False when it has none (T5).

    They said it on the phone or to a volunteer, who confirms it, and no text follows. One list holds
    for SMS and WhatsApp. The request stays in the queue.
    """
    request = tx.requests.by_id(request_id)
    if request is None or request.contact is None:
        return False
    phone = PhoneNumber(tx.keys.open(request.key_id).open_text("contact", request.contact))
    mark = phone.marks(ports.vault.fingerprint).opt_out
    is_new = tx.opt_outs.add(mark, ports.clock.now(), source)
    if is_new:
        note_consent(ports, tx, phone, Keyword.STOP)
    return is_new


def start(
    ports: Ports, tx: Transaction, sender: PhoneNumber, language: Language, *, answered: bool
) -> None:
    """Texts again; said once, to those who had opted out."""
    removed = tx.opt_outs.remove(sender.marks(ports.vault.fingerprint).opt_out)
    if removed:
        note_consent(ports, tx, sender, Keyword.START)
    if removed and not answered:
        answer_once(
            ports, tx, sender, ports.texts.text("optout.start", language, name=ports.texting_name)
        )


def note_refused(ports: Ports, tx: Transaction, number: PhoneNumber) -> None:
    """The carrier says that this number has opted out (its error 21610)."""
    mark = number.marks(ports.vault.fingerprint).opt_out
    if tx.opt_outs.add(mark, ports.clock.now(), BY_CARRIER):
        note_consent(ports, tx, number, Keyword.CARRIER)


def erase(ports: Ports, tx: Transaction, sender: PhoneNumber, language: Language) -> None:
    """Erase all text requests of this phone, by SMS and by WhatsApp, and a request by phone
    to which their texts went (T4); only an opt-out is kept."""
    marks = sender.marks(ports.vault.fingerprint)
    tx.phone_languages.forget(marks.language)
    forget_consent(ports, tx, sender)
    ways = (marks.whole, sender.other_way.marks(ports.vault.fingerprint).whole)
    told = [each for way in ways for each in tx.requests.texts_from(way)]
    joined = request_of_texter(ports, tx, sender)
    told += [joined] if joined and joined.id not in {each.id for each in told} else []
    for request in told:
        _keep_deleting_at_carrier(tx, request.id)
        erase_request(ports, tx, request.id)
    tx.announce()
    if not tx.opt_outs.has(marks.opt_out):
        text = ports.texts.text("optout.erase", language, name=ports.texting_name)
        answer_once(ports, tx, sender, text)


def _keep_deleting_at_carrier(tx: Transaction, request_id: str) -> None:
    """Files that still lie at the carrier: their sids get a key that ends with them."""
    for item in tx.media.of_requests([request_id]):
        if item.deleted_at_carrier:
            continue
        sids = tx.keys.open(item.key_id).open_text("media.sids", item.sids)
        key = tx.keys.create()
        tx.media.reseal(item.id, key.id, key.seal_text("media.sids", sids))
        tx.media.set_state(item.id, MediaState.ERASED)
        tx.outbox.add(OutboxKind.DELETE_MEDIA, item.id)
