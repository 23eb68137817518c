"""`hotline flows check` tells an organiser everything that is wrong, in one run."""

from __future__ import annotations

import json

from click.testing import CliRunner

from hotline.commands.flows import flows

BROKEN = """\
hotline: Maple Mutual Aid
languages: [en, ht]
steps:
  need:
    say: "What would help?"
    menu:
      1: {label: "Food", goto: storry}
  story:
    say: "Tell us."
    record: {}
"""


def test_a_wrong_step_and_a_language_without_a_voice_are_told_together(tmp_path):
    file = tmp_path / "menu.yaml"
    file.write_text(BROKEN, encoding="utf-8")
    done = CliRunner().invoke(flows, ["check", "--json", str(file)])
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    messages = [each["message"] for each in told["mistakes"]]
    assert any("storry" in each for each in messages), messages
    assert any("recording" in each and "ht" in each for each in messages), messages
    assert told["paths"] == 0  # a broken flow is looked at, never walked
    assert len(messages) == len({json.dumps(each) for each in told["mistakes"]})


def test_a_file_that_is_no_flow_at_all_is_one_sentence(tmp_path):
    file = tmp_path / "menu.yaml"
    file.write_text("just words", encoding="utf-8")
    done = CliRunner().invoke(flows, ["check", str(file)])
    assert done.exit_code == 1
    assert done.output.startswith("menu.yaml:1:1: ")


def test_a_broken_flow_is_not_drawn(tmp_path):
    file = tmp_path / "menu.yaml"
    file.write_text(BROKEN, encoding="utf-8")
    done = CliRunner().invoke(flows, ["show", str(file)])
    assert done.exit_code == 1
    assert "storry" in done.output
