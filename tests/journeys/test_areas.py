"""A network asks for the part of town: by phone and by text, in two languages, and who helps there is asked first."""

from __future__ import annotations

import pytest

from hotline.domain.escalation import Target
from hotline.domain.routing import Traits
from hotline.services.accounts import add_volunteer
from hotline.services.whom_to_ask import ranking, wishes_of
from hotline.services.wishes import set_traits
from hotline.types import Language, PhoneNumber
from tests.text.talking import Texter
from tests.webhooks.stage import build_stage
from tests.webhooks.test_consent_and_receipts import Caller

FLOW = """\
hotline: Eastside
languages: [en, es]
steps:
  hello:
    say: Hello neighbor.
    then: which
  which:
    choose_language: {}
    then: where
  where:
    say: Where do you need help?
    menu:
      1: {label: The north side, goto: need, area: north-side, words: [north side, lado norte]}
      2: {label: By the river, goto: need, area: river, words: [river, río]}
    no_input: need
    other_text: need
  need:
    say: What would help?
    menu:
      1: {label: Food, goto: story, topic: food, words: [food, comida]}
      2: {label: Home, goto: story, topic: housing}
    no_input: story
    other_text: story
  story:
    say: Tell us in your own words.
    record: {}
    then: done
  done:
    say: Thank you.
    queue: {}
"""
PHONE, CELL = "+15550100001", "+12065550163"


@pytest.fixture
def stage(tmp_path, clock):
    flow = tmp_path / "our-line.yaml"
    flow.write_text(FLOW, encoding="utf-8")
    stage = build_stage(tmp_path, clock, HOTLINE_FLOW=str(flow))
    people = (("Ana", ()), ("Bo", ("Oak hill",)), ("Cy", ("River",)), ("Di", ("North-Side",)))
    for number, (name, areas) in enumerate(people):
        added = add_volunteer(
            stage.ports,
            name=name,
            phone=PhoneNumber(f"+1206555901{number}"),
            languages=[Language("en"), Language("es")],
            topics=[],
            on_call=True,
            pin="4711",
        )
        set_traits(stage.ports, added.volunteer_id, Traits(areas=areas))
    return stage


def order_of(stage, request):
    with stage.ports.unit_of_work() as tx:
        volunteers = ranking(stage.ports, tx, request, Target.LANGUAGE).order
        return [
            tx.keys.open(each.key_id).open_text("volunteer.name", tx.volunteers.by_id(each.id).name)
            for each in volunteers
        ]


def the_request(stage):
    with stage.ports.unit_of_work() as tx:
        [request] = tx.requests.everything()
        return request, wishes_of(tx, request).near


@pytest.mark.parametrize(
    ("language", "area", "near", "first", "second_last"),
    [("1", "1", "north side", "Di", {"Bo", "Cy"}), ("2", "2", "river", "Cy", {"Bo", "Di"})],
)
def test_by_phone_one_more_key_says_where(stage, language, area, near, first, second_last):
    """Issue 5.2: who helps there first, then who tells no area, and nobody is left out."""
    caller = Caller(stage, PHONE).press(language)
    assert "north side" in caller.heard.casefold()
    caller.press(area, "1", "1").speak()
    caller.hang_up()
    request, kept = the_request(stage)
    assert (kept, request.topic) == (near, "food")
    assert near.encode() not in request.wishes.blob
    order = order_of(stage, request)
    assert order[:2] == [first, "Ana"]
    assert set(order[2:]) == second_last


def test_who_presses_nothing_there_is_heard_like_anybody(stage):
    caller = Caller(stage, PHONE).press("1").silence(3)
    for _ in range(6):
        if caller.records or not caller.next:
            break
        caller.press("1")
    caller.speak()
    request, near = the_request(stage)
    assert near == ""
    assert len(order_of(stage, request)) == 4


@pytest.mark.parametrize(("language", "said"), [("1", "1"), ("1", "the north side"), ("2", "1")])
def test_by_text_the_same_file_asks_the_same(stage, language, said, clock):
    texter = Texter(stage, CELL, clock=clock)
    texter.text("hello" if language == "1" else "hola")
    asked = texter.text(language) + texter.text("1")
    assert "north side" in " ".join(asked).casefold()
    texter.text(said)
    request, near = the_request(stage)
    assert near == "north side"
    assert order_of(stage, request)[:2] == ["Di", "Ana"]


def test_by_text_a_place_that_was_told_is_not_asked_for_and_can_be_corrected(stage, clock):
    texter = Texter(stage, CELL, clock=clock)
    texter.text("comida por favor, vivo en el lado norte")
    assert the_request(stage)[1] == "north side"
    answers = texter.text("2") + texter.text("1")
    assert "where do you need" not in " ".join(answers).casefold()
    texter.text("perdón, estamos cerca del río")
    request, near = the_request(stage)
    assert near == "river"
    assert order_of(stage, request)[0] == "Cy"
    texter.text("nos mudamos entre el lado norte y el río")
    assert the_request(stage)[1] == "river", "two places in one text change nothing"
