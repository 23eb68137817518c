"""Whether a person may be rung now, by what they allowed, and what came of it when they were."""

from __future__ import annotations

from hotline.domain.callbacks import Attempt, MayCall, Outcome, WhyNot, may_call, next_try
from hotline.domain.help_requests import HelpRequest
from hotline.ports import Ports, Transaction
from hotline.services.opt_outs import wants_no_calls
from hotline.services.other_numbers import has_been_rung_enough, other_number, wants_silence
from hotline.services.receipts import contact_rules_of
from hotline.services.said_when import has_heard_when
from hotline.services.their_time import guard_of, zone_of_calls


def may_ring(ports: Ports, tx: Transaction, request: HelpRequest, apart_from: str = "") -> MayCall:
    """Whether this person's phone may ring now, and if not, why and from when on.

    `apart_from` is the bridge whose own try is about to be made, or made again.
    """
    if wants_no_calls(ports, tx, request):
        return MayCall(WhyNot.NOT_ALLOWED)
    attempts = tx.attempts.of_request(request.id)
    number = other_number(tx, request)
    zone = zone_of_calls(ports, tx, request)
    asked = may_call(
        contact_rules_of(tx, request),
        [each for each in attempts if not apart_from or each.bridge_id != apart_from],
        ports.clock.now(),
        zone,
        also=guard_of(ports, zone),
        has_number=(request.contact or request.other_contact) is not None,
        heard=has_heard_when(tx, request),
    )
    if number is None or asked.why_not is not None:
        return asked
    if wants_silence(ports, tx, number):
        return MayCall(WhyNot.SILENT)
    # A try that is about to be made again was counted when it was made.
    made = any(apart_from and each.bridge_id == apart_from for each in attempts)
    if not made and has_been_rung_enough(ports, tx, number):
        return MayCall(WhyNot.NUMBER_RESTS)
    return asked


def keep_outcome(
    ports: Ports, tx: Transaction, request: HelpRequest, attempt: Attempt, outcome: Outcome
) -> None:
    """What came of an attempt, and when the next one may be."""
    again = None
    if outcome is not Outcome.REACHED:
        zone = zone_of_calls(ports, tx, request)
        rules = contact_rules_of(tx, request)
        again = next_try(attempt.at, rules, zone, guard_of(ports, zone))
    else:
        # What they asked for has been done: the queue says it no more.
        tx.conversations.forget_call_wish(request.id)
    tx.attempts.say(attempt.id, outcome, again)
