"""The pages of shifts: who may see them, impossible input, the coordinator's week, my shifts."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from icalendar import Calendar

from hotline.services import duty
from hotline.services.on_call import volunteers_on_call
from tests.house import KOREAN, SPANISH
from tests.web.site import Site, form_token
from tests.web.test_accessible import Outline
from tests.web.test_catalogs import english_pieces
from tests.web.test_hostile_words import Tags


@pytest.fixture
def boss(site: Site) -> str:
    """Wednesday 2026-11-25, noon; the hotline's zone is UTC."""
    return site.coordinator("Mar")


def press(site: Site, who: str, path: str, **fields: object) -> str:
    client = site.client(who)
    token = form_token(client.get("/shifts").text)
    answer = client.post(path, data={"form_token": token, **fields}, follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


def add(site: Site, boss: str, rosa: str, **other: object) -> str:
    fields = {
        "volunteer": rosa, "days": ["TU", "TH"], "begin": "22:00", "end": "06:00",
        "next_day": "yes", "since": "2026-11-25", "until": "", "weeks": "1", **other,
    }  # fmt: skip
    return press(site, boss, "/rota/add", **fields)


def on(site: Site) -> list[str]:
    with site.house.ports.unit_of_work() as tx:
        there = {each.id for each in volunteers_on_call(site.house.ports, tx)}
        return [v.id for v in tx.volunteers.all() if v.id in there and not v.is_coordinator]


def hidden(page: str, path: str) -> dict[str, str]:
    """The shift and its beginning in the first form that goes to `path`."""
    form = page.split(f'action="{path}"')[1].split("</form>")[0]
    return {
        name: re.search(rf'name="{name}" value="([^"]*)"', form)[1] for name in ("shift", "starts")
    }


def test_the_rota_is_for_coordinators_and_my_shifts_for_everybody_signed_in(
    site: Site, boss: str
) -> None:
    sam = site.volunteer("Sam", on_call=False)
    assert site.client(sam).get("/rota").status_code == 404
    assert site.client().get("/rota").status_code == 303
    assert site.client().get("/shifts").status_code == 303
    assert site.client(sam).get("/shifts").status_code == 200
    assert site.client(boss).get("/rota").status_code == 200
    client = site.client(sam)
    token = form_token(client.get("/shifts").text)
    assert client.post("/rota/add", data={"form_token": token}).status_code == 404


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"begin": "25:00"}, "write the time as 18:00"),
        ({"begin": ""}, "write the time as 18:00"),
        ({"since": "soon"}, "no day within two years"),
        ({"since": "9999-12-31"}, "no day within two years"),
        ({"since": "2026-12-01", "until": "2026-11-01"}, "no day fits"),
        ({"until": "2036-01-01"}, "two years after the first"),
        ({"next_day": ""}, "ends before it begins"),
        ({"end": "22:00", "next_day": ""}, "begins and ends at the same time"),
        ({"end": "22:01"}, "at most 24 hours"),
        ({"weeks": "0"}, "no day fits"),
        ({"weeks": "many"}, "no day fits"),
        ({"weeks": "1;COUNT=3"}, "no day fits"),
        ({"volunteer": "nobody"}, "choose who"),
        ({"volunteer": ""}, "choose who"),
    ],
)
def test_an_impossible_shift_is_refused_in_one_sentence(
    site: Site, boss: str, other: dict[str, str], said: str
) -> None:
    rosa = site.volunteer("Rosa", on_call=False)
    page = add(site, boss, rosa, **other)
    assert said in page
    assert "There is no shift yet." in page


@pytest.mark.parametrize(
    "path",
    ["/rota?week=x", "/rota?week=9999-12-31", "/rota?week=0001-01-01", "/rota?week=2026-13-01"],
)
def test_a_week_that_is_none_is_this_week(site: Site, boss: str, path: str) -> None:
    assert "Nov 23" in site.client(boss).get(path).text


