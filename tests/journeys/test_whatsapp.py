"""WhatsApp's window at the simulated carrier: closed, a template, their answer, and what waited."""

from __future__ import annotations

import json
import sqlite3

import pytest

from tests.journeys.running import Running, wait_for
from tests.journeys.test_text_stories import ADA, SCRIPTS, Texter, Volunteer, _faults
from tests.journeys.test_up_calls_back import Page, noon_here

TEMPLATES = {"en": "HX" + "e" * 32, "es": "HX" + "5" * 32, "ar": "HX" + "a" * 32}
HELD = "waits: on WhatsApp they must write first"


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    hotline = Running.start(
        tmp_path_factory.mktemp("whatsapp") / "data",
        HOTLINE_TIME_ZONE=noon_here(),
        HOTLINE_WHATSAPP_TEMPLATES=",".join(f"{tag}={sid}" for tag, sid in TEMPLATES.items()),
    )
    hotline.hotline(
        "volunteers", "add", "--name", "Ada", "--phone", ADA, "--on-call", "--pin", "4711",
        *[each for tag in ("en", "es", "ar", "zh", "ko") for each in ("--language", tag)],
    )  # fmt: skip
    yield hotline
    if not hotline.ended():
        hotline.stop()


@pytest.fixture(scope="module")
def adas_page(running):
    path = running.data_dir / "demo-volunteers.json"
    people = json.loads(path.read_text())
    path.write_text(json.dumps([*people, {"name": "Ada", "phone": ADA, "pin": "4711"}]))
    return Page(running, "Ada")


def _a_day_passes(running: Running) -> None:
    """By our clock: all that we have heard is 25 hours older."""
    (path,) = running.data_dir.glob("*.sqlite3")
    with sqlite3.connect(path, timeout=20) as database:
        for table, column in (("messages", "at"), ("text_sessions", "updated_at")):
            database.execute(f"UPDATE {table} SET {column} = datetime({column}, '-25 hours')")


def _held(running: Running, number: str, script) -> tuple[Texter, str]:
    texter = Texter(running, number)
    texter.say(script.first)
    texter.say(script.choice)
    texter.say("1")
    texter.say("1")
    code = texter.request["code"]
    assert code in Volunteer(running).says(code)
    return texter, code


@pytest.mark.parametrize(
    ("whose", "n", "script"),
    [
        *[("ours", n, each) for n, each in enumerate(SCRIPTS)],
        *[("the carrier's", n, each) for n, each in enumerate(SCRIPTS[:2])],
    ],
)
def test_t12_what_waited_for_the_window_goes_out_when_they_answer_the_template(
    running, adas_page, whose, n, script
):
    """Story: a volunteer writes a day later; by whichever clock it is found that it is too late."""
    ours = whose == "ours"
    texter, code = _held(running, f"whatsapp:+15554{8 if ours else 9}0000{n}", script)
    if ours:
        _a_day_passes(running)
    _faults(running, whatsapp_window_closed=True)
    try:
        before, ada = texter.heard(), Volunteer(running)
        told = len(ada.phone.received())
        ada.says(f"{code} {script.answer}")
        template = TEMPLATES.get(script.tag, TEMPLATES["en"])
        assert texter.gets(before, 1, "the template") == [f"[{template}]"]
        wait_for(
            lambda: any(
                "On WhatsApp they must write first" in text.body
                for text in ada.phone.received()[told:]
            ),
            30, "a word to the volunteer that it waits",
        )  # fmt: skip
        assert HELD in adas_page.get(f"/requests/{code}").text
    finally:
        _faults(running)
    came = texter.say(script.thanks)
    wait_for(
        lambda: script.answer in [text.body for text in texter.phone.received()],
        30, "what waited",
    )  # fmt: skip
    wait_for(lambda: HELD not in adas_page.get(f"/requests/{code}").text, 30, "no more waiting")
    everything = [text.body for text in texter.phone.received()]
    assert everything.count(script.answer) == 1, came
    assert everything.count(f"[{template}]") == 1
