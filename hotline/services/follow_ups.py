"""How it went, asked afterwards by one text: of who agreed, where and when texts are allowed (C10).

Coordinators see what was pressed. Words that came with it are sealed with the request and
open with a line in the audit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hotline.domain.contact_safety import passes_with_time
from hotline.domain.follow_ups import (
    ANSWER_WITHIN,
    ASK_AFTER,
    ASK_WITHIN,
    Answer,
    Pressed,
    read_answer,
)
from hotline.domain.help_requests import HelpRequest
from hotline.errors import KeyLost, NotFound
from hotline.ports import Ports, Transaction
from hotline.services import spending
from hotline.services.conversation import refusal
from hotline.services.one_by_one import one_by_one
from hotline.services.text_gate import may_text
from hotline.services.written_texts import write_text
from hotline.types import Language, PhoneNumber


@dataclass(frozen=True)
class Told:
    """What one person pressed, as coordinators see it."""

    code: str
    language: Language
    topic: str
    answer: Answer
    at: datetime
    has_words: bool


def ask_due(ports: Ports) -> int:
    """Ask everybody whose turn it is; returns how many texts were written. A sweep."""
    now = ports.clock.now()
    with ports.unit_of_work(read_only=True) as tx:
        due = tx.follow_ups.due(now - ASK_AFTER)
    return one_by_one(due, lambda request_id: _ask(ports, request_id, now))


def pressed_by(
    ports: Ports, tx: Transaction, sender: PhoneNumber, body: str
) -> tuple[HelpRequest, Pressed] | None:
    """The answer that this text is to a question of ours, kept; None when it is none."""
    pressed = read_answer(body)
    if pressed is None:
        return None
    now = ports.clock.now()
    mark = sender.marks(ports.vault.fingerprint).whole
    request_id = tx.follow_ups.waiting_from(mark, now - ANSWER_WITHIN)
    request = tx.requests.by_id(request_id) if request_id else None
    if request is None:
        return None
    words = None
    if pressed.words:
        key = tx.keys.open(request.key_id)
        words = key.seal_text("follow-up.words", pressed.words)
    if not tx.follow_ups.answer(request.id, pressed.answer, words, now):
        return None
    tx.audit.write("the-person", "follow-up:answer", request.id, now)
    return request, pressed


def answers(ports: Ports) -> Sequence[Told]:
    """Everything that was pressed, the latest first."""
    with ports.unit_of_work(read_only=True) as tx:
        told = []
        for each in tx.follow_ups.answered():
            request = tx.requests.by_id(each.request_id)
            if request is None or each.answer is None or each.answered_at is None:
                continue
            told.append(
                Told(
                    request.code,
                    request.language,
                    request.topic,
                    each.answer,
                    each.answered_at,
                    each.words is not None,
                )
            )
        return told


def open_words(ports: Ports, coordinator_id: str, code: str) -> str:
    """The words that came with it, with a line in the audit first. Raises NotFound."""
    with ports.unit_of_work() as tx:
        request = tx.requests.by_code(code)
        asked = tx.follow_ups.of(request.id) if request else None
        if request is None or asked is None or asked.words is None:
            raise NotFound("There are no words.")
        tx.audit.write(coordinator_id, "follow-up:open", request.id, ports.clock.now())
        try:
            key = tx.keys.open(request.key_id)
            return key.open_text("follow-up.words", asked.words)
        except KeyLost:
            raise NotFound("There are no words.") from None


def _ask(ports: Ports, request_id: str, now: datetime) -> bool:
    """One request in a transaction of its own: a fault with one costs the others nothing."""
    with ports.unit_of_work() as tx:
        request = tx.requests.by_id(request_id)
        if request is None or request.resolved_at is None:
            return False
        try:
            never = bool(refusal(ports, tx, request))
        except KeyLost:
            never = True
        if never or now - request.resolved_at > ASK_WITHIN:
            # Their rules, their silence or our own limit: then nobody asks, also not later.
            tx.follow_ups.forget(request_id)
            return False
        if passes_with_time(may_text(ports, tx, request)):
            return False
        text = ports.texts.text("follow_up.ask", request.language, name=ports.texting_name)
        if not spending.take(ports, tx, ports.money.price_of_text(text)):
            return False
        if not tx.follow_ups.take(request_id, now):
            return False
        key = tx.keys.open(request.key_id)
        write_text(ports, tx, key, text, request_id=request_id)
        tx.audit.write("the-hotline", "follow-up:ask", request_id, now)
        return True
