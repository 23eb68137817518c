"""Asking volunteers about a waiting request, step by step of the policy (O6, I5).

The steps stand with the request: which one was asked last, and when the next is due. A
claim takes the due time away in the same update; whoever comes later finds nothing due.
"""

from __future__ import annotations

from hotline.domain.escalation import Step
from hotline.domain.help_requests import HelpRequest, RequestState
from hotline.domain.notices import Notice
from hotline.domain.outbox import OutboxKind
from hotline.ports import Ports, Transaction
from hotline.services.one_by_one import one_by_one
from hotline.services.whom_to_ask import whom_to_ask
from hotline.types import new_id


def begin(ports: Ports, tx: Transaction, request: HelpRequest) -> int:
    """Ask the people of the first step that has any; returns how many were asked."""
    return _ask_from(ports, tx, request, 0)


def begin_anew(ports: Ports, tx: Transaction, request: HelpRequest, *, leaving_out: str) -> None:
    """A request came back into the queue: its steps begin again, for everybody but one.

    Who had it until now (`leaving_out`) counts as asked already.
    """
    now = ports.clock.now()
    tx.notices.begin_anew(request.id)
    if leaving_out:
        had_it = Notice(new_id(), request.id, leaving_out, sent_at=now, why="had it")
        if tx.notices.ask_anew(had_it, now) is None:
            tx.notices.add(had_it, now)
    _ask_from(ports, tx, request, 0)


def ask_who_came(ports: Ports, tx: Transaction) -> None:
    """Somebody came on call: ask those who would have been asked about what waits by now."""
    for request in tx.requests.open_ones():
        if request.state is not RequestState.QUEUED:
            continue
        for number in range(request.escalation_step + 1):
            step = ports.policy.step(number, urgent=request.urgent)
            if step and not ports.policy.is_repeat(number, urgent=request.urgent):
                _ask(ports, tx, request, number, step)


def hasten(ports: Ports, tx: Transaction, request_id: str) -> None:
    """Somebody is in danger after all: the urgent steps begin now."""
    request = tx.requests.by_id(request_id)
    if request is not None and request.state is RequestState.QUEUED:
        _ask_from(ports, tx, request, 0)


def escalate(ports: Ports) -> int:
    """The sweep: every request whose time has come asks its next step; returns how many.

    One step a request and sweep, however long nobody swept: after an hour of standstill
    each volunteer still hears of it once.
    """
    now = ports.clock.now()
    with ports.unit_of_work(read_only=True) as tx:
        due = tx.requests.due_to_ask(now)
    return one_by_one(due, lambda request: _go_up(ports, request))


def _go_up(ports: Ports, request: HelpRequest) -> bool:
    """True when this sweep, and no other, took the request to its next step."""
    with ports.unit_of_work() as tx:
        if request.escalation_at is None:
            return False
        if not tx.requests.take_step(request.id, request.escalation_at):
            return False
        _ask_from(ports, tx, request, request.escalation_step + 1)
        tx.announce()
    return True


def _ask_from(ports: Ports, tx: Transaction, request: HelpRequest, number: int) -> int:
    """Ask from this step on until one has anybody to ask, and say when the next is due."""
    now, asked = ports.clock.now(), 0
    while step := ports.policy.step(number, urgent=request.urgent):
        if ports.policy.is_repeat(number, urgent=request.urgent):
            _ask_once_more(ports, tx, request, step)
            asked = asked or 1
        else:
            asked = _ask(ports, tx, request, number, step)
        following = ports.policy.step(number + 1, urgent=request.urgent)
        if asked or following is None or ports.policy.is_repeat(number + 1, urgent=request.urgent):
            # The last step waits also when it found nobody: somebody may come.
            tx.requests.set_step(request.id, number, now + step.wait if following else None)
            return asked
        number += 1
    tx.requests.set_step(request.id, number - 1, None)
    return asked


def _ask(ports: Ports, tx: Transaction, request: HelpRequest, number: int, step: Step) -> int:
    now, asked = ports.clock.now(), 0
    before = {each.volunteer_id for each in tx.notices.of_request(request.id) if each.asked_at}
    chosen = whom_to_ask(ports, tx, request, step.ask)
    if step.at_most is not None:
        there = sum(1 for each in chosen if each.id in before)
        new = [each for each in chosen if each.id not in before]
        chosen = new[: max(0, step.at_most - there)]
    for volunteer in chosen:
        if volunteer.id in before:
            continue
        notice = Notice(new_id(), request.id, volunteer.id, None, step.ask.value, number)
        notice_id = notice.id if tx.notices.add(notice, now) else tx.notices.ask_anew(notice, now)
        if notice_id:
            tx.outbox.add(OutboxKind.SEND_NOTICE, notice_id)
            asked += 1
    return asked


def _ask_once_more(ports: Ports, tx: Transaction, request: HelpRequest, step: Step) -> None:
    volunteers = whom_to_ask(ports, tx, request, step.ask)
    for volunteer in volunteers[: step.at_most]:
        notice_id = tx.notices.repeat(request.id, volunteer.id, ports.clock.now())
        if notice_id:
            tx.outbox.add(OutboxKind.SEND_NOTICE, notice_id)
