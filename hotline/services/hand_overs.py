"""Handing a request over to one other volunteer, who has to accept before it moves."""

from __future__ import annotations

from dataclasses import dataclass

from hotline.domain.help_requests import HelpRequest, RequestState, normalise_code
from hotline.domain.offers import HandOver
from hotline.domain.volunteers import speaks
from hotline.errors import NotFound, NotYours
from hotline.ports import Ports, Transaction
from hotline.services.claims import by_code, claim_in, volunteer_name
from hotline.services.on_call import is_on_call, volunteers_on_call
from hotline.services.short_codes import tell_code
from hotline.services.texts_to_volunteers import queue_text_to_volunteer
from hotline.types import Language

#: A list to choose from is no longer than this; others are asked by their name.
MOST_LISTED = 40


@dataclass(frozen=True)
class Colleague:
    """Somebody who may be asked to take over: an id for the form, a name for the page."""

    id: str
    name: str


@dataclass(frozen=True)
class Colleagues:
    """Those to choose from; with `more` there are others, who can be asked by their name."""

    listed: tuple[Colleague, ...] = ()
    more: bool = False


def colleagues(ports: Ports, tx: Transaction, me: str, language: Language) -> Colleagues:
    """Others on call, by name. Of very many those who speak the language and hold least.

    Names are sealed one by one: thousands of them would be opened for one page.
    """
    there = [each for each in volunteers_on_call(ports, tx) if each.id != me]
    more = len(there) > MOST_LISTED
    if more:
        held = tx.requests.held_counts()
        there.sort(key=lambda each: (not speaks(each, language), held.get(each.id, 0), each.id))
    named = [Colleague(each.id, volunteer_name(tx, each.id)) for each in there[:MOST_LISTED]]
    return Colleagues(tuple(sorted(named, key=lambda each: each.name.casefold())), more)


def colleague_named(ports: Ports, me: str, name: str) -> str:
    """The id of the only other one on call who is called so. Raises NotFound for none and two."""
    wanted = " ".join(name.split()).casefold()
    with ports.unit_of_work(read_only=True) as tx:
        found = [
            each.id
            for each in volunteers_on_call(ports, tx)
            if each.id != me and " ".join(volunteer_name(tx, each.id).split()).casefold() == wanted
        ]
    if len(found) != 1:
        raise NotFound("There is no such volunteer, or there are two.")
    return found[0]


def ask_to_take_over(ports: Ports, volunteer_id: str, code: str, to_volunteer: str) -> str:
    """Ask one other volunteer; returns their name. The request stays with its holder until then.

    Raises NotYours when the asker does not hold it, NotFound for no such request or nobody on call.
    """
    now = ports.clock.now()
    with ports.unit_of_work() as tx:
        request = _held(tx, volunteer_id, code)
        other = tx.volunteers.by_id(to_volunteer)
        if other is None or other.id == volunteer_id or not is_on_call(ports, tx, other.id):
            # A page that was open for an hour asks nobody who has gone home.
            raise NotFound("There is no such volunteer.")
        tx.offers.ask_hand_over(HandOver(request.id, volunteer_id, other.id, now))
        short = tell_code(ports, tx, other.id, request.id)
        language = other.languages[0] if other.languages else ports.default_language
        asker = volunteer_name(tx, volunteer_id)
        text = ports.texts.text(
            "hand_over.asked", language, name=asker, code=request.code, short=short
        )
        queue_text_to_volunteer(ports, tx, other, text)
        tx.requests.renew(request.id, volunteer_id, now + ports.policy.lease)
        tx.audit.write(volunteer_id, "request:ask-hand-over", request.id, now)
        tx.announce()
        return volunteer_name(tx, other.id)


def take_over_in(ports: Ports, tx: Transaction, volunteer_id: str, request: HelpRequest) -> bool:
    """True when it was asked of this volunteer, and is theirs from now on.

    The holder may have given it back, or another have taken it, in the same instant: the
    update that finds it no longer with the asker changes nothing.
    """
    asker = tx.offers.take_hand_over(request.id, volunteer_id)
    now = ports.clock.now()
    if asker is None or not tx.requests.hand_over(
        request.id, asker, volunteer_id, now, now + ports.policy.lease
    ):
        return False
    tx.audit.write(volunteer_id, "request:take-over", request.id, now)
    tx.announce()
    return True


def take_over(ports: Ports, volunteer_id: str, code: str) -> None:
    """Accept by the page. Raises NotFound, WrongState, AlreadyClaimed with who has it now."""
    with ports.unit_of_work() as tx:
        request = by_code(tx, code)
        if not take_over_in(ports, tx, volunteer_id, request):
            claim_in(ports, tx, volunteer_id, code)


def asked_of(tx: Transaction, volunteer_id: str, request: HelpRequest) -> bool:
    """Whether this volunteer is being asked to take the request over."""
    asked = tx.offers.hand_over_of(request.id)
    return (
        asked is not None
        and asked.to_volunteer == volunteer_id
        and request.state is RequestState.CLAIMED
        and request.claimed_by == asked.from_volunteer
    )


def decline(ports: Ports, volunteer_id: str, code: str) -> None:
    """Say no to a hand-over, without a reason; nothing else changes. Raises NotFound."""
    with ports.unit_of_work() as tx:
        request = tx.requests.by_code(normalise_code(code))
        if request is None or tx.offers.take_hand_over(request.id, volunteer_id) is None:
            raise NotFound("There is no such request.")
        tx.audit.write(volunteer_id, "request:decline", request.id, ports.clock.now())
        tx.announce()


def _held(tx: Transaction, volunteer_id: str, code: str) -> HelpRequest:
    request = tx.requests.by_code(normalise_code(code))
    if request is None:
        raise NotFound("There is no such request.")
    if request.state is not RequestState.CLAIMED or request.claimed_by != volunteer_id:
        raise NotYours
    return request
