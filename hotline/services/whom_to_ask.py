"""Whom a step of the policy means at this moment, the best first, and which wish nobody meets."""

from __future__ import annotations

from collections.abc import Sequence

from hotline.domain.bridges import ONE_LEG, Leg
from hotline.domain.escalation import Target
from hotline.domain.help_requests import HelpRequest
from hotline.domain.routing import (
    Load,
    People,
    Ranking,
    Traits,
    Wishes,
    rank,
    traits_from_json,
    wishes_from_json,
    with_topic,
)
from hotline.domain.volunteers import OnCall, Volunteer, shared_language, speaks
from hotline.errors import KeyLost
from hotline.ports import Ports, Transaction
from hotline.services.on_call import volunteers_on_call


def whom_to_ask(
    ports: Ports, tx: Transaction, request: HelpRequest, target: Target
) -> Sequence[Volunteer | OnCall]:
    """Those of this target who may be asked now, the best first."""
    if target is Target.COORDINATORS:
        # They hear of a wish that nobody meets, and mend it; so no wish leaves them out.
        return [each for each in tx.volunteers.all() if each.is_coordinator]
    return ranking(ports, tx, request, target).order


def ranking(ports: Ports, tx: Transaction, request: HelpRequest, target: Target) -> Ranking:
    """The same for those on call, with the wishes that none of them meets."""
    own, further = request.language, ports.chains.get(request.language, ())
    asked = None if target is Target.ON_SHIFT else (own, *further)
    there: Sequence[OnCall] = volunteers_on_call(ports, tx, languages=asked)
    language = shared_language(there, own, further)
    if target is not Target.ON_SHIFT:
        there = [each for each in there if speaks(each, language)]
    wishes = wishes_of(tx, request)
    people = People({} if wishes.is_blank else told_traits(tx, there), _loads(ports, tx, there))
    if target is Target.BEST_FIT and not wishes:
        there = list(with_topic(there, request.topic))
    return rank(there, language, request.topic, wishes, people)


def wishes_of(tx: Transaction, request: HelpRequest) -> Wishes:
    """What the person asked for about who answers; nothing once that is erased."""
    if request.wishes is None:
        return Wishes()
    try:
        key = tx.keys.open(request.key_id)
    except KeyLost:
        return Wishes()
    return wishes_from_json(key.open_text("request.wishes", request.wishes))


def traits_of(tx: Transaction, volunteer: Volunteer) -> Traits:
    """What this volunteer tells of themselves."""
    return told_traits(tx, [volunteer]).get(volunteer.id, Traits())


def told_traits(tx: Transaction, volunteers: Sequence[Volunteer | OnCall]) -> dict[str, Traits]:
    """What each of these tells of themselves; those who tell nothing are not in it."""
    sealed = tx.care.traits([each.id for each in volunteers])
    return {
        each.id: traits_from_json(
            tx.keys.open(each.key_id).open_text("volunteer.traits", sealed[each.id])
        )
        for each in volunteers
        if each.id in sealed
    }


def _loads(ports: Ports, tx: Transaction, volunteers: Sequence[OnCall]) -> dict[str, Load]:
    resting = tx.care.resting(ports.clock.now())
    held, asked = tx.requests.held_counts(), tx.notices.last_asked()
    # A call that tells them of another request keeps nobody from being asked about this one.
    in_call = {leg.volunteer_id for leg in tx.legs.under_way() if not _is_in_no_talk(tx, leg)}
    return {
        each.id: Load(
            held=held.get(each.id, 0),
            last_asked=asked.get(each.id),
            in_call=each.id in in_call,
            resting=each.id in resting,
        )
        for each in volunteers
    }


def _is_in_no_talk(tx: Transaction, leg: Leg) -> bool:
    """A call of one leg: whoever hears that a request waits may be asked about another."""
    bridge = tx.bridges.by_id(leg.bridge_id)
    return bridge is not None and bridge.kind in ONE_LEG