@pytest.mark.parametrize(
    "path", ["/rota/one/x/y", "/rota/one/x/2026-12-01T22:00+01:00", "/rota/shift/x"]
)
def test_a_shift_that_is_not_there_is_no_page(site: Site, boss: str, path: str) -> None:
    assert site.client(boss).get(path).status_code == 404


def test_a_shift_added_on_the_page_rings_at_night(site: Site, boss: str, clock) -> None:
    """T18, through the form."""
    rosa = site.volunteer("Rosa", (KOREAN,), on_call=False)
    page = add(site, boss, rosa)
    assert "The shift is on the rota." in page
    on_the_wall = clock.now().astimezone(site.house.ports.zone)
    assert f"The clock for these times says {on_the_wall:%H:%M} now" in page
    assert "Rosa" in page
    assert "22:00 to 06:00" in page
    assert "Tuesday, Thursday" in page
    clock.moment += timedelta(days=1, hours=14)
    assert on(site) == [rosa]


def test_a_single_shift_is_opened_taken_given_and_put_back(site: Site, boss: str, clock) -> None:
    rosa, sam = site.volunteer("Rosa", on_call=False), site.volunteer("Sam", on_call=False)
    add(site, boss, rosa)
    mine = site.client(rosa).get("/shifts").text
    one = hidden(mine, "/shifts/cannot")
    assert one["starts"] == "2026-11-26T22:00"
    assert "not there any more" in press(site, sam, "/shifts/cannot", **one)
    page = press(site, rosa, "/shifts/cannot", **one)
    assert "Others are asked now" in page
    week = site.client(boss).get("/rota").text
    assert "Open: nobody has it" in week
    assert "Nobody: " in week
    assert "It is yours" in press(site, sam, "/shifts/take", **one)
    assert "Somebody was faster" in press(site, boss, "/shifts/take", **one)
    page = press(site, sam, "/shifts/give", volunteer=rosa, **one)
    assert "It stays yours until they say yes" in page
    assert "somebody is asked to take it already" in press(
        site, sam, "/shifts/give", volunteer=rosa, **one
    )
    asked = site.client(rosa).get("/shifts").text.split('action="/shifts/asked/yes"')[1]
    ask = re.search(r'name="ask" value="([^"]*)"', asked)[1]
    assert "not there any more" in press(site, boss, "/shifts/asked/yes", ask=ask)
    assert "It is yours" in press(site, rosa, "/shifts/asked/yes", ask=ask)
    clock.moment += timedelta(days=1, hours=11)
    assert on(site) == [rosa]
    page = press(site, boss, "/rota/one/remove", **one)
    assert "changed before" in page
    press(site, boss, "/rota/one/restore", **one)
    page = press(site, boss, "/rota/one/remove", **one)
    assert "Taken away: the shift at 22:00" in page
    assert on(site) == []
    press(site, boss, "/rota/one/restore", **hidden(page, "/rota/one/restore"))
    assert on(site) == [rosa]


def test_a_series_is_changed_and_taken_off(site: Site, boss: str) -> None:
    rosa, sam = site.volunteer("Rosa", on_call=False), site.volunteer("Sam", on_call=False)
    page = add(site, boss, rosa)
    shift = re.search(r"/rota/shift/(\w+)", page)[1]
    form = site.client(boss).get(f"/rota/shift/{shift}").text
    assert 'value="22:00"' in form
    page = press(
        site, boss, f"/rota/shift/{shift}", volunteer=sam, days="MO", begin="09:00", end="12:00",
        since="2026-11-30", until="", weeks="2",
    )  # fmt: skip
    assert "one week in 2" in page
    new = next(each for each in re.findall(r"/rota/shift/(\w+)", page) if each != shift)
    assert "off the rota" in press(site, boss, f"/rota/shift/{new}/remove")
    assert "not there any more" in press(site, boss, f"/rota/shift/{new}/remove")


