"""A volunteer and a person write to each other, and each sees the hotline alone.

Only the holder writes, and only they see the words (H3). All that goes out hangs on the
request's key, passes the gate (text_gate.py) when it is written and once more when it is
sent, and is split between sentences. What a carrier says of it comes back as words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from hotline.domain.contact_safety import Allowed, passes_with_time
from hotline.domain.conversations import LONGEST_WORDS, WRITTEN_PER_HOUR, CallReason
from hotline.domain.delivery import NEVER_AGAIN
from hotline.domain.deny_list import words_denied
from hotline.domain.help_requests import HelpRequest, RequestState, normalise_code
from hotline.domain.splitting import split_text, units
from hotline.domain.topic_words import words_of_topic
from hotline.errors import NotFound, NotYours, TextRefused
from hotline.ports import Ports, Transaction
from hotline.services import spending
from hotline.services.deliveries import wish_call
from hotline.services.reach import may_reach_person
from hotline.services.receipts import contact_rules_of
from hotline.services.text_gate import may_text, next_time
from hotline.services.written_texts import write_text
from hotline.types import Language, PhoneNumber

#: A part of a longer text: two segments of letters outside GSM, so that no part is dearer.
_PART = 134


@dataclass(frozen=True)
class Written:
    """What became of it: how many texts, and whether they wait for the person's hours."""

    parts: int
    waits: bool


def write(
    ports: Ports, volunteer_id: str, code: str, words: str, *, anyway: bool = False
) -> Written:
    """Send the holder's own words. Raises NotFound, NotYours, TextRefused.

    TextRefused 'sensitive' names the words of the deny-list, and those that say what somebody
    asked for who said that no text may; `anyway` sends them all the
    same: a volunteer decides, a list only asks.
    """
    with ports.unit_of_work() as tx:
        return write_in(ports, tx, volunteer_id, held(tx, volunteer_id, code), words, anyway=anyway)


def write_in(
    ports: Ports,
    tx: Transaction,
    volunteer_id: str,
    request: HelpRequest,
    words: str,
    *,
    anyway: bool = False,
) -> Written:
    """The same inside a webhook's transaction, for a request that is known to be theirs."""
    words = words.strip()
    if not words:
        raise TextRefused("empty")
    if units(words) > LONGEST_WORDS:
        raise TextRefused("too-long")
    denied = () if anyway else _words_to_ask_about(ports, tx, request, words)
    if denied:
        raise TextRefused("sensitive", denied)
    return _send(ports, tx, volunteer_id, request, words)


def reply(ports: Ports, volunteer_id: str, code: str, reply_id: str) -> Written:
    """Send a canned reply in the person's own language. Raises NotFound, NotYours, TextRefused."""
    with ports.unit_of_work() as tx:
        request = held(tx, volunteer_id, code)
        words = words_of_reply(ports, reply_id, request.language)
        if words is None:
            raise NotFound("There is no such reply.")
        # Ours say nothing; one that the network wrote may, and then it is asked about too.
        neutral = contact_rules_of(tx, request).neutral
        denied = _words_to_ask_about(ports, tx, request, words) if neutral else ()
        if denied:
            raise TextRefused("sensitive", denied)
        return _send(ports, tx, volunteer_id, request, words)


def _words_to_ask_about(
    ports: Ports, tx: Transaction, request: HelpRequest, words: str
) -> tuple[str, ...]:
    """Of the deny-list; and what names the topic, to whom it must never be said."""
    if not contact_rules_of(tx, request).neutral:
        return words_denied(words, ports.house.deny)
    theirs = words_of_topic(request.topic, ports.topic_words)
    return words_denied(words, (*ports.house.deny, *theirs))


def words_of_reply(ports: Ports, reply_id: str, language: Language) -> str | None:
    """A canned reply in a language; None when there is none, or not in this language."""
    for own in ports.house.replies:
        if own.id == reply_id:
            base = Language(language.tag.split("-")[0])
            return own.words.get(language) or own.words.get(base)
    try:
        return ports.texts.text(reply_id, language) if reply_id.startswith("canned.") else None
    except KeyError:
        return None


def try_again(ports: Ports, volunteer_id: str, code: str, message_id: str) -> Written:
    """Send the words of a text that did not arrive once more; of two presses one sends.

    Raises NotFound, NotYours, TextRefused.
    """
    with ports.unit_of_work() as tx:
        request = held(tx, volunteer_id, code)
        message = tx.messages.by_id(message_id)
        if message is None or message.request_id != request.id or message.volunteer_id:
            raise NotFound("There is no such text.")
        failure = tx.conversations.failures([message_id]).get(message_id)
        if failure in NEVER_AGAIN:
            raise TextRefused("never-again")
        words = tx.keys.open(message.key_id).open_text("message.body", message.body)
        _refuse_unless_open(ports, tx, request)
        if not tx.conversations.take_for_another_try(message_id):
            raise TextRefused("not-failed")
        return _send(ports, tx, volunteer_id, request, words)


def propose_call(ports: Ports, volunteer_id: str, code: str) -> bool:
    """Put the person on the list of those to be called. True when their rules allow calls.

    False: nobody calls them, and the request waits until they call or write (T12).
    """
    with ports.unit_of_work() as tx:
        request = held(tx, volunteer_id, code)
        return wish_call(ports, tx, request, CallReason.UNDELIVERED)


def held(tx: Transaction, volunteer_id: str, code: str) -> HelpRequest:
    """The request of this code. Raises NotFound; NotYours when this volunteer has it not."""
    request = tx.requests.by_code(normalise_code(code))
    if request is None:
        raise NotFound("There is no such request.")
    if request.state is not RequestState.CLAIMED or request.claimed_by != volunteer_id:
        raise NotYours
    return request


def refusal(ports: Ports, tx: Transaction, request: HelpRequest) -> str:
    """Why this person cannot be texted at all; '' when they can, now or in their hours."""
    if request.contact is None:
        return "no-number"
    phone = PhoneNumber(tx.keys.open(request.key_id).open_text("contact", request.contact))
    if tx.opt_outs.has(phone.marks(ports.vault.fingerprint).opt_out):
        return "opted-out"
    if not may_reach_person(ports, tx, phone, request):
        return "not-reached"
    asked = may_text(ports, tx, request)
    if asked == Allowed() or passes_with_time(asked):
        return ""
    return "their-rules"


def _refuse_unless_open(ports: Ports, tx: Transaction, request: HelpRequest) -> None:
    why_not = refusal(ports, tx, request)
    if why_not:
        raise TextRefused(why_not)


def _send(
    ports: Ports, tx: Transaction, volunteer_id: str, request: HelpRequest, words: str
) -> Written:
    _refuse_unless_open(ports, tx, request)
    now = ports.clock.now()
    writer = f"written:{request.id}"
    if tx.messages.count_out_to(writer, now - timedelta(hours=1)) >= WRITTEN_PER_HOUR:
        raise TextRefused("too-many")
    waits = may_text(ports, tx, request) != Allowed()
    not_before = next_time(ports, tx, request) if waits else None
    key = tx.keys.open(request.key_id)
    parts = split_text(words, _PART)
    for part in parts:
        message_id = write_text(ports, tx, key, part, request_id=request.id, not_before=not_before)
        tx.conversations.written_by(message_id, volunteer_id)
        tx.messages.note_out_to(writer, now)
        spending.note(ports, tx, ports.money.price_of_text(part))
    tx.conversations.mark_read(request.id)
    tx.audit.write(volunteer_id, "text:write", request.id, now)
    tx.announce()
    return Written(len(parts), waits)
