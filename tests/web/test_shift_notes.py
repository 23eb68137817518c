"""The note for who comes next (O7): who writes it, who reads it, and how long it is there."""

from __future__ import annotations

import re
import sqlite3

import pytest

from hotline.services import duty
from hotline.services.accounts import remove_volunteer, set_on_call
from hotline.services.purge import purge
from tests.conftest import HeldClock
from tests.web.site import Site, form_token

SAID = "472b waits for a call at nine"


@pytest.fixture
def boss(site: Site) -> str:
    """Wednesday 2026-11-25, noon; the hotline's zone is UTC."""
    return site.coordinator("Mar")


@pytest.fixture
def rosa(site: Site, boss: str) -> str:
    """On the line from 12:30 to 14:00 by a shift, and not by hand."""
    rosa = site.volunteer("Rosa", on_call=False)
    fields = {
        "volunteer": rosa, "begin": "12:30", "end": "14:00", "since": "2026-11-25",
        "until": "", "weeks": "1",
    }  # fmt: skip
    assert press(site, boss, "/rota/add", **fields).status_code == 200
    return rosa


def press(site: Site, who: str, path: str, **fields: object):
    client = site.client(who)
    token = form_token(client.get("/shifts").text)
    data = {"form_token": token, **fields}
    return client.post(path, data=data, follow_redirects=True)


def write(site: Site, who: str, promised: str = SAID, **fields: object):
    return press(site, who, "/shifts/note", promised=promised, **fields)


def queue(site: Site, who: str) -> str:
    return site.client(who).get("/queue?language=en").text


def offered(site: Site, who: str) -> bool:
    return 'name="promised"' in site.client(who).get("/shifts?language=en").text


def note_id(page: str) -> str:
    found = re.search(r'name="note" value="(\w+)"', page)
    assert found
    return found[1]


def test_o7_a_note_with_nothing_in_it_or_too_much_is_refused_and_nothing_is_lost(
    site: Site, boss: str, rosa: str, clock: HeldClock
) -> None:
    """O7, O3: blanks, controls alone, 501 characters; what was typed comes back."""
    clock.forward(minutes=100)
    for empty in ("", " \n\t ", "\u202e\u200b\x07"):
        answer = write(site, rosa, empty)
        assert answer.status_code == 422
    answer = write(site, rosa, "x" * 501, care="the dog bites", network="keys are with Ana")
    assert answer.status_code == 422
    for typed in ("x" * 501, "the dog bites", "keys are with Ana"):
        assert typed in answer.text
    assert "Notes from the shifts" not in queue(site, boss)
    assert write(site, rosa, "x" * 500).status_code == 200
    assert "Notes from the shifts before: 1" in queue(site, boss)


def test_o7_a_note_is_offered_near_the_end_of_a_shift_alone(
    site: Site, boss: str, rosa: str, clock: HeldClock
) -> None:
    """O7: from half an hour before the end until two hours after; refused words are kept."""
    clock.forward(minutes=89)
    assert not offered(site, rosa)
    answer = write(site, rosa)
    assert answer.status_code == 422
    assert SAID in answer.text
    clock.forward(minutes=1)
    assert offered(site, rosa)
    assert not offered(site, boss)
    clock.forward(minutes=30)
    assert offered(site, rosa)
    clock.forward(minutes=119)
    assert offered(site, rosa)
    clock.forward(minutes=1)
    assert not offered(site, rosa)
    assert "Notes from the shifts" not in queue(site, boss)


def test_o7_who_goes_off_by_hand_is_asked_for_a_note(
    site: Site, boss: str, rosa: str, clock: HeldClock
) -> None:
    """O7: in the midst of a shift, and after a time here by hand; not who was never there."""
    sam = site.volunteer("Sam", on_call=False)
    duty.leave(site.house.ports, sam)
    assert not offered(site, sam)
    duty.come(site.house.ports, sam)
    assert not offered(site, sam)
    duty.leave(site.house.ports, sam)
    assert write(site, sam).status_code == 200
    clock.forward(minutes=45)
    duty.leave(site.house.ports, rosa)
    assert write(site, rosa, "from Rosa").status_code == 200
    page = queue(site, boss)
    assert "before: 2" in page
    assert page.index("from Rosa") < page.index(SAID)
    clock.forward(minutes=75)
    assert not offered(site, sam)
    assert "from Rosa" in site.client(rosa).get("/shifts").text


def test_o7_who_is_not_on_call_and_no_coordinator_reads_nothing(
    site: Site, boss: str, rosa: str, clock: HeldClock
) -> None:
    """O7, O12: and cannot put away what they cannot read."""
    ana, sam = site.volunteer("Ana"), site.volunteer("Sam", on_call=False)
    clock.forward(minutes=100)
    write(site, rosa)
    assert SAID not in queue(site, sam)
    assert SAID not in queue(site, rosa)
    page = queue(site, ana)
    assert SAID in page
    answer = press(site, sam, "/queue/note-read", note=note_id(page))
    assert "is not there any more" in answer.text
    set_on_call(site.house.ports, sam, True)
    assert SAID in queue(site, sam)
    set_on_call(site.house.ports, ana, False)
    assert SAID not in queue(site, ana)
    assert site.client().get("/queue").status_code == 303