def test_here_break_back_and_off_are_buttons(site: Site) -> None:
    """O7: a break button that truly stops the ringing."""
    rosa = site.volunteer("Rosa", on_call=False)
    press(site, rosa, "/shifts/here")
    assert on(site) == [rosa]
    page = press(site, rosa, "/shifts/break", minutes="30")
    assert "You have a break until 12:30" in page
    assert on(site) == []
    press(site, rosa, "/shifts/back")
    assert on(site) == [rosa]
    press(site, rosa, "/shifts/break", minutes="9999")
    assert on(site) == [rosa]
    press(site, rosa, "/shifts/off")
    assert on(site) == []


def test_quiet_hours_and_limits_are_kept_and_impossible_ones_refused(site: Site) -> None:
    rosa = site.volunteer("Rosa", on_call=True)
    page = press(
        site, rosa, "/shifts/quiet", **{"from": "22:00", "to": "08:00", "zone": "Asia/Seoul"}
    )
    assert 'value="22:00"' in page
    assert "Asia/Seoul" in page
    assert on(site) == [rosa]  # 21:00 there
    assert "no such time zone" in press(
        site, rosa, "/shifts/quiet", **{"from": "1:00", "to": "2:00", "zone": "<b>"}
    )
    assert "another end" in press(site, rosa, "/shifts/quiet", **{"from": "22:00", "to": ""})
    assert 'value="2"' in press(site, rosa, "/shifts/caps", hours="2", rings="9")
    assert "1 to 24 hours" in press(site, rosa, "/shifts/caps", hours="99", rings="")


def test_gaps_are_shown_by_language(site: Site, boss: str) -> None:
    from dataclasses import replace

    from hotline.web.context import EXTENSION

    context = site.app.extensions[EXTENSION]
    ports = replace(context.ports, languages=(KOREAN, SPANISH))
    site.app.extensions[EXTENSION] = replace(context, ports=ports)
    site.volunteer("Min", (KOREAN,), on_call=False)
    add(site, boss, site.volunteer("Rosa", on_call=False))
    page = site.client(boss).get("/rota").text
    assert "No Korean speaker: Thu, Nov 26, 22:00 to 06:00" in page
    assert "No volunteer speaks:" in page


def test_the_calendar_has_shifts_and_changes_and_nothing_of_anybody(site: Site, boss: str) -> None:
    rosa = site.volunteer("Rosa", on_call=False)
    add(site, boss, rosa)
    assert site.client().get("/calendar/guess.ics").status_code == 404
    page = press(site, rosa, "/shifts/calendar")
    path = re.search(r"/calendar/[\w-]{43}\.ics", page)[0]
    assert path not in site.client(rosa).get("/shifts").text
    answer = site.client().get(path)
    assert answer.mimetype == "text/calendar"
    events = Calendar.from_ical(answer.data).walk("VEVENT")
    assert events[0]["DTSTART"].dt.isoformat() == "2026-11-26T22:00:00+00:00"
    assert events[0]["DTEND"].dt.isoformat() == "2026-11-27T06:00:00+00:00"
    assert len(events) == 12
    assert len({str(event["UID"]) for event in events}) == 12
    assert {str(event["SUMMARY"]) for event in events} == {"[en] On call: Eastside Mutual Aid"}
    assert "Rosa" not in answer.text
    press(
        site,
        rosa,
        "/shifts/cannot",
        **hidden(site.client(rosa).get("/shifts").text, "/shifts/cannot"),
    )
    assert len(Calendar.from_ical(site.client().get(path).data).walk("VEVENT")) == 11
    # A new address closes the one before, and closing it closes all.
    new = re.search(r"/calendar/[\w-]{43}\.ics", press(site, rosa, "/shifts/calendar"))[0]
    assert site.client().get(path).status_code == 404
    assert site.client().get(new).status_code == 200
    press(site, rosa, "/shifts/calendar/remove")
    assert site.client().get(new).status_code == 404


