"""One request that breaks a sweep keeps no other from being asked about or given back (O6)."""

from __future__ import annotations

import pytest

from hotline.errors import CarrierUnavailable, StoreBusy
from hotline.services import asking, leases
from hotline.services.claims import claim
from hotline.services.one_by_one import one_by_one


def _breaking(broken, on):
    """`broken`, but with a fault of its own for the request `on`."""

    def act(ports, tx, request, *rest):
        if request.code == on:
            raise ValueError("broken")
        return broken(ports, tx, request, *rest)

    return act


def test_others_are_asked_about_a_request_although_one_before_it_breaks(stage, monkeypatch):
    stage.volunteer("Rosa")
    bad, good = stage.house.request(), stage.house.request()
    stage.work()
    with stage.house.ports.unit_of_work() as tx:
        before = tx.requests.by_code(good).escalation_at
    stage.clock.forward(minutes=20)
    monkeypatch.setattr(asking, "_ask_from", _breaking(asking._ask_from, bad))
    with pytest.raises(ValueError, match="broken"):
        asking.escalate(stage.house.ports)
    with stage.house.ports.unit_of_work() as tx:
        assert tx.requests.by_code(good).escalation_at != before
        assert tx.requests.by_code(bad).escalation_at == before, "it comes again at the next sweep"


def test_a_request_goes_back_to_the_queue_although_one_before_it_breaks(stage, monkeypatch):
    rosa = stage.volunteer("Rosa")
    bad, good = stage.house.request(), stage.house.request()
    for code in (bad, good):
        claim(stage.house.ports, rosa, code)
    stage.clock.forward(minutes=31)
    monkeypatch.setattr(leases, "_end", _breaking(leases._end, bad))
    with pytest.raises(ValueError, match="broken"):
        leases.end_leases(stage.house.ports)
    assert stage.holder(bad) == "Rosa"
    assert stage.holder(good) is None


@pytest.mark.parametrize("away", [CarrierUnavailable("away"), StoreBusy()])
def test_what_is_away_for_all_is_told_at_once(away):
    tried = []

    def act(thing):
        tried.append(thing)
        raise away

    with pytest.raises(type(away)):
        one_by_one([1, 2, 3], act)
    assert tried == [1]
