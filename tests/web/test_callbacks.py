"""Calling back from the page: what it says above everything, and what its buttons do."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from hotline.domain.bridges import LegState
from hotline.domain.callbacks import Outcome
from hotline.services import callbacks
from hotline.services.claims import claim
from hotline.services.receipts import keep_contact_rules
from hotline.types import CallSid, Language
from tests.web.site import CALLER, Site, form_token


@pytest.fixture
def rosa(site: Site) -> str:
    return site.volunteer("Rosa")


def held(
    site: Site,
    rosa: str,
    may: str = "call",
    hours: str = "any",
    others: str = "nothing",
    caller: str = CALLER,
) -> str:
    code = site.house.request(caller=caller)
    ports = site.house.ports
    with ports.unit_of_work() as tx:
        keep_contact_rules(ports, tx, tx.requests.by_code(code).id, may, hours, others)
    claim(ports, rosa, code)
    return code


def page_of(site: Site, who: str, code: str) -> str:
    answer = site.client(who).get(f"/requests/{code}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def press(site: Site, who: str, code: str, what: str = "", **form: str) -> str:
    """Press a button; gives the page that follows."""
    client = site.client(who)
    token = form_token(client.get(f"/requests/{code}").get_data(as_text=True))
    answer = client.post(
        f"/requests/{code}/call{what}", data={"form_token": token} | form, follow_redirects=True
    )
    assert answer.status_code == 200, answer.status_code
    return answer.get_data(as_text=True)


def talk(site: Site, rosa: str, code: str) -> None:
    """The two are connected, as the carrier would have told."""
    from hotline.domain.bridges import LegRole
    from hotline.services import bridges, callback_rules, leg_events

    ports = site.house.ports
    bridge = callbacks.begin_call(ports, rosa, code)
    with ports.unit_of_work() as tx:
        (mine,) = tx.legs.of_bridge(bridge.id)
        leg_events.answered(ports, tx, mine.id, CallSid("CA" + "1" * 32))
        leg_events.pressed(ports, tx, mine.id, CallSid("CA" + "1" * 32), 0, "1")
        theirs = next(leg for leg in tx.legs.of_bridge(bridge.id) if leg.role is LegRole.PERSON)
        callback_rules.RULES.dialling(ports, tx, bridge, theirs)
        leg_events.answered(ports, tx, theirs.id, CallSid("CA" + "2" * 32))
        for leg in (mine, theirs):
            tx.legs.raise_to(leg.id, LegState.JOINED, ports.clock.now())
        assert bridges.person_of(tx.legs.of_bridge(bridge.id))


def test_safe_contact_stands_above_everything(site: Site, rosa: str) -> None:
    """O3: the banner comes before the request itself, with when and what to say."""
    page = page_of(site, rosa, held(site, rosa))
    assert page.index("Safe contact") < page.index('id="rows"')
    assert "by day: from 9:00 to 20:00" in page
    assert "Call them" in page
    assert CALLER[-7:] not in page


@pytest.mark.parametrize(
    ("caller", "hours", "told"),
    [
        # New York is five hours behind this network; the simulated number is nowhere.
        ("+12125551234", "any", "it must be day here too"),
        ("+12125551234", "morning", "where their number tells it, else on ours"),
        (CALLER, "any", "where their number tells it, else on ours"),
    ],
)
def test_t5_the_page_says_on_whose_clock_the_hours_are(site, rosa, caller, hours, told):
    """T5, T9: and by which clock it names the moment from which they may be called."""
    page = page_of(site, rosa, held(site, rosa, hours=hours, caller=caller))
    assert told in page
    assert page.count("On their own clock") == 1
    for _ in range(24):
        if "Not now" in page:
            break
        site.house.ports.clock.moment += timedelta(hours=1)
        code = held(site, rosa, hours=hours, caller=caller)
        page = page_of(site, rosa, code)
    assert re.search(r"Not now: they may be called from [^.]+ on our clock\.", page)


@pytest.mark.parametrize(
    ("others", "script", "words"),
    [
        ("nothing", "hang_up", "hang up. Say nothing."),
        ("friend", "a_friend", "A friend. I will call again."),
        ("name", "who_we_are", "We will call again."),
    ],
)
def test_each_answer_has_its_script(
    site: Site, rosa: str, others: str, script: str, words: str
) -> None:
    """O4: the voicemail script differs per safety answer, and its id is shown."""
    page = page_of(site, rosa, held(site, rosa, others=others))
    scripts = dict(re.findall(r'<li data-script="(\w+)">([^<]*)</li>', page))
    assert words in scripts[script]
    assert "say hello" in scripts["person"]


@pytest.mark.parametrize(
    ("may", "words"),
    [("never", "Do not call: they did not say"), ("text", "they want texts, not calls")],
)
def test_without_a_yes_there_is_no_button(site: Site, rosa: str, may: str, words: str) -> None:
    """V15: a sentence says why; the address behind the button refuses too."""
    code = held(site, rosa, may=may)
    page = page_of(site, rosa, code)
    assert words in page
    assert "Call them" not in page
    assert words in press(site, rosa, code)
    with site.house.ports.unit_of_work() as tx:
        assert tx.bridges.open_of_request(tx.requests.by_code(code).id) is None


def test_call_and_end(site: Site, rosa: str) -> None:
    code = held(site, rosa)
    assert "Your phone rings. Answer it, listen, and press 1." in press(site, rosa, code)
    assert "Call them" in press(site, rosa, code, "/end")


def test_the_words_of_the_volunteer_about_who_answered(site: Site, rosa: str) -> None:
    code = held(site, rosa)
    talk(site, rosa, code)
    page = page_of(site, rosa, code)
    assert "You are connected." in page
    assert "Who answered?" in page
    page = press(site, rosa, code, "/outcome", outcome="machine")
    assert "A machine answered." in page
    assert "Tries left: 2." in page
    with site.house.ports.unit_of_work() as tx:
        (attempt,) = tx.attempts.of_request(tx.requests.by_code(code).id)
        assert attempt.outcome is Outcome.MACHINE


def test_an_interpreter_from_the_page(site: Site, rosa: str) -> None:
    """O9: by language, with the pre-brief, and no number."""
    marie = site.volunteer("Marie", (Language("es"),))
    code = held(site, rosa)
    talk(site, rosa, code)
    page = page_of(site, rosa, code)
    assert "Speak in short turns" in page
    assert 'value="es"' in page
    page = press(site, rosa, code, "/interpreter", language="es")
    assert "Spanish: an interpreter&#39;s phone rings." in page
    assert site.phones[marie][-7:] not in page
    assert "An interpreter is there or on the way" in press(
        site, rosa, code, "/interpreter", language="es"
    )


@pytest.mark.parametrize("what", ["", "/end", "/again", "/interpreter", "/outcome"])
def test_nobody_else_sees_or_presses_it(site: Site, rosa: str, what: str) -> None:
    code = held(site, rosa)
    marie = site.volunteer("Marie")
    assert "Safe contact" not in page_of(site, marie, code)
    client = site.client(marie)
    assert client.get(f"/requests/{code}/call").status_code == 404
    token = form_token(client.get("/queue").get_data(as_text=True))
    form = {"form_token": token, "language": "es", "outcome": "reached"}
    client.post(f"/requests/{code}/call{what}", data=form)
    with site.house.ports.unit_of_work() as tx:
        request = tx.requests.by_code(code)
        assert tx.bridges.open_of_request(request.id) is None
        assert tx.attempts.of_request(request.id) == []


@pytest.mark.parametrize(
    ("what", "form"), [("/outcome", {"outcome": "nonsense"}), ("/interpreter", {"language": "!"})]
)
def test_nonsense_is_refused(site: Site, rosa: str, what: str, form: dict[str, str]) -> None:
    code = held(site, rosa)
    client = site.client(rosa)
    token = form_token(client.get(f"/requests/{code}").get_data(as_text=True))
    answer = client.post(f"/requests/{code}/call{what}", data={"form_token": token} | form)
    assert answer.status_code == 400


def test_the_part_that_changes_is_fetched_alone(site: Site, rosa: str) -> None:
    code = held(site, rosa)
    callbacks.begin_call(site.house.ports, rosa, code)
    part = site.client(rosa).get(f"/requests/{code}/call").get_data(as_text=True)
    assert 'data-phase="rings_you"' in part
    assert "<html" not in part


@pytest.mark.parametrize(
    ("may", "hours", "chip"),
    [
        ("call", "evening", "Call from 17 to 21"),
        ("text", "any", "Texts only"),
        ("never", "", "Do not call: waits for them"),
    ],
)
def test_the_list_shows_how_each_may_be_reached(
    site: Site, rosa: str, may: str, hours: str, chip: str
) -> None:
    """The coordinator's screen, 3: a chip of contact safety; nothing for who may not open it."""
    held(site, rosa, may=may, hours=hours)
    assert chip in site.client(rosa).get("/queue").get_data(as_text=True)
    marie = site.volunteer("Marie")
    assert chip not in site.client(marie).get("/queue").get_data(as_text=True)
