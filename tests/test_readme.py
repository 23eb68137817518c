"""What the README says is true: its commands, its links and its table of lifetimes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from hotline.domain.retention import KEPT
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def _in_words(time: timedelta) -> str:
    hours = int(time.total_seconds() // 3600)
    if hours % 24 == 0 and hours > 72:
        return f"{hours // 24} days"
    return "1 day" if hours == 24 else f"{hours} hours"


def test_the_table_of_lifetimes_is_the_one_in_the_code():
    rows = dict(re.findall(r"^\| ([^|]+?) \| (\d+ \w+) \|$", README, re.MULTILINE))
    assert rows == {name: _in_words(time) for name, time in KEPT.items()}


@pytest.mark.parametrize("link", re.findall(r"\]\(((?!http)[^)]+)\)", README))
def test_links_lead_somewhere(link):
    path, _, heading = link.partition("#")
    assert (ROOT / path).exists()
    if heading:
        text = (ROOT / path).read_text(encoding="utf-8")
        headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        assert heading in [each.lower().replace(" ", "-") for each in headings]


@pytest.mark.parametrize(
    "heading", ["the-webhooks", "registration-of-a-us-number", "what-texting-cannot-protect"]
)
def test_it_leads_to_what_somebody_must_know_before_they_connect_a_number(heading):
    assert f"connect-a-number.md#{heading})" in README


def test_the_two_commands_are_one_line_each_and_use_the_locks():
    for name, lock, ends in [
        ("run", "run.txt", "hotline up"),
        ("test", "test.txt", "-m pytest -n auto --dist loadfile"),
    ]:
        block = re.search(rf"<!-- command: {name} -->\n```sh\n(.+?)\n```", README, re.DOTALL)
        assert block
        command = block.group(1)
        assert "\n" not in command
        assert (ROOT / ".lock" / lock).exists()
        assert f".lock/{lock}" in command
        assert command.endswith(ends)


def test_the_commands_it_names_exist():
    from hotline.cli import COMMANDS

    named = re.findall(r"(?:`|bin/)hotline ([a-z]+)", README)
    assert len(named) > 8
    assert set(named) <= set(COMMANDS)
