"""`live calls` in the policy file: bad input first, each mistake with its line and its remedy."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import CliRunner

from hotline.adapters.escalation_file import SHIPPED, load_policy
from hotline.commands.escalation import escalation
from hotline.domain.ringing import RingPolicy, RingWishes, Strategy
from hotline.errors import SettingsError
from tests.webhooks.stage import build_stage

STEPS = "steps:\n  - ask: language\n    wait: 7\n"
GOOD = STEPS + (
    "live calls:\n  ring: at once\n  seconds: 120\n  next after: 15\n  at most: 3\n"
    "  other languages: yes\n"
)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("live calls: soon", ":4:13: 'live calls' needs"),
        ("live calls:\n  rings: at once", ":5:3: 'live calls' has no 'rings'"),
        ("live calls:\n  ring: all", ":5:9: nobody can be rung 'all'"),
        ("live calls:\n  ring: at onse", "did you mean 'at once'?"),
        ("live calls:\n  ring: at once\n  ring: random", ":6:3: 'ring' is written twice"),
        ("live calls:\n  seconds: 29", ":5:12: 'seconds' cannot be '29'"),
        ("live calls:\n  seconds: 301", "a whole number from 30 to 300"),
        ("live calls:\n  seconds: -90", "a whole number from 30 to 300"),
        ("live calls:\n  seconds: ٩٠", "a whole number from 30 to 300"),
        ("live calls:\n  next after: 0", "a whole number from 5 to 300"),
        ("live calls:\n  seconds: 30\n  next after: 31", "when the ringing is over"),
        ("live calls:\n  at most: 0", "a whole number from 1 to 50"),
        ("live calls:\n  other languages: maybe", "'maybe' is neither yes nor no"),
    ],
)
def test_each_mistake_has_its_place_and_a_remedy(tmp_path, written, said):
    path = tmp_path / "escalation.yaml"
    path.write_text(STEPS + written + "\n", encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        load_policy(path)
    assert said in str(refused.value)
    assert str(path) in str(refused.value)


def test_the_file_goes_before_the_environment_and_says_only_what_it_says(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(STEPS + "live calls:\n  ring: random\n")
    from_environment = RingPolicy(Strategy.AT_ONCE, timedelta(seconds=60), most=4)
    rung = load_policy(path).ring.over(from_environment)
    assert rung == RingPolicy(Strategy.RANDOM, timedelta(seconds=60), most=4)
    path.write_text(GOOD)
    assert load_policy(path).ring.over(RingPolicy()) == RingPolicy(
        Strategy.AT_ONCE, timedelta(seconds=120), timedelta(seconds=15), 3, other_languages=True
    )


def test_the_shipped_file_leaves_it_to_the_environment():
    assert load_policy(SHIPPED).ring == RingWishes()


def test_the_shipped_lines_are_in_order_when_their_first_hash_is_taken_away(tmp_path):
    """As somebody does who has never seen such a file: nothing else need be moved."""
    before, marked, lines = SHIPPED.read_text(encoding="utf-8").partition("#live calls:")
    path = tmp_path / "escalation.yaml"
    path.write_text(before + (marked + lines).replace("\n#", "\n")[1:], encoding="utf-8")
    told = load_policy(path).ring
    assert told != RingWishes()
    assert told.over(RingPolicy(Strategy.AT_ONCE, timedelta(seconds=60), most=4)) == RingPolicy()


def test_the_application_rings_as_the_file_says(tmp_path, clock):
    """Issue 5.3, 5.5: as a policy in data."""
    (tmp_path / "escalation.yaml").write_text(GOOD)
    live = build_stage(tmp_path, clock, HOTLINE_LIVE_CALLS="on", HOTLINE_RING="random").ports.live
    assert live is not None
    assert (live.strategy, live.phase) == (Strategy.AT_ONCE, timedelta(seconds=120))


def test_without_the_switch_nothing_rings(tmp_path, clock):
    (tmp_path / "escalation.yaml").write_text(GOOD)
    assert build_stage(tmp_path, clock).ports.live is None


def test_check_says_it_in_words(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(GOOD)
    said = CliRunner().invoke(escalation, ["check", str(path)])
    assert said.exit_code == 0
    assert "Live calls: at once, 120 seconds in all, the next phone after 15" in said.output
    assert "other languages: yes" in said.output
