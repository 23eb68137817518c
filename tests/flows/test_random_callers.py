"""V7: random callers in every offered language end well, and every document they get is XML (G1).

A part runs here; `hotline bench walks --walks 10000` makes ten thousand calls a language.
"""

from __future__ import annotations

from random import Random
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from hotline.domain.line import LineNow, LineState
from hotline.types import Language
from ivr import twiml
from ivr.flows.engine import advance, start
from ivr.flows.line_words import with_line
from ivr.flows.model import PHONE_KEYS
from ivr.flows.random_walks import walk_at_random
from ivr.flows.session import (
    HungUp,
    KeyPressed,
    Listen,
    ReceiptRefused,
    Record,
    Recorded,
    Silence,
    Started,
)
from ivr.prompts import PromptBook
from tests.flows.builders import MENU, default_flow, flow_of

FLOW, BOOK = default_flow(), PromptBook.load()
KEYS = st.sampled_from(sorted(PHONE_KEYS))
#: Calls a language here, and things that happen in each.
CALLS, STEPS = 30, 30
WALKS = 300


class Caller(RuleBasedStateMachine):
    """One call; each rule is something that people or carriers do."""

    language: Language
    remembered: bool = False

    @initialize(
        by_key=st.booleans(),
        reachable=st.booleans(),
        relay=st.booleans(),
        state=st.sampled_from([s for s in LineState if s is not LineState.UNSTAFFED]),
    )
    def call(self, by_key: bool, reachable: bool, relay: bool, state: LineState) -> None:
        self.line = LineNow(state)
        self.gone = False
        begins_in = None if by_key else self.language
        move = start(FLOW, "voice", begins_in, reachable=reachable, relay=relay)
        self.session, self.effects = with_line(FLOW, None, None, move, lambda: self.line)

    def _go_on(self, event) -> None:
        move = advance(FLOW, self.session, event)
        self.session, self.effects = with_line(FLOW, self.session, event, move, lambda: self.line)

    def _there(self) -> bool:
        return not self.session.ended

    @precondition(_there)
    @rule(key=KEYS)
    def press(self, key: str) -> None:
        self._go_on(KeyPressed(key))

    @precondition(_there)
    @rule(keys=st.lists(KEYS, min_size=2, max_size=12).map("".join))
    def press_many(self, keys: str) -> None:
        self._go_on(KeyPressed(keys))

    @precondition(_there)
    @rule()
    def stay_silent(self) -> None:
        self._go_on(Silence())

    @precondition(_there)
    @rule(seconds=st.sampled_from([-1, 0, 1, 2, 30, 300]), key=st.sampled_from(["", "#", "*"]))
    def speak(self, seconds: int, key: str) -> None:
        self._go_on(Recorded("RE", seconds, key))

    @precondition(_there)
    @rule()
    def a_late_request_says_again_what_waits(self) -> None:
        before = self.session
        self._go_on(Started())
        assert (self.session.step, self.session.queued) == (before.step, before.queued)

    @precondition(_there)
    @rule(locked=st.booleans())
    def a_wrong_receipt(self, locked: bool) -> None:
        self._go_on(ReceiptRefused(locked))

    @precondition(_there)
    @rule(speaking=st.booleans())
    def hang_up(self, speaking: bool) -> None:
        self.gone = True
        self._go_on(Recorded("RE", 3, "hangup") if speaking else HungUp())

    @rule()
    def a_recording_comes_after_the_end(self) -> None:
        if self.session.ended:
            self._go_on(Recorded("RE", 9, "#"))
            assert self.session.queued

    @invariant()
    def somebody_listens_or_the_request_waits(self) -> None:
        if not hasattr(self, "session"):
            return
        if self.session.ended:
            assert self.session.queued or self.gone
        else:
            assert isinstance(self.effects[-1], Listen | Record)
        urls = twiml.ActionUrls("https://hotline.example.org", self.session.turn)
        document = twiml.render(self.effects, BOOK.resolve, urls)
        verbs = ElementTree.fromstring(document)
        if not self.gone:
            assert verbs[-1].tag in {"Redirect", "Hangup"}

    def teardown(self) -> None:
        for _ in range(60):
            if not hasattr(self, "session") or self.session.ended:
                return
            self._go_on(Silence())
        raise AssertionError("silence never ended this call")


@pytest.mark.parametrize("language", FLOW.languages, ids=str)
def test_v7_whatever_happens_in_a_call_it_ends_well(language: Language) -> None:
    """V7: keys, several at once, silence, hang-ups, broken recordings, repeated and late requests."""
    machine = type(f"Caller_{language}", (Caller,), {"language": language})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=CALLS, stateful_step_count=STEPS, deadline=None)
    )


@pytest.mark.parametrize("language", FLOW.languages, ids=str)
def test_v7_random_calls_end_well_in_every_language(language: Language) -> None:
    """V7: the same calls as `hotline bench walks`, a part of them."""
    endings = set()
    for number in range(WALKS):
        walked = walk_at_random(FLOW, language, Random(f"{language}/{number}"))
        assert walked.fault == "", walked
        endings.add(walked.ending)
    assert endings == {"message kept", "hung up", "person asked for, message kept"}


def test_a_flow_that_drops_people_is_found_out_by_random_callers() -> None:
    text = MENU.replace("goto: code, topic: housing", "goto: bye").replace(
        "  code:\n    say: Key in six digits.\n    ask: {digits: 6}\n    then: story\n",
        "  bye:\n    say: Call the city.\n    hangup: {}\n",
    )
    flow = flow_of(text)
    faults = {walk_at_random(flow, flow.master, Random(n)).fault for n in range(200)}
    assert "hung up on with nothing kept" in faults


#: What breaks XML, hides words or means something to it, beside whatever hypothesis finds.
HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["</Say><Hangup/>", "&#0;", "]]>", "<!--", "\x00\x0b\ufffe", "\u202e", "<?xml?>", "\"'&<>"]
    ),
)


@settings(max_examples=150, deadline=None)
@given(name=HOSTILE, say=HOSTILE, label=HOSTILE, topic=HOSTILE)
def test_g1_no_name_and_no_word_of_a_flow_breaks_a_document(name, say, label, topic) -> None:
    """G1: the words of organisers' files and settings stay words in every document."""
    from dataclasses import replace

    flow = flow_of()
    need = flow.steps["need"]
    options = tuple(replace(each, label=label, topic=topic) for each in need.options)
    steps = {
        **flow.steps,
        "hello": replace(flow.steps["hello"], say=f"{say} {{hotline}}"),
        "need": replace(need, options=options, say=say),
    }
    hostile = replace(flow, name=name, steps=steps)
    session, effects = start(hostile, "voice")
    urls = twiml.ActionUrls("https://hotline.example.org", 0)
    for key in "1919":
        verbs = ElementTree.fromstring(twiml.render(effects, BOOK.resolve, urls))
        assert {verb.tag for verb in verbs.iter()} <= {
            "Response", "Gather", "Say", "Pause", "Redirect", "break", "prosody",
        }  # fmt: skip
        session, effects = advance(hostile, session, KeyPressed(key))
