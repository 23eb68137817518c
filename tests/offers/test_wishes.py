"""What a person asked for about who answers is kept to, or asked about; never overridden (V21)."""

from __future__ import annotations

import pytest

from hotline.domain.escalation import Target
from hotline.domain.routing import Traits, Wish, Wishes
from hotline.errors import NotYours
from hotline.services.accounts import set_coordinator
from hotline.services.claims import claim, release, resolve
from hotline.services.offer_view import offer_view
from hotline.services.whom_to_ask import ranking, wishes_of
from hotline.services.wishes import (
    ask_anybody,
    note_wishes,
    own_traits,
    set_traits,
    unmet,
    wish_more,
)


def _unmet(stage, code):
    with stage.house.ports.unit_of_work(read_only=True) as tx:
        return unmet(stage.house.ports, tx, tx.requests.by_code(code))


def _asked(stage):
    stage.work()
    return sorted(name for name in stage.phones if stage.told(name))


@pytest.fixture
def people(stage):
    for name in ("Rosa", "Sam"):
        stage.volunteer(name)
    coco = stage.volunteer("Coco", on_call=False)
    set_coordinator(stage.house.ports, coco, True)
    set_traits(stage.house.ports, stage.ids["Rosa"], Traits(woman=True, town=" East  side "))
    return stage


def _noted(stage, **wishes):
    """A request whose first holder wrote down what the person said, and gave it back."""
    code = stage.house.request()
    _asked(stage)
    ports, sam = stage.house.ports, stage.ids["Sam"]
    claim(ports, sam, code)
    told = {"woman": False, "not_from": "", "same_as_last": False} | wishes
    note_wishes(ports, sam, code, **told)
    stage.clock.forward(minutes=2)
    release(ports, sam, code)
    return code


def test_only_who_is_what_was_asked_for_hears_of_it(people):
    _noted(people, woman=True)
    assert _asked(people) == ["Rosa"]


def test_an_unmet_wish_keeps_it_from_others_tells_the_coordinator_and_is_lifted_by_a_word(people):
    code = _noted(people, not_from="EAST SIDE")
    assert _asked(people) == ["Coco"], "Rosa is from there, of Sam it is not known"
    assert _unmet(people, code) == (Wish.NOT_FROM,)
    people.later(minutes=60)
    assert people.told("Rosa") == []
    with pytest.raises(NotYours):
        ask_anybody(people.house.ports, people.ids["Rosa"], code)
    _asked(people)
    people.clock.forward(minutes=2)
    ask_anybody(people.house.ports, people.ids["Coco"], code)
    assert "Rosa" in _asked(people)
    assert _unmet(people, code) == ()


def test_the_one_of_last_time_is_asked_alone(people):
    ports, rosa = people.house.ports, people.ids["Rosa"]
    first = people.house.request()
    claim(ports, rosa, first)
    resolve(ports, rosa, first)
    people.clock.forward(minutes=2)
    _asked(people)
    _noted(people, same_as_last=True)
    assert _asked(people) == ["Rosa"]


def test_wishes_and_traits_are_sealed_and_can_be_taken_back(people):
    code = _noted(people, not_from="Westside")
    rosa = people.ids["Rosa"]
    with people.house.ports.unit_of_work(read_only=True) as tx:
        assert b"Westside" not in tx.requests.by_code(code).wishes.blob
        assert b"East" not in tx.care.traits([rosa])[rosa].blob
    assert own_traits(people.house.ports, rosa) == Traits(woman=True, town="East side")
    set_traits(people.house.ports, rosa, Traits())
    with people.house.ports.unit_of_work(read_only=True) as tx:
        assert tx.care.traits([rosa]) == {}


def test_who_helps_where_the_help_is_needed_is_asked_first_and_nobody_is_left_out(people):
    """Issue 5.2, areas: a place puts in order, and never keeps a request from anybody."""
    ports, asked_first = people.house.ports, []
    set_traits(ports, people.ids["Rosa"], Traits(areas=("North hill", " East  side ")))
    code = people.house.request(caller="+15550100031")
    for near in ("east SIDE، Springfield", "North Hill", "South end"):
        note_wishes(
            ports, people.ids["Coco"], code, woman=False, not_from="", same_as_last=False, near=near
        )
        with ports.unit_of_work(read_only=True) as tx:
            request = tx.requests.by_code(code)
            order = [each.id for each in ranking(ports, tx, request, Target.LANGUAGE).order]
        assert len(order) == 2
        asked_first.append(order[0])
    rosa, sam = people.ids["Rosa"], people.ids["Sam"]
    assert asked_first == [rosa, rosa, sam]
    assert _unmet(people, code) == ()


def test_a_place_is_sealed_in_no_notice_and_shown_to_holder_and_coordinators_alone(people):
    """O12: who is only asked learns neither where it is nor who of the others helps there."""
    ports, rosa, sam = people.house.ports, people.ids["Rosa"], people.ids["Sam"]
    set_traits(ports, rosa, Traits(areas=("Mango street",)))
    code = people.house.request(caller="+15550100032")
    coco = people.ids["Coco"]
    wish = {"woman": False, "not_from": "", "same_as_last": False, "near": "Mango street"}
    note_wishes(ports, coco, code, **wish)
    people.later(minutes=1)
    assert people.carrier.texts
    assert not [body for _, body in people.carrier.texts if "mango" in body.casefold()]
    with ports.unit_of_work(read_only=True) as tx:
        assert b"Mango" not in tx.requests.by_code(code).wishes.blob
        assert b"Mango" not in tx.care.traits([rosa])[rosa].blob
    seen = offer_view(ports, coco, code)
    assert seen.wishes.near == "Mango street"
    assert [each.helps_near for each in seen.asked if each.name == "Rosa"] == [True]
    other = offer_view(ports, sam, code)
    assert other.wishes.near == ""
    assert not any(each.helps_near for each in other.asked)
    with pytest.raises(NotYours):
        note_wishes(ports, sam, code, **wish)
    note_wishes(ports, coco, code, **(wish | {"near": " "}))
    with ports.unit_of_work(read_only=True) as tx:
        assert tx.requests.by_code(code).wishes is None


def test_a_place_that_the_person_chose_is_kept_sealed_and_asks_nobody_twice(people):
    """Issue 5.2, areas: the last place they said counts; a wish of theirs stays beside it."""
    ports = people.house.ports
    code = people.house.request(caller="+15550100033")
    _asked(people)
    before = len(people.carrier.texts)
    for said in (Wishes(near="north side"), Wishes(near="river"), Wishes(), Wishes(anybody=True)):
        with ports.unit_of_work() as tx:
            wish_more(ports, tx, tx.requests.by_code(code).id, said)
    people.work()
    assert len(people.carrier.texts) == before
    with ports.unit_of_work(read_only=True) as tx:
        request = tx.requests.by_code(code)
        assert wishes_of(tx, request) == Wishes(near="river")
        assert b"river" not in request.wishes.blob
    with ports.unit_of_work() as tx:
        wish_more(ports, tx, request.id, Wishes(woman=True))
    with ports.unit_of_work(read_only=True) as tx:
        assert wishes_of(tx, tx.requests.by_code(code)) == Wishes(woman=True, near="river")
