"""V15: a number that the caller keys in, to be called at: heard back, tried, limited, forgotten."""

from __future__ import annotations

import pytest

from hotline.domain.callbacks import WhyNot
from hotline.domain.contact_safety import NO_CONTACT, Contact, Hours
from hotline.domain.retention import KEPT
from hotline.errors import CallNotAllowed
from hotline.services import callbacks
from hotline.services.claims import claim, resolve
from hotline.services.opt_outs import stop
from hotline.services.purge import purge
from hotline.types import Language, PhoneNumber
from tests.webhooks.bridging import CALLER, ROSA, MovableClock, Scene
from tests.webhooks.stage import build_stage
from tests.webhooks.test_consent_and_receipts import Caller, requests_of, rules_of

OTHER = "+15550100044"
KEYED = "5550100044"


@pytest.fixture
def scene(tmp_path) -> Scene:
    clock = MovableClock()
    return Scene(build_stage(tmp_path, clock), clock)


def at_the_number(scene: Scene, number: str = CALLER) -> Caller:
    """A caller who has left a message and asks to be called at another number."""
    caller = Caller(scene.stage, number).press("1", "1", "1").speak()
    assert "Call a number that I key in" in caller.heard
    return caller.press("4")


def agreed(scene: Scene, number: str = CALLER, keyed: str = KEYED) -> Caller:
    return at_the_number(scene, number).press(keyed, "1", "1", "1")


@pytest.mark.parametrize(
    ("keyed", "words"),
    [
        ("911", "not a whole phone number"),
        ("1", "not a whole phone number"),
        ("5550144", "not a whole phone number"),
        ("0000000000", "not a whole phone number"),
        ("999999999999999", "not a whole phone number"),
        ("55*0100044", "not a whole phone number"),
        ("9005550100", "cannot call that number"),  # premium
        ("19765550100", "cannot call that number"),
        ("8005550100", "cannot call that number"),  # toll-free
        ("12425550100", "cannot call that number"),  # +1, and another country
        ("8765550100", "cannot call that number"),
        ("011442071838750", "cannot call that number"),  # international prefix
        ("00442071838750", "cannot call that number"),
        ("15550100000", "cannot call that number"),  # our own
    ],
)
def test_f1_what_is_no_ordinary_phone_here_is_refused_with_words(scene, keyed, words):
    """F1: premium, toll-free, far and impossible numbers, and ours: asked again, then no."""
    caller = at_the_number(scene).press(keyed)
    assert words in caller.heard
    assert "with its area code" in caller.heard
    caller.press(keyed, keyed)
    assert "will not contact you" in caller.heard
    assert rules_of(scene.stage) == NO_CONTACT
    assert requests_of(scene.stage)[0].other_contact is None


@pytest.mark.parametrize("then", [[], [""], ["2"], ["#"], ["1"], ["1", "1"]])
def test_v15_a_number_that_was_not_confirmed_to_the_end_allows_nothing(scene, then):
    caller = at_the_number(scene).press(KEYED)
    for key in then:
        caller = caller.press(key) if key else caller.silence(2)
    caller.hang_up()
    assert rules_of(scene.stage) == NO_CONTACT
    assert requests_of(scene.stage)[0].other_contact is None


def test_v15_key_3_is_still_a_no(scene):
    caller = Caller(scene.stage).press("1", "1", "1").speak().press("3")
    assert "will not contact you" in caller.heard
    assert rules_of(scene.stage) == NO_CONTACT


@pytest.mark.parametrize("keyed", [KEYED, "1" + KEYED, "0111" + KEYED, "001" + KEYED])
def test_v15_v11_the_number_is_heard_back_and_called_in_place_of_theirs(scene, keyed):
    """V11, V15: digit by digit, then a yes; the volunteer's call goes there and nowhere else."""
    caller = at_the_number(scene).press(keyed)
    heard = " ".join(caller.heard.split())
    assert "five five five zero one zero zero zero four four" in heard
    assert "If it is right press one" in heard
    caller.press("1", "1", "1")
    rules = rules_of(scene.stage)
    assert (rules.ways, rules.hours) == (frozenset({Contact.CALL}), Hours.ANY)
    (request,) = requests_of(scene.stage)
    rosa = scene.volunteer()
    claim(scene.stage.ports, rosa, request.code)
    callbacks.begin_call(scene.stage.ports, rosa, request.code)
    scene.work()
    (mine,) = scene.company.to(ROSA)
    scene.enter(mine, scene.press(mine, "1", scene.answer(mine)))
    scene.work()
    assert len(scene.company.to(OTHER)) == 1
    assert scene.company.to(CALLER) == []
    # Nothing of ours is heard there: a person speaks, and says nothing first (E2).
    (theirs,) = scene.company.to(OTHER)
    assert "<Say" not in scene.answer(theirs)


def test_v13_v15_who_withholds_their_number_is_asked_for_one(scene):
    caller = Caller(scene.stage, "anonymous").press("1", "1", "1").speak()
    assert "number is withheld" in caller.heard
    assert "Only send a text" not in caller.heard
    assert "does nothing here" in caller.press("1").heard
    caller.press("4", KEYED, "1", "2", "2")
    rules = rules_of(scene.stage)
    assert (rules.ways, rules.hours) == (frozenset({Contact.CALL}), Hours.MORNING)
    (request,) = requests_of(scene.stage)
    assert request.contact is None
    assert request.other_contact is not None


