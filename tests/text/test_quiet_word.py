"""T9, the quick-hide word: a person writes their own word alone, and their phone stays dark."""

from __future__ import annotations

import pytest

from hotline.domain.callbacks import WhyNot
from hotline.domain.contact_safety import (
    Allowed,
    Contact,
    ContactRules,
    Reason,
    Refused,
    from_json,
    is_word_of,
    may_contact,
    to_json,
)
from hotline.domain.conversation_texts import CONVERSATION_TEXTS as TEXTS
from hotline.errors import CallNotAllowed
from hotline.services.callbacks import begin_call
from hotline.services.claims import claim
from hotline.services.conversation import refusal, write
from hotline.services.receipts import contact_rules_of
from tests.text.talking import Texter, somebody_on_call
from tests.webhooks.stage import build_stage

MANGO = ContactRules(frozenset(Contact), word="Mango 5")


@pytest.fixture
def stage(tmp_path, clock):
    return build_stage(tmp_path, clock)


@pytest.fixture
def volunteer(stage):
    return somebody_on_call(stage)


@pytest.fixture
def texter(stage, volunteer, clock):
    return Texter(stage, "+12065591777", clock=clock)


def talk(texter: Texter, volunteer: str, answer: str = "2 mango") -> str:
    """A whole talk with a word, held by the volunteer; gives its code."""
    texter.text("we need food")
    texter.text("1")
    texter.text("1")
    for _ in range(4):
        texter.text(answer)
        if rules_of(texter).word:
            break
    code = texter.request().code
    claim(texter.stage.ports, volunteer, code)
    return code


def rules_of(texter: Texter) -> ContactRules:
    with texter.stage.ports.unit_of_work() as tx:
        mark = texter.stage.ports.vault.fingerprint("phone", texter.number)
        return contact_rules_of(tx, tx.requests.latest_from(mark))


@pytest.mark.parametrize("body", ["mango 5", "MANGO 5!", " mango  5. ", "ｍａｎｇｏ　５"])
def test_the_word_is_heard_however_it_is_written(body):
    assert is_word_of(MANGO, body)


@pytest.mark.parametrize(
    "body", ["", "!", "mango", "mango 55", "is mango 5 our word?", "mango 5 food"]
)
def test_nothing_else_is_the_word(body):
    assert not is_word_of(MANGO, body)
    assert not is_word_of(ContactRules(frozenset(Contact)), body)


def test_a_silence_is_over_every_way_and_survives_being_kept(clock):
    hidden = from_json(to_json(ContactRules(frozenset(Contact), word="mango", hidden=True)))
    assert hidden.hidden
    for way in Contact:
        assert may_contact(hidden, way, clock.now(), None) == Refused(Reason.HIDDEN)
    # What an older release kept has no such field.
    assert not from_json(to_json(MANGO).replace('"hidden": false', '"x": 0')).hidden


def test_the_question_tells_what_the_word_does():
    assert "keep silent till you write again" in TEXTS["safe.how"]


def test_t9_their_word_alone_makes_us_silent_until_they_write_again(texter, volunteer, clock):
    """T9: nothing answers it, what was queued and what is written waits, no call goes out."""
    ports = texter.stage.ports
    code = talk(texter, volunteer)
    assert texter.text("Mango!") == []
    assert rules_of(texter).hidden
    assert write(ports, volunteer, code, "We come at six.").waits
    texter.deliver()
    assert "We come at six." not in str(texter.carrier.sent)
    with pytest.raises(CallNotAllowed) as refused:
        begin_call(ports, volunteer, code)
    assert refused.value.kind == WhyNot.HIDDEN
    # It is no failure: after an hour it waits still, and nobody is told to do something else.
    clock.forward(minutes=61)
    texter.deliver()
    assert "We come at six." not in str(texter.carrier.sent)
    with ports.unit_of_work() as tx:
        assert refusal(ports, tx, tx.requests.by_code(code)) == ""
    texter.text("he is gone, we still need food")
    assert not rules_of(texter).hidden
    texter.deliver()
    assert "We come at six." in str(texter.carrier.sent)
    assert rules_of(texter).word == "mango"


def test_what_was_queued_before_the_word_waits_as_well(texter, volunteer):
    ports = texter.stage.ports
    code = talk(texter, volunteer)
    write(ports, volunteer, code, "We come at six.")
    assert texter.text("mango") == []
    assert "We come at six." not in str(texter.carrier.sent)


def test_the_holder_is_told_that_they_wrote_and_the_word_is_kept(texter, volunteer):
    code = talk(texter, volunteer)
    texter.text("mango")
    texter.deliver()
    row = texter.request()
    assert row.code == code
    assert any(line.words == "mango" for line in row.talk.lines if line.words)


def test_without_a_word_of_their_own_nothing_changes(texter, volunteer):
    texter.text("we need food")
    texter.text("mango")
    assert not rules_of(texter).hidden
    assert may_contact(
        ContactRules(frozenset(Contact)), Contact.TEXT, texter.clock.now(), None
    ) in (
        Allowed(),
        Refused(Reason.NOT_NOW),
    )


def test_words_of_danger_are_heard_in_a_silence(texter, volunteer):
    """A silence of ours never shuts their own words out."""
    code = talk(texter, volunteer)
    texter.text("mango")
    texter.text("help, he has a gun")
    with texter.stage.ports.unit_of_work() as tx:
        assert tx.requests.by_code(code).urgent
    assert not rules_of(texter).hidden