def test_pages_of_shifts_have_their_landmarks_and_labels(site: Site, boss: str) -> None:
    """O10."""
    rosa = site.volunteer("Rosa", on_call=False)
    page = add(site, boss, rosa)
    shift = re.search(r"/rota/shift/\w+", page)[0]
    one = re.search(r"/rota/one/\w+/[\w:-]+", page)[0]
    for path in ("/rota", shift, one, "/shifts"):
        text = site.client(boss).get(path).text
        outline = Outline(text)
        assert outline.headings.count(1) == 1, path
        for before, after in pairwise(outline.headings):
            assert after <= before + 1, (path, outline.headings)
        assert len(outline.ids) == len(set(outline.ids)), path
        assert outline.references <= set(outline.ids), path
        assert set(outline.fields) <= outline.labels, path
        for name in re.findall(r'<select[^>]*? id="([^"]+)"', text):
            assert name in outline.labels, (path, name)


@pytest.mark.parametrize("language", [SPANISH, KOREAN])
def test_no_english_is_left_on_them(site: Site, language) -> None:
    boss = site.coordinator("Ñ", (language,))
    rosa = site.volunteer("Ü", (language,), on_call=False)
    add(site, boss, rosa)
    mine = hidden(site.client(rosa).get("/shifts").text, "/shifts/cannot")
    pages = [press(site, rosa, "/shifts/cannot", **mine), press(site, boss, "/rota/add")]
    pages += [press(site, boss, "/shifts/break", minutes="15"), press(site, rosa, "/shifts/here")]
    shift = re.search(r"/rota/shift/\w+", pages[1])[0]
    one = re.search(r"/rota/one/\w+/[\w:-]+", pages[1])[0]
    pages += [site.client(boss).get(path).text for path in (shift, one)]
    for page in pages:
        spoken = Tags(page).text.replace(site.house.ports.hotline_name, "").replace("English", "")
        for piece in english_pieces(language.tag):
            assert not re.search(rf"\b{re.escape(piece)}\b", spoken), piece


def test_a_shift_that_is_longer_than_they_want_is_made_and_said(site: Site, boss: str) -> None:
    """O7: the cap is four hours when they set none, and their own when they did."""
    rosa = site.volunteer("Rosa", on_call=False)
    assert "longer than they want in one go (4 hours)" in add(site, boss, rosa)
    press(site, rosa, "/shifts/caps", hours="8", rings="3")
    assert "longer than they want" not in add(site, boss, rosa, days=["MO"])
    assert site.client(boss).get("/rota").text.count("Rosa") >= 2
    duty.come(site.house.ports, rosa)
    with site.house.ports.unit_of_work() as tx:
        for _ in range(3):
            tx.notices.note_told(rosa, site.house.ports.clock.now())
    assert "rung as often as you wanted" in site.client(rosa).get("/shifts").text


def test_a_shift_in_their_quiet_hours_is_made_and_said_and_so_is_one_that_is_given(
    site: Site, boss: str
) -> None:
    """C3: the phone stays quiet then; a coordinator does not take such a shift for covered."""
    rosa, sam = site.volunteer("Rosa", on_call=False), site.volunteer("Sam", on_call=False)
    for who in (rosa, sam):
        duty.set_quiet_hours(site.house.ports, who, 23 * 60, 7 * 60, "Asia/Tokyo")
    said = "quiet hours, when nobody rings them"
    # 14:00 to 22:00 in UTC.
    assert said not in add(site, boss, rosa, begin="08:00", end="14:00", next_day="", days=["FR"])
    assert said in add(site, boss, rosa, begin="12:00", end="14:01", next_day="", days=["SA"])
    assert said in add(site, boss, rosa, begin="21:59", end="23:00", next_day="", days=["SU"])
    with site.house.ports.unit_of_work(read_only=True) as tx:
        now = site.house.ports.clock.now()
        late = next(
            each
            for each in tx.shifts.between(now, now + timedelta(days=7), rosa)
            if each.starts.hour == 21
        )
    given = press(
        site, boss, "/rota/one/give", shift=late.shift_id, volunteer=sam,
        starts=late.starts.isoformat(timespec="minutes"),
    )  # fmt: skip
    assert "They have the shift now" in given
    assert said in given
