"""Who is asked first: fair, explainable, and never against what the person asked for (V21, T14)."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.routing import (
    Load,
    People,
    Traits,
    Wish,
    Wishes,
    fluency,
    rank,
    traits_from_json,
    traits_to_json,
    wishes_from_json,
    wishes_to_json,
    with_topic,
)
from hotline.domain.volunteers import Volunteer
from hotline.types import Language, Sealed

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
EN, ES, KO = Language("en"), Language("es"), Language("ko")
TOWNS = ("", "Eastside", "Westside", " eastside ")


def volunteer(name: str, languages=(EN,), topics=()) -> Volunteer:
    return Volunteer(
        id=name,
        key_id=name,
        name=Sealed(b""),
        phone=Sealed(b""),
        fingerprint=name,
        languages=tuple(languages),
        topics=tuple(topics),
        on_call=True,
        pin_hash="",
    )


volunteers = st.lists(
    st.builds(
        volunteer,
        st.text("abcdefgh", min_size=1, max_size=3),
        st.lists(st.sampled_from((EN, ES, KO)), min_size=1, max_size=3, unique=True),
        st.lists(st.sampled_from(("food", "health")), max_size=2, unique=True),
    ),
    max_size=8,
    unique_by=lambda each: each.id,
)
traits = st.builds(Traits, st.booleans(), st.sampled_from(TOWNS))
loads = st.builds(
    Load,
    st.integers(0, 3),
    st.none() | st.integers(0, 500).map(lambda n: NOW - timedelta(minutes=n)),
    st.booleans(),
    st.booleans(),
)
wishes = st.builds(
    Wishes,
    st.booleans(),
    st.sampled_from(("", "Eastside", "EASTSIDE ")),
    st.sampled_from(("", "a", "ab", "nobody")),
    st.booleans(),
)


@st.composite
def scenes(draw):
    there = draw(volunteers)
    people = People(
        {each.id: draw(traits) for each in there}, {each.id: draw(loads) for each in there}
    )
    return there, people, draw(wishes), draw(st.sampled_from((EN, ES)))


@given(scenes())
def test_nobody_in_a_call_or_at_rest_is_asked_and_nobody_twice(scene):
    there, people, wish, language = scene
    order = rank(there, language, "food", wish, people).order
    assert set(order) <= set(there)
    assert len(set(order)) == len(order)
    for each in order:
        assert not people.load_of(each).in_call
        assert not people.load_of(each).resting


@given(scenes())
def test_a_wish_is_met_by_everybody_who_is_asked_or_said_to_be_unmet(scene):
    """V21: preference unmet: ask, do not silently override."""
    there, people, wish, language = scene
    ranking = rank(there, language, "food", wish, people)
    if ranking.unmet and not wish.anybody:
        assert ranking.order == ()

    def meets_all(each):
        told = people.traits_of(each)
        return (
            (told.woman or not wish.woman)
            and (not wish.not_from or told.town.strip().casefold() not in {"", "eastside"})
            and (not wish.same_as or each.id == wish.same_as)
        )

    fitting = [meets_all(each) for each in ranking.order]
    if not ranking.unmet and not wish.anybody:
        assert all(fitting)
    # Who said that somebody else is fine still gets what they asked for first.
    assert fitting == sorted(fitting, reverse=True)


@given(scenes())
def test_without_a_wish_everybody_free_is_asked_and_the_order_is_the_same_each_time(scene):
    there, people, _, language = scene
    ranking = rank(there, language, "food", Wishes(), people)
    free = {
        each.id
        for each in there
        if not (people.load_of(each).in_call or people.load_of(each).resting)
    }
    assert {each.id for each in ranking.order} == free
    assert rank(there[::-1], language, "food", Wishes(), people) == ranking


@given(scenes())
def test_of_two_alike_who_carries_less_and_was_asked_longer_ago_comes_first(scene):
    there, people, _, language = scene
    order = rank(there, language, "food", Wishes(), people).order
    for first, second in itertools.pairwise(order):
        alike = fluency(first, language) == fluency(second, language) and (
            bool(first.topics) and "food" not in first.topics
        ) == (bool(second.topics) and "food" not in second.topics)
        if alike:
            a, b = people.load_of(first), people.load_of(second)
            assert a.held <= b.held
            if a.held == b.held and b.last_asked is not None and a.last_asked is not None:
                assert a.last_asked <= b.last_asked
            if a.held == b.held and b.last_asked is None:
                assert a.last_asked is None


def test_the_language_that_stands_first_with_somebody_is_their_most_fluent():
    native, learner = volunteer("n", [ES, EN]), volunteer("l", [EN, ES])
    assert rank([learner, native], ES, "food", Wishes(), People()).order == (native, learner)


def test_of_whom_no_town_is_known_it_is_not_known_that_they_are_from_elsewhere():
    silent, away = volunteer("s"), volunteer("a")
    people = People({"a": Traits(town="Westside")})
    wish = Wishes(not_from="Eastside")
    assert rank([silent, away], EN, "food", wish, people).order == (away,)
    assert rank([silent], EN, "food", wish, people).unmet == (Wish.NOT_FROM,)


def test_those_with_the_topic_or_else_all():
    cook, nurse = volunteer("c", topics=["food"]), volunteer("n", topics=["health"])
    assert with_topic([cook, nurse], "food") == [cook]
    assert with_topic([cook, nurse], "housing") == [cook, nurse]


@given(wishes)
def test_wishes_survive_being_kept(wish):
    assert wishes_from_json(wishes_to_json(wish)) == wish


@given(traits)
def test_traits_survive_being_kept(told):
    assert traits_from_json(traits_to_json(told)) == told


places = st.lists(st.sampled_from(("North-Side", "river", "Mill")), max_size=2, unique=True)


@given(scenes(), st.data())
def test_a_place_leaves_nobody_out_and_a_wish_is_stronger(scene, data):
    """Issue 5.2, areas: who helps there, who tells no area, the others; after wish and topic."""
    there, people, wish, language = scene
    told = {
        each.id: replace(people.traits_of(each), areas=tuple(data.draw(places))) for each in there
    }
    people = replace(people, traits=told)
    without = rank(there, language, "food", wish, people)
    ranking = rank(there, language, "food", replace(wish, near="north side"), people)
    assert set(ranking.order) == set(without.order)
    assert ranking.unmet == without.unmet

    def group(each):
        return (
            each.id not in met,
            each.id != wish.same_as,
            bool(each.topics) and "food" not in each.topics,
        )

    strict = rank(there, language, "food", replace(wish, anybody=False), people)
    met = {each.id for each in strict.order}
    assert [group(each) for each in ranking.order] == [group(each) for each in without.order]
    for first, second in itertools.pairwise(ranking.order):
        if group(first) == group(second):
            assert _away(told[first.id]) <= _away(told[second.id])


def _away(told: Traits) -> int:
    if not told.areas:
        return 1
    return 0 if "North-Side" in told.areas else 2
