"""A claim is a lease: renewed by work, warned about, then back in the queue (O6, V21, T8)."""

from __future__ import annotations

import threading

import pytest

from hotline.errors import AlreadyClaimed, NotFound, NotYours
from hotline.services.claims import claim, release
from hotline.services.hand_overs import ask_to_take_over, decline
from hotline.services.leases import end_leases, renew_in
from hotline.services.queue import open_request


def test_a_claim_that_nobody_works_on_is_warned_about_and_goes_back(stage):
    """O6: expiry returns the item, and the others are asked again."""
    stage.volunteer("Rosa")
    stage.volunteer("Sam")
    code = stage.house.request()
    stage.work()
    claim(stage.house.ports, stage.ids["Rosa"], code)
    stage.told("Rosa"), stage.told("Sam")
    stage.later(minutes=24)
    assert stage.told("Rosa") == []
    stage.later(minutes=2)
    (warning,) = stage.told("Rosa")
    assert f"KEEP {code}" in warning
    assert "12:30" in warning
    stage.later(minutes=3)
    assert stage.holder(code) == "Rosa"
    stage.later(minutes=2)
    assert stage.holder(code) is None
    (over,) = stage.told("Rosa")
    assert code in over
    assert len(stage.told("Sam")) == 1


@pytest.mark.parametrize("reply", ["KEEP {}", "keep", " Keep  {} ", "{}", "KEEP 1a", "keep {}."])
def test_keep_keeps_it_for_a_whole_lease(stage, reply):
    stage.volunteer("Rosa")
    code = stage.house.request()
    stage.work()
    claim(stage.house.ports, stage.ids["Rosa"], code)
    stage.later(minutes=27)
    assert code in stage.text("Rosa", reply.format(code))
    stage.later(minutes=28)
    assert stage.holder(code) == "Rosa"
    stage.later(minutes=4)
    assert stage.holder(code) is None


def test_opening_the_page_renews_and_another_volunteer_does_not(stage):
    rosa, sam = stage.volunteer("Rosa"), stage.volunteer("Sam")
    code = stage.house.request()
    claim(stage.house.ports, rosa, code)
    stage.later(minutes=20)
    open_request(stage.house.ports, sam, code)
    with stage.house.ports.unit_of_work() as tx:
        request = tx.requests.by_code(code)
        assert not renew_in(stage.house.ports, tx, sam, request.id)
    open_request(stage.house.ports, rosa, code)
    stage.later(minutes=20)
    assert stage.holder(code) == "Rosa"
    open_request(stage.house.ports, rosa, code, active=False)
    stage.later(minutes=11)
    assert stage.holder(code) is None, "a page that keeps itself up to date is no work"


def test_keep_after_the_end_takes_it_again_or_says_who_has_it(stage):
    stage.volunteer("Rosa")
    stage.volunteer("Sam")
    code = stage.house.request()
    stage.work()
    claim(stage.house.ports, stage.ids["Rosa"], code)
    stage.later(minutes=31)
    assert "yours" in stage.text("Rosa", f"KEEP {code}")
    assert stage.holder(code) == "Rosa"
    stage.later(minutes=31)
    claim(stage.house.ports, stage.ids["Sam"], code)
    assert "Sam" in stage.text("Rosa", f"KEEP {code}")


def test_claims_from_before_there_were_leases_get_one(stage):
    rosa = stage.volunteer("Rosa")
    code = stage.house.request()
    with stage.house.ports.unit_of_work() as tx:
        assert tx.requests.claim(tx.requests.by_code(code).id, rosa, stage.clock.now())
    stage.later(minutes=25)
    assert stage.holder(code) == "Rosa"
    stage.later(minutes=10)
    assert stage.holder(code) is None


def test_release_by_text_needs_no_reason(stage):
    stage.volunteer("Rosa")
    code = stage.house.request()
    stage.work()
    assert "yours" in stage.text("Rosa", code)
    assert "back in the queue" in stage.text("Rosa", "release")
    assert stage.holder(code) is None
    assert "not with you" in stage.text("Rosa", f"release {code}")


def test_a_hand_over_moves_only_when_it_is_accepted(stage):
    """O7: a named volunteer who accepts, by text."""
    rosa, sam = stage.volunteer("Rosa"), stage.volunteer("Sam")
    code = stage.house.request()
    claim(stage.house.ports, rosa, code)
    assert ask_to_take_over(stage.house.ports, rosa, code, sam) == "Sam"
    stage.work()
    asked = stage.told("Sam")[-1]
    assert "Rosa" in asked
    assert code in asked
    assert stage.holder(code) == "Rosa"
    assert "yours" in stage.text("Sam", "a")
    assert stage.holder(code) == "Sam"


def test_a_hand_over_can_be_declined_and_only_the_holder_asks(stage):
    rosa, sam = stage.volunteer("Rosa"), stage.volunteer("Sam")
    mina = stage.volunteer("Mina")
    code = stage.house.request()
    with pytest.raises(NotYours):
        ask_to_take_over(stage.house.ports, sam, code, mina)
    claim(stage.house.ports, rosa, code)
    with pytest.raises(NotFound):
        ask_to_take_over(stage.house.ports, rosa, code, rosa)
    ask_to_take_over(stage.house.ports, rosa, code, sam)
    with pytest.raises(NotFound):
        decline(stage.house.ports, mina, code)
    decline(stage.house.ports, sam, code)
    stage.work()
    assert "Rosa" in stage.text("Sam", code)
    assert stage.holder(code) == "Rosa"


def test_a_hand_over_ends_with_the_claim(stage):
    rosa, sam = stage.volunteer("Rosa"), stage.volunteer("Sam")
    mina = stage.volunteer("Mina")
    code = stage.house.request()
    claim(stage.house.ports, rosa, code)
    ask_to_take_over(stage.house.ports, rosa, code, sam)
    release(stage.house.ports, rosa, code)
    claim(stage.house.ports, mina, code)
    assert "Mina" in stage.text("Sam", code)


def _at_once(*acts):
    barrier, results = threading.Barrier(len(acts)), []

    def go(act):
        barrier.wait()
        try:
            results.append(act())
        except (AlreadyClaimed, NotYours) as error:
            results.append(error)

    threads = [threading.Thread(target=go, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_text_against_page_against_release_has_one_holder_or_none(stage):
    """T8: 20 rounds; the state after is one that some order of the acts could have left."""
    for name in ("Rosa", "Sam", "Mina"):
        stage.volunteer(name)
    ports = stage.house.ports
    for _ in range(20):
        code = stage.house.request()
        with ports.unit_of_work() as tx:
            request_id = tx.requests.by_code(code).id
        claim(ports, stage.ids["Rosa"], code)
        results = _at_once(
            lambda code=code: release(ports, stage.ids["Rosa"], code),
            lambda code=code: claim(ports, stage.ids["Sam"], code),
            lambda code=code: claim(ports, stage.ids["Mina"], code),
        )
        won = [each for each in results if each is not None and not isinstance(each, Exception)]
        assert len(won) <= 1
        assert (stage.holder(code) is not None) == (len(won) == 1)
        with ports.unit_of_work() as tx:
            claims = [
                line for line in tx.audit.of_subject(request_id) if line[2] == "request:claim"
            ]
        assert len(claims) == 1 + len(won)


def test_two_sweeps_at_once_give_it_back_once(stage):
    rosa = stage.volunteer("Rosa")
    for _ in range(5):
        code = stage.house.request()
        claim(stage.house.ports, rosa, code)
        stage.clock.forward(minutes=31)
        ended = _at_once(*[lambda: end_leases(stage.house.ports)] * 4)
        assert sum(ended) == 1
