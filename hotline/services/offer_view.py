"""What the page of a request says about asking and holding: who, why, since when, what next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline.domain.help_requests import HelpRequest, RequestState, normalise_code
from hotline.domain.routing import Wish, Wishes, helps_near
from hotline.domain.volunteers import Volunteer, speaks
from hotline.errors import NotFound
from hotline.ports import Ports, Transaction
from hotline.services.claims import volunteer_name
from hotline.services.hand_overs import Colleagues, asked_of, colleagues
from hotline.services.whom_to_ask import traits_of, wishes_of
from hotline.services.wishes import unmet


@dataclass(frozen=True)
class Asked:
    """One volunteer who was asked: in which step, and what of it fits them."""

    name: str
    why: str
    at: datetime
    was_told: bool
    speaks: bool
    has_topic: bool
    #: For holder and coordinators alone: it tells something of the person and of the volunteer.
    helps_near: bool = False


@dataclass(frozen=True)
class OfferView:
    """`asked` is empty for who may not know of it; `wishes` are for holder and coordinators."""

    asked: tuple[Asked, ...]
    next_at: datetime | None
    wishes: Wishes
    unmet: tuple[Wish, ...]
    may_note: bool
    colleagues: Colleagues
    asked_of_me_by: str
    i_asked: str
    leased_until: datetime | None


def offer_view(ports: Ports, volunteer_id: str, code: str) -> OfferView:
    """The view of one volunteer. Raises NotFound."""
    with ports.unit_of_work(read_only=True) as tx:
        request = tx.requests.by_code(normalise_code(code))
        me = tx.volunteers.by_id(volunteer_id)
        if request is None or me is None:
            raise NotFound("There is no such request.")
        mine = request.state is RequestState.CLAIMED and request.claimed_by == volunteer_id
        may_note = mine or me.is_coordinator
        wishes = wishes_of(tx, request) if may_note else Wishes()
        open_ = request.state is not RequestState.RESOLVED
        hand_over = tx.offers.hand_over_of(request.id)
        return OfferView(
            asked=_asked(tx, request, wishes.near) if open_ else (),
            next_at=request.escalation_at,
            wishes=wishes,
            unmet=unmet(ports, tx, request) if request.state is RequestState.QUEUED else (),
            may_note=may_note and open_,
            colleagues=(
                colleagues(ports, tx, volunteer_id, request.language) if mine else Colleagues()
            ),
            asked_of_me_by=(
                volunteer_name(tx, request.claimed_by)
                if asked_of(tx, volunteer_id, request)
                else ""
            ),
            i_asked=volunteer_name(tx, hand_over.to_volunteer) if hand_over and mine else "",
            leased_until=request.leased_until if mine else None,
        )


def _asked(tx: Transaction, request: HelpRequest, near: str) -> tuple[Asked, ...]:
    found = []
    for notice in tx.notices.of_request(request.id):
        volunteer = tx.volunteers.by_id(notice.volunteer_id)
        if volunteer is not None and notice.asked_at is not None and notice.why != "had it":
            found.append(
                Asked(
                    volunteer_name(tx, volunteer.id),
                    notice.why,
                    notice.asked_at,
                    notice.sent_at is not None,
                    speaks(volunteer, request.language),
                    _has_topic(volunteer, request.topic),
                    bool(near) and helps_near(traits_of(tx, volunteer), near),
                )
            )
    return tuple(found)


def _has_topic(volunteer: Volunteer, topic: str) -> bool:
    return topic in volunteer.topics
