"""Whom to ring next: every combination ends within the deadline, with nobody rung wrongly (T6)."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.domain.ringing import (
    Candidate,
    GaveUp,
    GiveUp,
    Ring,
    RingPolicy,
    Rung,
    Strategy,
    Wait,
    whom_next,
)

BEGUN = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
#: Seconds after the ring at which a phone's leg is over, and whether somebody took it. None:
#: no word of it ever comes, as when a status callback is lost.
OUTCOMES = {
    "accepted": (6.0, True),
    "rejected": (9.0, False),
    "no-answer": (30.0, False),
    "busy": (2.0, False),
    "failed": (1.0, False),
    "machine": (55.0, False),
    "silent": (None, False),
}


@dataclass
class Played:
    """What happened to one caller."""

    rung: list[str] = field(default_factory=list)
    accepted_by: str = ""
    why: GaveUp | None = None
    ended: datetime = BEGUN
    looks: int = 0


def play(policy, pool, outcome_of, shuffled=list, without=()) -> Played:
    """Ring by the policy over a clock: asked at each leg's end and at each `look_at`."""
    played, rung, ends = Played(), [], {}
    now = BEGUN
    while True:
        played.looks += 1
        assert played.looks < 200, "it does not come to an end"
        for volunteer_id, (end, accepted) in sorted(ends.items(), key=lambda item: str(item[1][0])):
            if end is not None and end <= now:
                if accepted:
                    played.accepted_by, played.ended = volunteer_id, end
                    return played
                rung = [
                    replace(each, over=True) if each.volunteer_id == volunteer_id else each
                    for each in rung
                ]
        decision = whom_next(
            policy, pool, rung, begun=BEGUN, now=now, shuffled=shuffled, without=without
        )
        if isinstance(decision, GiveUp):
            played.why, played.ended = decision.why, now
            return played
        if isinstance(decision, Ring):
            for volunteer_id in decision.volunteer_ids:
                candidate = next(each for each in pool if each.volunteer_id == volunteer_id)
                rung.append(Rung(volunteer_id, candidate.phone, now))
                played.rung.append(volunteer_id)
                after, accepted = outcome_of(volunteer_id)
                end = None if after is None else now + timedelta(seconds=after)
                ends[volunteer_id] = (end, accepted)
        later = [end for end, _ in ends.values() if end is not None and end > now]
        now = min([decision.look_at, *later])


@pytest.mark.parametrize("size", [0, 1, 3])
@pytest.mark.parametrize("others", [False, True])
@pytest.mark.parametrize("strategy", Strategy)
def test_t6_every_mix_of_outcomes_ends_within_the_deadline(strategy, others, size):
    """T6: strategy x language filter x pool x every combination of outcomes and of languages."""
    policy = RingPolicy(strategy=strategy, other_languages=others)
    for outcomes in itertools.product(OUTCOMES, repeat=size):
        for speakers in itertools.product([True, False], repeat=size):
            pool = [Candidate(f"v{n}", f"p{n}", speaks) for n, speaks in enumerate(speakers)]
            how = {f"v{n}": OUTCOMES[outcome] for n, outcome in enumerate(outcomes)}
            played = play(policy, pool, how.__getitem__)
            assert played.ended - BEGUN <= policy.phase
            assert len(set(played.rung)) == len(played.rung)
            may = {each.volunteer_id for each in pool if each.speaks}
            if others and not may:
                may = {each.volunteer_id for each in pool}
            assert set(played.rung) <= may
            assert bool(played.accepted_by) != bool(played.why)
            if not may:
                assert (played.why, played.ended) == (GaveUp.NOBODY, BEGUN)
            takers = [who for who in may if how[who][1]]
            # Twenty seconds a turn: three people fit into ninety, whatever the phones do.
            assert bool(played.accepted_by) == bool(takers)


def pool_of(size, **more):
    return [Candidate(f"v{n}", f"p{n}", **more) for n in range(size)]


def test_in_turn_the_next_rings_when_one_is_out_or_has_had_its_time():
    """T6, lessons 2: by a clock; a phone without any word of it holds up nobody."""
    policy, pool = RingPolicy(), pool_of(3)
    first = whom_next(policy, pool, [], begun=BEGUN, now=BEGUN)
    assert first == Ring(("v0",), BEGUN + policy.turn)
    rung = [Rung("v0", "p0", BEGUN)]
    five = BEGUN + timedelta(seconds=5)
    assert whom_next(policy, pool, rung, begun=BEGUN, now=five) == Wait(BEGUN + policy.turn)
    out = [replace(rung[0], over=True)]
    assert whom_next(policy, pool, out, begun=BEGUN, now=five).volunteer_ids == ("v1",)
    late = BEGUN + policy.turn
    assert whom_next(policy, pool, rung, begun=BEGUN, now=late).volunteer_ids == ("v1",)


