"""Automatic answers to people who text: by the outbox, within the limits, else silence.

Two machines that answer each other fall silent at the number's limit, and a flood from
invented numbers costs no more than the day's (promise F2). The words that came are kept
all the same: only our answers are limited.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hotline.domain.help_requests import HelpRequest
from hotline.domain.limits import (
    AUTOMATIC_TEXTS,
    TEXTS_IN_A_TALK,
    TEXTS_IN_TALKS_PER_PREFIX,
    TEXTS_PER_NUMBER,
    TEXTS_PER_PREFIX,
    Limit,
)
from hotline.domain.splitting import split_text
from hotline.ports import Ports, Transaction
from hotline.services import spending
from hotline.services.reach import is_ordinary
from hotline.services.written_texts import write_text
from hotline.types import PhoneNumber


def answer_person(
    ports: Ports,
    tx: Transaction,
    sender: PhoneNumber,
    request: HelpRequest,
    text: str,
    *,
    in_talk: bool = False,
) -> bool:
    """Answer somebody whose request we hold; False when a limit or their wish forbids it.

    `in_talk` is for what follows an answer to a question of ours: it has limits of its own,
    so that five questions can be asked and the end still be told. They hold only for numbers
    whose first answer passed the limit of their prefix.
    """
    marks = sender.marks(ports.vault.fingerprint)
    parts = split_text(text)
    if tx.opt_outs.has(marks.opt_out) or not _spend(ports, tx, sender, parts, in_talk):
        return False
    key = tx.keys.open(request.key_id)
    for part in parts:
        write_text(ports, tx, key, part, request_id=request.id)
    return True


def answer_once(ports: Ports, tx: Transaction, sender: PhoneNumber, text: str) -> str | None:
    """Answer a number of which nothing else is kept; the id of the message, or None.

    The number and the words hang on a key of their own that dispatch.send_text destroys.
    """
    if not _spend(ports, tx, sender, [text]):
        return None
    key = tx.keys.create()
    return write_text(ports, tx, key, text, contact=sender.sealed_by(key.seal_text))


def _spend(
    ports: Ports,
    tx: Transaction,
    sender: PhoneNumber,
    parts: Sequence[str],
    in_talk: bool = False,
) -> bool:
    """Take the answer from every limit and from the day's money, or from none.

    Limits that cannot be asked are closed: the answer is not given, the words are kept.
    """
    if not is_ordinary(ports, sender):
        return False
    return tx.apart(lambda: _spend_now(ports, tx, sender, parts, in_talk), False)


def _spend_now(
    ports: Ports, tx: Transaction, sender: PhoneNumber, parts: Sequence[str], in_talk: bool
) -> bool:
    now: datetime = ports.clock.now()
    marks = sender.marks(ports.vault.fingerprint)
    everybody = (ports.vault.fingerprint("all texts", ""), AUTOMATIC_TEXTS)
    budgets: tuple[tuple[str, Limit], ...] = (
        (marks.whole, TEXTS_PER_NUMBER),
        (marks.prefix, TEXTS_PER_PREFIX),
        everybody,
    )
    counts = _counts(tx, budgets, now)
    # Only whom we have answered within the prefix's limit is in a talk: a number key from a
    # number that we never asked anything is a first message like any other.
    if in_talk and counts[0] > 0:
        budgets = (
            (ports.vault.fingerprint("texts in a talk", marks.whole), TEXTS_IN_A_TALK),
            (ports.vault.fingerprint("texts in talks", marks.prefix), TEXTS_IN_TALKS_PER_PREFIX),
            everybody,
        )
        counts = _counts(tx, budgets, now)
    if any(count >= limit.count for count, (_, limit) in zip(counts, budgets, strict=True)):
        return False
    if not spending.take(ports, tx, sum(map(ports.money.price_of_text, parts))):
        return False
    tx.messages.note_out_to_each((mark for mark, _ in budgets), now)
    return True


def _counts(tx: Transaction, budgets: Sequence[tuple[str, Limit]], now: datetime) -> Sequence[int]:
    return tx.messages.counts_out_to([(mark, now - limit.within) for mark, limit in budgets])