def test_o7_read_hides_it_from_that_person_until_it_is_written_anew(
    site: Site, boss: str, rosa: str, clock: HeldClock
) -> None:
    """O7: "I have read it" is one person's; one note a shift, the second takes its place."""
    ana = site.volunteer("Ana")
    clock.forward(minutes=100)
    write(site, rosa)
    old = note_id(queue(site, ana))
    for _ in range(2):
        assert SAID not in press(site, ana, "/queue/note-read", note=old).text
    assert SAID in queue(site, boss)
    write(site, rosa, "472b is done")
    for who in (ana, boss):
        page = queue(site, who)
        assert "472b is done" in page
        assert "before: 1" in page
        assert SAID not in page
    # The button of an old page does not hide the new words.
    for gone in (old, "0" * 32, "", "\x00"):
        answer = press(site, boss, "/queue/note-read", note=gone)
        assert "is not there any more" in answer.text
        assert "472b is done" in answer.text


def test_o7_what_may_harm_is_asked_about_once_and_not_forbidden(
    site: Site, boss: str, rosa: str, clock: HeldClock
) -> None:
    """O7: words of the deny-list and phone-like digits of any script, in each of the boxes."""
    clock.forward(minutes=100)
    for words in ("deported last week", "ring 555-010-0100", "٠١٢٣٤٥٦٧٨"):
        answer = write(site, rosa, "all well", network=words)
        assert answer.status_code == 422
        assert words in answer.text
        assert 'name="anyway" value="1"' in answer.text
        assert "Notes from the shifts" not in queue(site, boss)
    assert write(site, rosa, "all well", network=words, anyway="1").status_code == 200
    assert words in queue(site, boss)


def test_o7_what_turns_letters_around_or_is_markup_does_nothing(
    site: Site, boss: str, rosa: str, clock: HeldClock
) -> None:
    """O7: controls, bidi overrides and tags are shown inert, on both pages."""
    clock.forward(minutes=100)
    write(site, rosa, "\u202eevil\x00\x1b[1m\u2066 <script>alert(1)</script></textarea>")
    for page in (queue(site, boss), site.client(rosa).get("/shifts").text):
        assert not re.search("[\x00\x1b\u202e\u2066]", page)
        assert "evil" in page
        assert "<script>alert" not in page


def test_o7_another_site_writes_and_hides_nothing(
    site: Site, boss: str, rosa: str, clock: HeldClock
) -> None:
    """O7: without the form's token 403."""
    clock.forward(minutes=100)
    assert site.client(rosa).post("/shifts/note", data={"promised": SAID}).status_code == 403
    write(site, rosa)
    forged = site.client(boss).post("/queue/note-read", data={"note": note_id(queue(site, boss))})
    assert forged.status_code == 403
    assert SAID in queue(site, boss)


def test_o7_after_a_week_it_is_gone(site: Site, boss: str, rosa: str, clock: HeldClock) -> None:
    """O7, D1: from the page at once, from the table at the next purge."""
    clock.forward(minutes=100)
    write(site, rosa)
    clock.forward(days=6, hours=23)
    purge(site.house.ports)
    assert SAID in queue(site, boss)
    clock.forward(hours=1, seconds=1)
    assert SAID not in queue(site, boss)
    assert rows(site, "shift_notes") == 1
    purge(site.house.ports)
    assert rows(site, "shift_notes") == 0


def test_o7_it_is_sealed_and_goes_with_its_author(
    site: Site, boss: str, rosa: str, clock: HeldClock
) -> None:
    """O7, D3: no file of the database has the words; erasing Rosa leaves Sam's note."""
    sam = site.volunteer("Sam")
    duty.leave(site.house.ports, sam)
    write(site, sam, "words of Sam")
    clock.forward(minutes=100)
    write(site, rosa)
    for file in site.folder.glob("test.sqlite3*"):
        assert SAID.encode() not in file.read_bytes()
    press(site, boss, "/queue/note-read", note=note_id(queue(site, boss)))
    remove_volunteer(site.house.ports, rosa)
    assert rows(site, "shift_notes") == 1
    assert rows(site, "shift_note_reads") == 0
    page = queue(site, boss)
    assert "words of Sam" in page
    assert SAID not in page


def test_o7_nothing_of_it_is_sent_or_logged(
    site: Site, boss: str, rosa: str, clock: HeldClock, caplog: pytest.LogCaptureFixture
) -> None:
    """O7: no job, no address, no line of a log."""
    clock.forward(minutes=100)
    site.token(rosa)
    jobs = len(site.house.jobs.rows)
    client = site.client(rosa)
    token = form_token(client.get("/shifts").text)
    answer = client.post("/shifts/note", data={"form_token": token, "promised": SAID})
    assert (answer.status_code, answer.location) == (303, "/shifts")
    assert len(site.house.jobs.rows) == jobs
    assert SAID not in caplog.text


def rows(site: Site, table: str) -> int:
    with sqlite3.connect(site.house.url.removeprefix("sqlite:///")) as connection:
        return connection.execute(f"select count(*) from {table}").fetchone()[0]