def test_v13_who_withholds_it_and_stays_silent_is_not_contacted(scene):
    caller = Caller(scene.stage, "anonymous").press("1", "1", "1").speak().silence(2)
    assert "will not contact you" in caller.heard
    assert len(caller.receipt) == 8
    assert rules_of(scene.stage) == NO_CONTACT


def test_a_star_leads_back_and_another_answer_forgets_the_number(scene):
    caller = at_the_number(scene).press(KEYED, "1")
    caller.press("*", "1", "1", "1")
    (request,) = requests_of(scene.stage)
    assert rules_of(scene.stage).ways == {Contact.CALL}
    assert request.other_contact is None


def test_e2_one_number_a_call(scene):
    """E2: after one was kept, the same call takes no second one; the first stands."""
    code = agreed(scene).speak().receipt
    (before,) = requests_of(scene.stage)
    caller = Caller(scene.stage, "+15550100066").press("8", code, "2", "4", "5550100045")
    caller.press("1", "1", "1").silence()
    (changed,) = requests_of(scene.stage)
    assert changed.other_contact != before.other_contact
    caller.press("2", "4")
    assert "one number in this call" in caller.heard
    (again,) = requests_of(scene.stage)
    assert again.other_contact == changed.other_contact


def test_a_receipt_of_a_withheld_call_can_add_a_number_and_take_it_away(scene):
    caller = Caller(scene.stage, "anonymous").press("1", "1", "1").speak().press("3")
    code = caller.receipt
    Caller(scene.stage, "anonymous").press("8", code, "2", "4", KEYED, "1", "1", "1")
    assert requests_of(scene.stage)[0].other_contact is not None
    Caller(scene.stage, "anonymous").press("8", code, "2", "3")
    assert requests_of(scene.stage)[0].other_contact is None
    assert rules_of(scene.stage) == NO_CONTACT


def _why_not(scene, rosa, code):
    with pytest.raises(CallNotAllowed) as refused:
        callbacks.begin_call(scene.stage.ports, rosa, code)
    return refused.value.kind


def test_t5_a_wish_for_silence_of_that_number_holds(scene):
    """T5: whoever opted out at that phone is not rung there, and keying it in tells nothing."""
    ports = scene.stage.ports
    with ports.unit_of_work() as tx:
        stop(ports, tx, PhoneNumber(OTHER), Language("en"), answered=True)
    caller = agreed(scene)
    assert "will not contact you" not in caller.heard
    (request,) = requests_of(scene.stage)
    rosa = scene.volunteer()
    claim(ports, rosa, request.code)
    assert _why_not(scene, rosa, request.code) is WhyNot.SILENT


def test_e2_a_number_is_rung_three_times_a_day_whatever_asks_for_it(scene):
    """E2: many requests with one stranger's number do not make many calls."""
    rosa = scene.volunteer()
    for turn in range(4):
        agreed(scene, "anonymous")
        # Rung for one request after the other.
        waiting = [each for each in requests_of(scene.stage) if each.state.value == "queued"]
        (request,) = waiting
        claim(scene.stage.ports, rosa, request.code)
        if turn == 3:
            assert _why_not(scene, rosa, request.code) is WhyNot.NUMBER_RESTS
            break
        callbacks.begin_call(scene.stage.ports, rosa, request.code)
        scene.work()
        mine = scene.company.to(ROSA)[-1]
        scene.enter(mine, scene.press(mine, "1", scene.answer(mine)))
        scene.work()
        scene.status(scene.company.to(OTHER)[-1], "no-answer")
        scene.status(mine, "completed")
        scene.clock.sleep(20 * 60)
        resolve(scene.stage.ports, rosa, request.code)
    assert len(scene.company.to(OTHER)) == 3
    scene.clock.sleep(24 * 3600)
    claim_again = requests_of(scene.stage)
    (held,) = [each for each in claim_again if each.state.value != "resolved"]
    if held.claimed_by != rosa:
        claim(scene.stage.ports, rosa, held.code)
    assert callbacks.begin_call(scene.stage.ports, rosa, held.code)


def test_erasing_and_the_purge_forget_both_numbers(scene):
    """T8, D1: the key that opens either goes, and so do the sealed bytes."""
    code = agreed(scene).speak().receipt
    Caller(scene.stage, "anonymous").press("8", code, "3", "1")
    (request,) = requests_of(scene.stage)
    assert (request.contact, request.other_contact) == (None, None)
    rosa = scene.volunteer()
    agreed(scene)
    (held,) = [each for each in requests_of(scene.stage) if each.state.value == "queued"]
    claim(scene.stage.ports, rosa, held.code)
    resolve(scene.stage.ports, rosa, held.code)
    kept = KEPT["words and numbers after the request is resolved"]
    scene.clock.sleep(kept.total_seconds() + 3600)
    purge(scene.stage.ports)
    assert all(each.other_contact is None for each in requests_of(scene.stage))


def test_d2_the_keyed_number_is_nowhere_in_the_clear(scene, tmp_path):
    agreed(scene)
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert KEYED.encode() not in files
    assert OTHER.encode() not in files