def test_at_once_everybody_rings_and_no_number_twice():
    """T6, lessons 4: two volunteers who share a phone are one ring."""
    pool = [Candidate("v0", "p0"), Candidate("v1", "p1"), Candidate("v2", "p0")]
    decision = whom_next(RingPolicy(Strategy.AT_ONCE), pool, [], begun=BEGUN, now=BEGUN)
    assert decision.volunteer_ids == ("v0", "v1")
    in_turn = [Rung("v0", "p0", BEGUN, over=True), Rung("v1", "p1", BEGUN, over=True)]
    over = whom_next(RingPolicy(), pool, in_turn, begun=BEGUN, now=BEGUN)
    assert over == GiveUp(GaveUp.NOBODY)


def test_at_once_has_a_most():
    pool = pool_of(30)
    policy = RingPolicy(Strategy.AT_ONCE, most=10)
    decision = whom_next(policy, pool, [], begun=BEGUN, now=BEGUN)
    assert len(decision.volunteer_ids) == 10
    rung = [Rung(who, who, BEGUN, over=n < 4) for n, who in enumerate(decision.volunteer_ids)]
    more = whom_next(policy, pool, rung, begun=BEGUN, now=BEGUN)
    assert len(more.volunteer_ids) == 4


def test_random_is_in_turn_in_an_order_of_chance():
    chance = random.Random(7)
    seen = set()
    for _ in range(40):
        decision = whom_next(
            RingPolicy(Strategy.RANDOM), pool_of(3), [], begun=BEGUN, now=BEGUN,
            shuffled=lambda free: chance.sample(free, len(free)),
        )  # fmt: skip
        assert len(decision.volunteer_ids) == 1
        seen |= set(decision.volunteer_ids)
    assert seen == {"v0", "v1", "v2"}


def test_t9_who_is_busy_is_not_rung_and_who_may_be_free_in_a_moment_is_waited_for():
    """T9: somebody rung for another caller is worth waiting for; somebody in a talk is not."""
    ringing = pool_of(1, busy=True)
    talking = pool_of(1, busy=True, talks=True)
    assert isinstance(whom_next(RingPolicy(), ringing, [], begun=BEGUN, now=BEGUN), Wait)
    over = whom_next(RingPolicy(), talking, [], begun=BEGUN, now=BEGUN)
    assert over == GiveUp(GaveUp.NOBODY)


def test_t14_without_the_language_only_when_the_network_wants_it_and_nobody_else_is_there():
    strangers = pool_of(2, speaks=False)
    assert whom_next(RingPolicy(), strangers, [], begun=BEGUN, now=BEGUN) == GiveUp(GaveUp.NOBODY)
    wanted = RingPolicy(other_languages=True)
    assert isinstance(whom_next(wanted, strangers, [], begun=BEGUN, now=BEGUN), Ring)
    mixed = [*strangers, Candidate("v9", "p9")]
    assert whom_next(wanted, mixed, [], begun=BEGUN, now=BEGUN).volunteer_ids == ("v9",)


def test_the_callers_own_number_is_never_rung():
    """Lessons 4: a volunteer who calls for help is not rung for themselves."""
    decision = whom_next(RingPolicy(), pool_of(1), [], begun=BEGUN, now=BEGUN, without={"p0"})
    assert decision == GiveUp(GaveUp.NOBODY)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(list(Strategy)),
    st.lists(
        st.tuples(
            st.booleans(),
            st.booleans(),
            st.booleans(),
            st.sampled_from("abcdef"),
        ),
        max_size=8,
    ),
    st.lists(st.one_of(st.none(), st.floats(0.1, 200)), min_size=8, max_size=8),
    st.booleans(),
    st.integers(1, 10),
    st.integers(10, 300),
)
def test_t6_any_pool_and_any_behaviour_of_phones_ends_in_time(
    strategy, people, seconds, others, most, phase
):
    """T6: no number twice, nobody busy, never beyond the deadline; always an end."""
    pool = [
        Candidate(f"v{n}", phone, speaks, busy, busy and talks)
        for n, (speaks, busy, talks, phone) in enumerate(people)
    ]
    policy = RingPolicy(strategy, timedelta(seconds=phase), most=most, other_languages=others)
    ends = {f"v{n}": (after, False) for n, after in enumerate(seconds)}
    played = play(policy, pool, ends.__getitem__, without={"a"})
    assert played.ended - BEGUN <= policy.phase
    known = {each.volunteer_id: each for each in pool}
    phones = [known[who].phone for who in played.rung]
    assert len(set(phones)) == len(phones)
    assert "a" not in phones
    assert not any(known[who].busy for who in played.rung)
