"""The policy's file: bad input first, each mistake with its line and what to do about it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import CliRunner

from hotline.adapters.escalation_file import SHIPPED, load_policy, policy_path
from hotline.commands.escalation import escalation
from hotline.domain.escalation import DEFAULT_POLICY, Target
from hotline.errors import SettingsError

GOOD = "steps:\n  - ask: language\n    wait: 7\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ":1:1: the file is empty"),
        ("# only a comment\n", ":1:1: the file is empty"),
        ("- ask: language\n", ":1:1: the list of steps has no name"),
        ("steps: soon\n", ":1:8: 'steps' needs a list"),
        ("steps: []\n", ":1:8: 'steps' needs a list"),
        ("urgent:\n  - ask: language\n    wait: 1\n", ": there are no 'steps'"),
        ("steps:\n  - language\n", ":2:5: this is no step"),
        ("steps:\n  - wait: 3\n", ":2:5: this step does not say whom to 'ask'"),
        ("steps:\n  - ask: language\n", ":2:5: this step does not say how long to 'wait'"),
        ("steps:\n  - ask: langage\n    wait: 3\n", "did you mean 'language'?"),
        ("steps:\n  - ask: everybody\n    wait: 3\n", "one of: best fit, language"),
        ("steps:\n  - ask: language\n    wait: soon\n", ":3:11: 'wait' cannot be 'soon'"),
        ("steps:\n  - ask: language\n    wait: 0\n", "a whole number from 1 to 1440"),
        ("steps:\n  - ask: language\n    wait: -5\n", "a whole number from 1 to 1440"),
        ("steps:\n  - ask: language\n    wait: 99999999999999999999\n", "from 1 to 1440"),
        ("steps:\n  - ask: language\n    wait: ٥\n", "a whole number from 1 to 1440"),
        ("steps:\n  - ask: language\n    wait: 5\n    at most: 0\n", "from 1 to 500"),
        (GOOD + "repeat last: often\n", ":4:14: 'repeat last' cannot be 'often'"),
        (GOOD + "claim:\n  lasts: 5\n  warn before: 5\n", "the warning would come before"),
        (GOOD + "steps:\n  - ask: language\n", "'steps' is written twice"),
        (GOOD + "lease: 30\n", "this file has no 'lease'"),
        ("steps:\n\t- ask: language\n", ":2:1: a tab at the beginning of a line"),
        (GOOD + "x: !!python/object/apply:os.system [ls]\n", "this file has no 'x'"),
    ],
)
def test_each_mistake_has_its_place_and_a_remedy(tmp_path, text, said):
    path = tmp_path / "escalation.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        load_policy(path)
    assert said in str(refused.value)
    assert str(path) in str(refused.value)


def test_all_mistakes_are_told_at_once(tmp_path):
    path = tmp_path / "escalation.yaml"
    path.write_text("steps:\n  - ask: nobody\n    wait: 3\n  - ask: language\n    wait: x\n")
    with pytest.raises(SettingsError) as refused:
        load_policy(path)
    assert len(str(refused.value).splitlines()) == 2


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_is_not_there_or_no_text(tmp_path, content):
    path = tmp_path / "escalation.yaml"
    if content:
        path.write_bytes(content)
    with pytest.raises(SettingsError):
        load_policy(path)


def test_the_shipped_file_is_what_holds_without_one():
    assert load_policy(SHIPPED) == DEFAULT_POLICY


def test_a_network_may_ask_people_who_do_not_speak_the_language_by_writing_it_down(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(GOOD + "  - ask: on shift\n    wait: 3\nclaim:\n  lasts: 60\n")
    policy = load_policy(path)
    assert [step.ask for step in policy.steps] == [Target.LANGUAGE, Target.ON_SHIFT]
    assert policy.urgent == policy.steps
    assert policy.lease == timedelta(hours=1)
    assert not any(step.ask is Target.ON_SHIFT for step in DEFAULT_POLICY.steps)


def test_which_file_counts(tmp_path):
    assert policy_path(None, tmp_path) == SHIPPED
    own = tmp_path / "escalation.yaml"
    own.write_text(GOOD)
    assert policy_path(None, tmp_path) == own
    assert policy_path("/elsewhere.yaml", tmp_path).name == "elsewhere.yaml"


def test_show_prints_a_file_that_check_accepts(tmp_path):
    shown = CliRunner().invoke(escalation, ["show", "--data-dir", str(tmp_path)])
    own = tmp_path / "copy.yaml"
    own.write_text(shown.output)
    checked = CliRunner().invoke(escalation, ["check", "--data-dir", str(tmp_path), str(own)])
    assert checked.exit_code == 0, checked.output
    assert "after 10 minutes: language" in checked.output
    assert "30 minutes" in checked.output
