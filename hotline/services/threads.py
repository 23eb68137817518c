"""What the holder of a request sees of its conversation, and which requests may be one person's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hotline.domain.conversations import CallWish, Conversation, ThreadLine
from hotline.domain.delivery import NEVER_AGAIN, Delivery, delivery_of
from hotline.domain.help_requests import HelpRequest, RequestState, normalise_code
from hotline.domain.messages import Message
from hotline.errors import KeyLost, NotFound, WrongState
from hotline.ports import Ports, Transaction
from hotline.services.claims import volunteer_name
from hotline.services.conversation import held, refusal
from hotline.services.quiet_phones import stop_ringing_about
from hotline.services.receipts import contact_rules_of
from hotline.types import PhoneNumber


def conversation_of(
    ports: Ports, tx: Transaction, request: HelpRequest, viewer: str
) -> Conversation:
    """Everything around the texts of one request, for somebody who may open it (H3)."""
    mine = request.claimed_by == viewer and request.state is RequestState.CLAIMED
    try:
        why_not = refusal(ports, tx, request)
        lines = _lines(tx, request)
    except KeyLost:
        return Conversation()
    return Conversation(
        lines=lines,
        unread=tx.conversations.unread_since(request.id) is not None,
        call_wish=tx.conversations.call_wish(request.id),
        maybe_same=_codes(tx, _maybe_same(ports, tx, request)) if mine else (),
        joined=_codes(tx, tx.conversations.joined_with(request.id)),
        may_text=mine and not why_not,
        why_not=why_not,
        safe_word=contact_rules_of(tx, request).word,
    )


def calls_wanted(ports: Ports) -> Mapping[str, CallWish]:
    """By code, whose person asked to be called, or can't be reached by text, and may be called.

    No word and no number is in it: everybody signed in may see it, as the state itself.
    """
    with ports.unit_of_work(read_only=True) as tx:
        wishes = tx.conversations.call_wishes()
        requests = tx.requests.open_ones() if wishes else ()
        return {each.code: wishes[each.id] for each in requests if each.id in wishes}


def mark_read(ports: Ports, volunteer_id: str, code: str) -> None:
    """The holder has looked; the next words of the person are announced at once."""
    with ports.unit_of_work() as tx:
        request = tx.requests.by_code(normalise_code(code))
        if request is not None and request.claimed_by == volunteer_id:
            tx.conversations.mark_read(request.id)


def join(ports: Ports, volunteer_id: str, code: str, other_code: str) -> None:
    """Treat two requests as one person's. Both threads stay, and the holder has both (C8).

    Only what is suggested can be joined: the same number, never a guess of ours alone.
    Raises NotFound, NotYours, WrongState when another holds the other one.
    """
    now = ports.clock.now()
    with ports.unit_of_work() as tx:
        request = held(tx, volunteer_id, code)
        other = tx.requests.by_code(normalise_code(other_code))
        if other is None or other.id not in _maybe_same(ports, tx, request):
            raise NotFound("There is no such request.")
        theirs = other.claimed_by == volunteer_id
        if not theirs and not tx.requests.claim(other.id, volunteer_id, now):
            raise WrongState("Somebody else has the other request.")
        stop_ringing_about(ports, tx, other.id)
        if tx.conversations.join(request.id, other.id, volunteer_id, now):
            for each in (request.id, other.id):
                tx.audit.write(volunteer_id, "request:join", each, now)
        tx.announce()


def _maybe_same(ports: Ports, tx: Transaction, request: HelpRequest) -> list[str]:
    """Open requests of the same phone that nobody has joined yet: by calls and SMS, which
    have one keyed fingerprint, and by WhatsApp, which has another."""
    if not request.fingerprint or request.contact is None:
        return []
    joined = {request.id, *tx.conversations.joined_with(request.id)}
    contact = tx.keys.open(request.key_id).open_text("contact", request.contact)
    other_way = PhoneNumber(contact).other_way.marks(ports.vault.fingerprint).whole
    found = [
        *tx.conversations.open_from(request.fingerprint),
        *tx.conversations.open_from(other_way),
    ]
    return [each.id for each in found if each.id not in joined]


def _codes(tx: Transaction, ids: Sequence[str]) -> tuple[str, ...]:
    found = (tx.requests.by_id(each) for each in ids)
    return tuple(each.code for each in found if each is not None)


def _lines(tx: Transaction, request: HelpRequest) -> tuple[ThreadLine, ...]:
    messages = [each for each in tx.messages.of_request(request.id) if not each.volunteer_id]
    ids = [each.id for each in messages]
    authors, failures = tx.conversations.authors(ids), tx.conversations.failures(ids)
    key = tx.keys.open(request.key_id)
    lines = []
    for each in messages:
        try:
            words = key.open_text("message.body", each.body)
        except KeyLost:
            # One erased text must not take down the page of everybody else.
            continue
        from_them = each.direction == "in"
        failure = failures.get(each.id)
        author = authors.get(each.id)
        lines.append(
            ThreadLine(
                id=each.id,
                at=each.at,
                from_them=from_them,
                words=words,
                author=volunteer_name(tx, author) if author else None,
                delivery=None if from_them else delivery_of(each.status),
                failure=failure,
                may_try_again=not from_them and _may_try_again(each, failure),
            )
        )
    return tuple(lines)


def _may_try_again(message: Message, failure: object) -> bool:
    return delivery_of(message.status) is Delivery.NOT_DELIVERED and failure not in NEVER_AGAIN
