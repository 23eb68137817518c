"""An interpreter comes into a call: a third leg, or a fourth where two relay to each other.

Interpreters are volunteers who speak the language; nobody in the call sees their number,
and they see nothing that is stored. They hear before they come in how it is done.
"""

from __future__ import annotations

from hotline.domain.bridges import Bridge, BridgeState, Leg, LegEnd, LegRole
from hotline.domain.volunteers import Volunteer, speaks
from hotline.errors import CallNotAllowed
from hotline.ports import Ports, Transaction
from hotline.services.booking_words import booked_interpreter
from hotline.services.bridges import want_leg
from hotline.services.callbacks import held_by
from hotline.services.on_call import volunteers_on_call
from hotline.types import Language

#: How many phones are rung for one language in one call, one after the other.
MOST_ASKED = 4
#: In one call at the same time: a relay is two.
MOST_THERE = 2


def ring_interpreter(ports: Ports, volunteer_id: str, code: str, language: Language) -> None:
    """Ring one who speaks this language, while the call of this request goes on.

    Who is booked for it first, then the exact variant, then the language; who is on call before
    who is not. Raises NotFound, NotYours, and CallNotAllowed: no_call, interpreter_comes,
    no_interpreter.
    """
    with ports.unit_of_work() as tx:
        request = held_by(tx, volunteer_id, code)
        bridge = tx.bridges.open_of_request(request.id)
        if bridge is None or bridge.state is not BridgeState.JOINED:
            raise CallNotAllowed("no_call")
        if tx.listened.has(request.id):
            raise CallNotAllowed("listened_to")
        there = [leg for leg in _legs_for(tx, bridge, None) if not leg.is_over]
        if len(there) >= MOST_THERE or any(leg.language == language for leg in there):
            raise CallNotAllowed("interpreter_comes")
        if not _ring(ports, tx, bridge, language, most=None):
            raise CallNotAllowed("no_interpreter")
        tx.audit.write(volunteer_id, "interpreter:ring", request.id, ports.clock.now())
        tx.announce()


def ring_the_next(ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> None:
    """Who could not come makes way for the next who speaks the language.

    One who was in the call and left is not replaced: whether to ring again is asked on the page.
    """
    if leg.role is not LegRole.INTERPRETER or leg.language is None or leg.joined_at:
        return
    if bridge.state is BridgeState.JOINED and leg.end is not LegEnd.FORBIDDEN:
        _ring(ports, tx, bridge, leg.language, most=MOST_ASKED)


def languages_to_offer(tx: Transaction, own: str) -> list[Language]:
    """Every language that another volunteer speaks."""
    return sorted(
        {each for volunteer in tx.volunteers.all() if volunteer.id != own
         for each in volunteer.languages}
    )  # fmt: skip


def _ring(
    ports: Ports, tx: Transaction, bridge: Bridge, language: Language, most: int | None
) -> bool:
    asked = [leg.volunteer_id for leg in _legs_for(tx, bridge, language)]
    if most is not None and len(asked) >= most:
        return False
    taken = {leg.volunteer_id for leg in tx.legs.of_bridge(bridge.id) if not leg.is_over}
    on_call = {each.id for each in volunteers_on_call(ports, tx, languages=(language,))}
    booked = booked_interpreter(tx, bridge.request_id, language)
    fitting = [
        volunteer
        for volunteer in tx.volunteers.all()
        if speaks(volunteer, language)
        and volunteer.id not in taken
        and not tx.legs.under_way_of(volunteer.id)
    ]

    def order(volunteer: Volunteer) -> tuple[int, bool, bool, bool, str]:
        times = asked.count(volunteer.id)
        exact = language in volunteer.languages
        is_booked = volunteer.id == booked
        return times, not is_booked, not exact, volunteer.id not in on_call, volunteer.id

    for volunteer in sorted(fitting, key=order):
        want_leg(ports, tx, bridge, LegRole.INTERPRETER, volunteer.id, language=language)
        return True
    return False


def _legs_for(tx: Transaction, bridge: Bridge, language: Language | None) -> list[Leg]:
    return [
        leg
        for leg in tx.legs.of_bridge(bridge.id)
        if leg.role is LegRole.INTERPRETER and language in (None, leg.language)
    ]
