"""A claim outlives the shift of its holder only by a yes: asked once, then it waits again (O6, O7)."""

from __future__ import annotations

from hotline.services import duty
from hotline.services.claims import claim


def test_a_claim_of_who_went_off_is_asked_about_once_and_then_waits_again(stage):
    """O6, O7: no claim is lost with its holder's shift, and nobody is besieged about it."""
    stage.volunteer("Rosa")
    code = stage.house.request()
    stage.work()
    claim(stage.house.ports, stage.ids["Rosa"], code)
    duty.leave(stage.house.ports, stage.ids["Rosa"])
    stage.told("Rosa")
    stage.later(minutes=29)
    (asked,) = stage.told("Rosa")
    assert f"KEEP {code}" in asked
    assert stage.holder(code) == "Rosa"
    stage.later(minutes=2)
    assert stage.holder(code) is None
    (over,) = stage.told("Rosa")
    assert code in over
    stage.later(minutes=10)
    assert stage.told("Rosa") == []
