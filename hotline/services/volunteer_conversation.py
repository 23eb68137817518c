"""A volunteer's texts to the person whose request they hold, and what comes back to them.

Their phone and the person's never learn of each other: both talk with the hotline (E3).
"""

from __future__ import annotations

from datetime import timedelta

from hotline.domain.conversations import NOTICE_AGAIN_AFTER
from hotline.domain.help_requests import HelpRequest, RequestState
from hotline.domain.offers import read_reply
from hotline.domain.splitting import split_text
from hotline.domain.volunteer_words import ReadWish, WordsFor, read_volunteer_words
from hotline.domain.volunteers import Volunteer
from hotline.errors import KeyLost, TextRefused
from hotline.ports import Ports, Transaction
from hotline.services.conversation import write_in
from hotline.services.short_codes import meant_by
from hotline.services.texts_to_volunteers import queue_text_to_volunteer

_ANSWERS = {"sensitive": "talk.sensitive", "too-long": "talk.too_much", "too-many": "talk.too_much"}


def take_volunteers_words(ports: Ports, tx: Transaction, volunteer: Volunteer, body: str) -> bool:
    """True when this text was words for a person, or READ, and has been dealt with."""
    said = read_volunteer_words(body)
    if said is None:
        return False
    held = tx.requests.held_by(volunteer.id)
    if not said.code and not held:
        return False
    if not said.code and len(held) > 1:
        _say(ports, tx, volunteer, "talk.which", held[0].code)
        return True
    request = _of_code(ports, tx, volunteer, said.code) if said.code else held[0]
    if request is None:
        return False
    if request.id not in {each.id for each in held}:
        _say(ports, tx, volunteer, "talk.not_yours", request.code)
        return True
    if isinstance(said, ReadWish):
        _read_out(ports, tx, volunteer, request)
    else:
        _pass_on(ports, tx, volunteer, request, said)
    return True


def tell_holder(ports: Ports, tx: Transaction, request: HelpRequest) -> None:
    """The person wrote: whoever holds the request hears of it, without a word of it.

    Once a while, or at once after they have looked.
    """
    if request.state is not RequestState.CLAIMED or not request.claimed_by:
        return
    volunteer = tx.volunteers.by_id(request.claimed_by)
    heard = [each.at for each in tx.messages.of_request(request.id) if each.direction == "in"]
    # Unread from the moment of the words themselves, which is a little before this one.
    at = max(heard, default=ports.clock.now())
    tell = tx.conversations.mark_unread(request.id, at, at - NOTICE_AGAIN_AFTER)
    if volunteer is not None and tell:
        _say(ports, tx, volunteer, "notice.message", request.code, automatic=True)


def _of_code(ports: Ports, tx: Transaction, volunteer: Volunteer, code: str) -> HelpRequest | None:
    return meant_by(ports, tx, volunteer.id, read_reply(code))


def _pass_on(
    ports: Ports, tx: Transaction, volunteer: Volunteer, request: HelpRequest, said: WordsFor
) -> None:
    try:
        written = write_in(ports, tx, volunteer.id, request, said.words)
    except TextRefused as refused:
        if refused.kind == "too-many" and not _first_in_an_hour(ports, tx, request):
            return
        _say(ports, tx, volunteer, _ANSWERS.get(refused.kind, "talk.refused"), request.code)
    else:
        tx.conversations.wait_for_failure(request.id, volunteer.id)
        _say(ports, tx, volunteer, "talk.waits" if written.waits else "talk.sent", request.code)


def _first_in_an_hour(ports: Ports, tx: Transaction, request: HelpRequest) -> bool:
    """Told once: a phone that answers by itself would answer that, too, without end."""
    now, told = ports.clock.now(), f"too many:{request.id}"
    if tx.messages.count_out_to(told, now - timedelta(hours=1)):
        return False
    tx.messages.note_out_to(told, now)
    return True


def _read_out(ports: Ports, tx: Transaction, volunteer: Volunteer, request: HelpRequest) -> None:
    """What came since they last looked or wrote; the audit first, then the words (H4)."""
    messages = [each for each in tx.messages.of_request(request.id) if not each.volunteer_id]
    since = tx.conversations.unread_since(request.id)
    new = [each for each in messages if each.direction == "in" and since and each.at >= since]
    tx.audit.write(volunteer.id, "request:open", request.id, ports.clock.now())
    tx.conversations.mark_read(request.id)
    if not new:
        _say(ports, tx, volunteer, "talk.nothing_new", request.code)
        return
    key = tx.keys.open(request.key_id)
    for message in new:
        try:
            words = key.open_text("message.body", message.body)
        except KeyLost:
            continue
        for part in split_text(f"{request.code}: {words}"):
            queue_text_to_volunteer(ports, tx, volunteer, part, key_id=request.key_id)


def _say(
    ports: Ports,
    tx: Transaction,
    volunteer: Volunteer,
    text_id: str,
    code: str,
    *,
    automatic: bool = False,
) -> None:
    language = volunteer.languages[0] if volunteer.languages else ports.default_language
    text = ports.texts.text(text_id, language, code=code)
    queue_text_to_volunteer(ports, tx, volunteer, text, automatic=automatic)
