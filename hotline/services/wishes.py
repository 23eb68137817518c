"""What a person asks for about who answers: kept with the request, and never overridden."""

from __future__ import annotations

from dataclasses import replace

from hotline.domain.escalation import Target
from hotline.domain.help_requests import HelpRequest, RequestState, normalise_code
from hotline.domain.routing import (
    Traits,
    Wish,
    Wishes,
    needs_of,
    traits_to_json,
    wishes_to_json,
    with_needs,
)
from hotline.errors import NotFound, NotYours
from hotline.ports import DataKey, Ports, Transaction
from hotline.services import asking
from hotline.services.whom_to_ask import ranking, traits_of, wishes_of
from hotline.types import Sealed

#: A town as it is said; longer is no town.
LONGEST_TOWN = 60
#: Whoever helps in more places than that helps everywhere.
MOST_AREAS = 10


def set_wishes(ports: Ports, tx: Transaction, request: HelpRequest, wishes: Wishes) -> None:
    """Keep what the person asked for, sealed with their request, and ask by it from now on.

    For a webhook of theirs, or for whoever notes what they said.
    """
    key = tx.keys.open(request.key_id)
    tx.requests.set_wishes(request.id, sealed_wishes(key, wishes))
    again = tx.requests.by_id(request.id)
    if again is not None and again.state is RequestState.QUEUED:
        asking.begin_anew(ports, tx, again, leaving_out="")
    tx.announce()


def sealed_wishes(key: DataKey, wishes: Wishes) -> Sealed | None:
    """As they are kept; None where nothing was asked for."""
    return None if wishes.is_blank else key.seal_text("request.wishes", wishes_to_json(wishes))


def wish_more(ports: Ports, tx: Transaction, request_id: str, said: Wishes) -> None:
    """The person's own words or keys add to what they asked for; nothing said changes nothing.

    "Somebody else is fine" is theirs to say too, and means something only beside a wish.
    Of two places the one that they said last counts.
    """
    request = tx.requests.by_id(request_id)
    if request is None or not (said or said.anybody or said.near):
        return
    before = wishes_of(tx, request)
    after = replace(with_needs(before, needs_of(said)), near=said.near or before.near)
    if not after:
        after = replace(after, anybody=False)
    if after.is_blank or after == before:
        return
    if replace(after, near=before.near) == before:
        # A place leaves nobody out: who was asked stays asked, and hears of it once.
        tx.requests.set_wishes(request.id, sealed_wishes(tx.keys.open(request.key_id), after))
        return
    set_wishes(ports, tx, request, after)


def note_wishes(
    ports: Ports,
    volunteer_id: str,
    code: str,
    *,
    woman: bool,
    not_from: str,
    same_as_last: bool,
    near: str = "",
) -> None:
    """A holder or coordinator writes down what the person said. Raises NotFound, NotYours."""
    with ports.unit_of_work() as tx:
        request = _of_holder_or_coordinator(tx, volunteer_id, code)
        last = tx.requests.last_answered_by(request) if same_as_last else None
        wishes = Wishes(woman, _tidy(not_from), last or "", near=_tidy(near))
        set_wishes(ports, tx, request, wishes)
        tx.audit.write(volunteer_id, "request:note-wishes", request.id, ports.clock.now())


def ask_anybody(ports: Ports, volunteer_id: str, code: str) -> None:
    """The person, through a coordinator or holder, says that somebody else is fine."""
    with ports.unit_of_work() as tx:
        request = _of_holder_or_coordinator(tx, volunteer_id, code)
        set_wishes(ports, tx, request, replace(wishes_of(tx, request), anybody=True))
        tx.audit.write(volunteer_id, "request:ask-anybody", request.id, ports.clock.now())


def unmet(ports: Ports, tx: Transaction, request: HelpRequest) -> tuple[Wish, ...]:
    """The wish for which nobody on call can be asked now; empty when it is met or given up."""
    wishes = wishes_of(tx, request)
    if not wishes or wishes.anybody:
        return ()
    return ranking(ports, tx, request, Target.LANGUAGE).unmet


def set_traits(ports: Ports, volunteer_id: str, traits: Traits) -> None:
    """A volunteer tells of themselves, or takes it back. Raises NotFound."""
    areas = tuple(_tidy(each) for each in traits.areas[:MOST_AREAS])
    traits = Traits(traits.woman, _tidy(traits.town), areas)
    with ports.unit_of_work() as tx:
        volunteer = tx.volunteers.by_id(volunteer_id)
        if volunteer is None:
            raise NotFound("There is no such volunteer.")
        key = tx.keys.open(volunteer.key_id)
        told = traits != Traits()
        sealed = key.seal_text("volunteer.traits", traits_to_json(traits)) if told else None
        tx.care.set_traits(volunteer_id, sealed)


def own_traits(ports: Ports, volunteer_id: str) -> Traits:
    """What the volunteer told; for their own page only."""
    with ports.unit_of_work(read_only=True) as tx:
        volunteer = tx.volunteers.by_id(volunteer_id)
        return traits_of(tx, volunteer) if volunteer else Traits()


def _of_holder_or_coordinator(tx: Transaction, volunteer_id: str, code: str) -> HelpRequest:
    request = tx.requests.by_code(normalise_code(code))
    if request is None:
        raise NotFound("There is no such request.")
    volunteer = tx.volunteers.by_id(volunteer_id)
    if request.claimed_by != volunteer_id and not (volunteer and volunteer.is_coordinator):
        raise NotYours
    return request


def _tidy(place: str) -> str:
    return " ".join(place.split())[:LONGEST_TOWN]
