"""What a texter allowed, kept; the alarm when they may be in danger; the last word before silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hotline.domain.contact_safety import Contact, ContactRules, to_json
from hotline.domain.conversations import CallReason
from hotline.domain.help_requests import HelpRequest, RequestState
from hotline.domain.limits import ALARMS_TO_ONE
from hotline.domain.notices import DANGER, Notice
from hotline.domain.outbox import OutboxKind
from hotline.ports import Ports, Transaction
from hotline.services.on_call import volunteers_on_call
from hotline.services.receipts import contact_rules_of
from hotline.services.texts_to_volunteers import queue_text_to_volunteer
from hotline.types import new_id


def keep_rules(ports: Ports, tx: Transaction, request: HelpRequest, rules: ContactRules) -> None:
    """Keep, sealed with the request, what its person allowed; it replaces what was before."""
    key = tx.keys.open(request.key_id)
    tx.requests.set_contact_rules(request.id, key.seal_text("contact.rules", to_json(rules)))
    tx.audit.write("the-person", "contact:rules", request.id, ports.clock.now())
    tx.announce()


def ask_for_call(ports: Ports, tx: Transaction, request: HelpRequest) -> None:
    """They want to be called: the same request, on the list of those to be called (T4).

    It stands in the queue for everybody; who holds the request is told by text.
    """
    before = tx.conversations.call_wish(request.id)
    tx.conversations.wish_call(request.id, CallReason.ASKED, True, ports.clock.now())
    if before is None or before.reason is not CallReason.ASKED:
        _tell_holder(ports, tx, request)
    tx.announce()


def note_call_wish(ports: Ports, tx: Transaction, request: HelpRequest) -> None:
    """They wrote CALL and have not said when it is safe: seen in the queue, not yet allowed."""
    before = tx.conversations.call_wish(request.id)
    if before is None or before.reason is not CallReason.ASKED:
        tx.conversations.wish_call(request.id, CallReason.ASKED, False, ports.clock.now())
        _tell_holder(ports, tx, request)
        tx.announce()


def drop_call_wish(tx: Transaction, request: HelpRequest) -> None:
    """They have answered how they may be reached: a wish without an answer is over."""
    wish = tx.conversations.call_wish(request.id)
    if wish is not None and wish.reason is CallReason.ASKED and not wish.may_call:
        tx.conversations.forget_call_wish(request.id)


def take_calls_back(ports: Ports, tx: Transaction, request: HelpRequest) -> None:
    """They wrote that nobody shall call: an earlier yes to calls is over, and so is the wish.

    What they allow besides stays as it is.
    """
    rules = contact_rules_of(tx, request)
    if Contact.CALL in rules.ways:
        keep_rules(ports, tx, request, replace(rules, ways=rules.ways - {Contact.CALL}))
    if tx.conversations.call_wish(request.id) is not None:
        tx.conversations.forget_call_wish(request.id)
        tx.announce()


def _tell_holder(ports: Ports, tx: Transaction, request: HelpRequest) -> None:
    holds = request.state is RequestState.CLAIMED and request.claimed_by
    volunteer = tx.volunteers.by_id(request.claimed_by) if holds and request.claimed_by else None
    if volunteer is not None:
        language = volunteer.languages[0] if volunteer.languages else ports.default_language
        text = ports.texts.text("notice.call", language, code=request.code)
        queue_text_to_volunteer(ports, tx, volunteer, text, automatic=True)


def raise_alarm(ports: Ports, tx: Transaction, request: HelpRequest) -> None:
    """To the top of the queue, and people are told at once, once a request.

    The holder; else everybody on call who speaks the language, and the coordinators in any
    case. It goes out past the day's budget: no flood may silence it. A flood of such words
    must not cost without end either: a phone that has had its alarms of the hour or the day
    gets the others as notices, bundled and within the budget.
    """
    if not tx.requests.mark_urgent(request.id):
        return
    tx.announce()
    now = ports.clock.now()
    told_at_once = _whom_danger_tells(ports, tx, request)
    for volunteer in tx.volunteers.all():
        if not (volunteer.id in told_at_once or volunteer.is_coordinator):
            continue
        # Told of it is offered it: whoever answers first may take it and read.
        if _had_enough(tx, volunteer.id, now):
            notice = Notice(new_id(), request.id, volunteer.id, sent_at=None, why=DANGER)
            if tx.notices.add(notice, now):
                tx.outbox.add(OutboxKind.SEND_NOTICE, notice.id)
            continue
        tx.messages.note_out_to(f"alarm:{volunteer.id}", now)
        told = Notice(new_id(), request.id, volunteer.id, sent_at=now, why=DANGER)
        tx.notices.add(told, now)
        language = volunteer.languages[0] if volunteer.languages else ports.default_language
        text = ports.texts.text("notice.urgent", language, code=request.code)
        queue_text_to_volunteer(ports, tx, volunteer, text)


def _whom_danger_tells(ports: Ports, tx: Transaction, request: HelpRequest) -> set[str]:
    """The holder; else those who are there now, by shift or by hand, and in no break."""
    if request.state is RequestState.CLAIMED:
        return {request.claimed_by} if request.claimed_by else set()
    spoken = (request.language, *ports.chains.get(request.language, ()))
    return {each.id for each in volunteers_on_call(ports, tx, languages=spoken)}


def _had_enough(tx: Transaction, volunteer_id: str, now: datetime) -> bool:
    who = f"alarm:{volunteer_id}"
    return any(
        tx.messages.count_out_to(who, now - limit.within) >= limit.count for limit in ALARMS_TO_ONE
    )
