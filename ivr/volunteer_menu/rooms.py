"""What each order does, and what is heard after it: the menu's meeting with the services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from hotline.domain.callbacks import WhyNot
from hotline.domain.calls import Call, CallOutcome
from hotline.domain.volunteers import Volunteer
from hotline.errors import AlreadyClaimed, CallNotAllowed, NotFound, NotYours, WrongState
from hotline.ports import Ports, Transaction
from hotline.services.claims import claim_in, release_in, resolve_in
from hotline.services.phone_desk import (
    ask_coordinators,
    call_from_here,
    change_on_call,
    hear_request,
    held_by,
    look_at_desk,
    next_waiting,
    sound_name,
    waited,
)
from hotline.services.phone_sign_in import (
    TriedPin,
    fingerprint_of_keyed,
    pin_is_locked,
    pin_mark,
    sign_in_by_phone,
)
from hotline.types import CallSid
from ivr.flows.session import Prompt
from ivr.volunteer_menu.orders import WRONG_PINS, Order
from ivr.volunteer_menu.speech import Speaker
from ivr.volunteer_menu.state import MenuState, Place

#: Why there is no call now, for the ear; anything else is "not right now".
_WHY_NOT = {
    WhyNot.NO_NUMBER: "may_nothing",
    WhyNot.NOT_ALLOWED: "may_nothing",
    WhyNot.NOT_THIS_WAY: "may_text",
    WhyNot.TRIED_ENOUGH: "tried_enough",
}


@dataclass(frozen=True)
class Answer:
    """Where the call stands now, the names of the words about what happened, and whether
    a request is told whole or by its choices alone. `leg`: the call goes on as this leg."""

    state: MenuState
    news: tuple[str, ...] = ()
    whole: bool = False
    leg: str = ""


@dataclass(frozen=True)
class Rooms:
    """The places of the menu, inside the transaction of one webhook."""

    ports: Ports
    tx: Transaction
    call: Call
    sid: CallSid

    def carry_out(
        self,
        state: MenuState,
        order: Order,
        pressed: str,
        volunteer: Volunteer | None,
        tried: TriedPin,
    ) -> Answer:
        """Do what was asked for. `volunteer` is None before sign-in, and there alone."""
        silences = state.silences + 1 if order is Order.SILENCE else 0
        state = replace(state, silences=silences)
        if volunteer is None:
            return self._at_the_door(state, order, pressed, tried)
        acts: dict[Order, Callable[[MenuState, Volunteer], Answer]] = {
            Order.HOME: self._home,
            Order.NEXT: self._next,
            Order.TAKE: self._take,
            Order.SKIP: self._skip,
            Order.MINE: self._mine,
            Order.ANOTHER: self._another,
            Order.CALL: self._call_back,
            Order.DONE: self._done,
            Order.GIVE_BACK: self._give_back,
            Order.HELP: self._help,
            Order.BREAK: self._break,
        }
        if order in acts:
            return acts[order](state, volunteer)
        match order:
            case Order.HEAR | Order.AGAIN:
                return Answer(state, whole=True)
            case Order.SLOWER:
                return Answer(replace(state, slower=True), whole=True)
            case Order.ASK_IF_DONE:
                return Answer(replace(state, place=Place.SURE))
            case Order.GOODBYE:
                word = "silent" if not pressed else "goodbye"
                return Answer(replace(state, place=Place.ENDED), (word,))
            case Order.SILENCE:
                return Answer(state)
        return Answer(state, ("wrong_key",))

    def words(
        self, speaker: Speaker, state: MenuState, volunteer: Volunteer, answer: Answer
    ) -> tuple[Prompt, ...]:
        """Everything that is said in this place before it waits."""
        if state.place is Place.HOME or not state.request_id:
            return speaker.home(look_at_desk(self.ports, self.tx, volunteer))
        if state.place is Place.SURE:
            return speaker.choices_of_sure()
        told: tuple[Prompt, ...] = ()
        if answer.whole:
            row = hear_request(self.ports, self.tx, volunteer.id, state.request_id)

            def sound(recording_id: str) -> str:
                return sound_name(self.ports, volunteer.id, recording_id)

            told = speaker.request(row, waited(self.ports, row), sound)
        if state.place is Place.WAITING:
            return told + speaker.choices_of_waiting()
        more = len(held_by(self.tx, volunteer.id)) > 1
        return told + speaker.choices_of_held(can_call=True, more=more)

    def _at_the_door(self, state: MenuState, order: Order, pressed: str, tried: TriedPin) -> Answer:
        if order is Order.OTHER_PHONE:
            return Answer(replace(state, place=Place.NUMBER))
        if order is Order.CHECK_NUMBER:
            phone = fingerprint_of_keyed(self.ports, pressed.rstrip("#"))
            return Answer(replace(state, place=Place.PIN, phone=phone))
        if order is Order.CHECK_PIN:
            if pin_is_locked(self.ports, self.tx, self.call, state.phone):
                return self._refused(state, "locked")
            volunteer = sign_in_by_phone(self.ports, self.tx, self.call, state.phone, tried)
            if volunteer is None:
                return self._refused(state, "refused")
            self.tx.calls.finish(self.call.id, CallOutcome.VOLUNTEER)
            mark = pin_mark(self.ports, volunteer)
            state = replace(state, volunteer_id=volunteer.id, pin_mark=mark, place=Place.HOME)
            return Answer(state, ("hello",))
        if order is Order.NO_PIN:
            return self._refused(state, "refused")
        return Answer(state)

    def _refused(self, state: MenuState, word: str) -> Answer:
        state = replace(state, wrong=state.wrong + 1)
        ended = state.wrong >= WRONG_PINS or word == "locked"
        return Answer(replace(state, place=Place.ENDED) if ended else state, (word,))

    def _home(self, state: MenuState, volunteer: Volunteer) -> Answer:
        return Answer(replace(state, place=Place.HOME, request_id=""))

    def _next(self, state: MenuState, volunteer: Volunteer, *news: str) -> Answer:
        found = next_waiting(self.tx, volunteer, state.skipped)
        if found is None:
            # All were heard: the next time they begin anew.
            state = replace(state, place=Place.HOME, request_id="", skipped=())
            return Answer(state, (*news, "no_more"))
        state = replace(state, place=Place.WAITING, request_id=found.id, heard=found.id)
        return Answer(state, news, whole=True)

    def _skip(self, state: MenuState, volunteer: Volunteer) -> Answer:
        return self._next(replace(state, skipped=(*state.skipped, state.request_id)), volunteer)

    def _take(self, state: MenuState, volunteer: Volunteer) -> Answer:
        try:
            claim_in(self.ports, self.tx, volunteer.id, self._code(state))
        except (AlreadyClaimed, WrongState, NotFound):
            # Somebody was quicker: the next one at once, without a way round.
            state = replace(state, skipped=(*state.skipped, state.request_id))
            return self._next(state, volunteer, "already")
        return self._hold(state, state.request_id, "taken")

    def _hold(self, state: MenuState, request_id: str, *news: str) -> Answer:
        """Go to a held request. The whole is told: it may hold more than before it was taken."""
        state = replace(state, place=Place.HELD, request_id=request_id)
        return Answer(state, news, whole=True)

    def _mine(self, state: MenuState, volunteer: Volunteer) -> Answer:
        held = [each.id for each in held_by(self.tx, volunteer.id)]
        if not held:
            return Answer(replace(state, place=Place.HOME, request_id=""), ("none_held",))
        at = state.request_id if state.request_id in held else held[0]
        answer = self._hold(state, at)
        # Back from "is it done?" with a no: they know what it is about.
        return replace(answer, whole=state.place is not Place.SURE)

    def _another(self, state: MenuState, volunteer: Volunteer) -> Answer:
        held = [each.id for each in held_by(self.tx, volunteer.id)]
        if state.request_id in held:
            at = held.index(state.request_id) + 1
            return self._hold(state, held[at % len(held)])
        return self._mine(state, volunteer)

    def _call_back(self, state: MenuState, volunteer: Volunteer) -> Answer:
        """This very call becomes the volunteer's leg: nobody's phone has to ring twice."""
        try:
            leg = call_from_here(self.ports, self.tx, volunteer.id, state.request_id, self.sid)
        except CallNotAllowed as refused:
            return Answer(state, (_WHY_NOT.get(WhyNot(refused.kind), "not_now"),))
        except (NotYours, NotFound):
            return Answer(replace(state, place=Place.HOME, request_id=""), ("gone",))
        return Answer(state, leg=leg) if leg else Answer(state, ("not_now",))

    def _done(self, state: MenuState, volunteer: Volunteer) -> Answer:
        return self._let_go(state, volunteer, resolve_in, "resolved")

    def _give_back(self, state: MenuState, volunteer: Volunteer) -> Answer:
        # Who has just given it back need not hear it as the next one.
        state = replace(state, skipped=(*state.skipped, state.request_id))
        return self._let_go(state, volunteer, release_in, "given_back")

    def _let_go(
        self,
        state: MenuState,
        volunteer: Volunteer,
        act: Callable[[Ports, Transaction, str, str], None],
        word: str,
    ) -> Answer:
        try:
            act(self.ports, self.tx, volunteer.id, self._code(state))
        except (NotYours, NotFound, WrongState):
            word = "gone"
        return Answer(replace(state, place=Place.HOME, request_id=""), (word,))

    def _help(self, state: MenuState, volunteer: Volunteer) -> Answer:
        about = state.request_id if state.place in {Place.HELD, Place.SURE} else ""
        mark = about or "-"
        if mark in state.helped:
            return Answer(state, ("helped",))
        if not ask_coordinators(self.ports, self.tx, volunteer, about):
            return Answer(state, ("nobody_helps",))
        return Answer(replace(state, helped=(*state.helped, mark)), ("helped",))

    def _break(self, state: MenuState, volunteer: Volunteer) -> Answer:
        on_call = change_on_call(self.ports, self.tx, volunteer)
        return Answer(state, ("is_on" if on_call else "is_off",))

    def _code(self, state: MenuState) -> str:
        request = self.tx.requests.by_id(state.request_id)
        return request.code if request else ""
