"""Who sees what: every route for the holder, an asked volunteer, an outsider and nobody."""

from __future__ import annotations

import pytest

from hotline.domain.help_requests import RequestState
from hotline.services.claims import claim
from hotline.web.headers import SECURITY_HEADERS, WITH_MICROPHONE
from hotline.web.policy import POLICIES, Policy, policy_of
from tests.house import ENGLISH, SPANISH
from tests.web.routes import all_routes, ask
from tests.web.site import CALLER, SPOKEN, WAV, Site

ROLES = ("holder", "offered", "outsider", "coordinator", "nobody")

#: What stands in the places of the other names in routes.
REST = {
    "filename": "hotline.css",
    "message_id": "0" * 32,
    "browser_id": "0" * 32,
    "other": "000a",
    "media_id": "0" * 32,
    "announcement_id": "0" * 32,
    "shift_id": "0" * 32,
    "starts": "2026-12-01T22:00",
    "secret": "guess",
    "tag": "ht",
    "partner_id": "0" * 32,
    "consent_id": "0" * 32,
    "passing_id": "0" * 32,
    "prompt": "need.say",
    "name": "need.say.00000000.wav",
}


@pytest.fixture
def people(site: Site) -> dict[str, str | None]:
    """A volunteer's id by role. Only English speakers are asked about English requests."""
    return {
        "holder": site.volunteer("Rosa"),
        "offered": site.volunteer("Ana"),
        "outsider": site.volunteer("Iker", (SPANISH,)),
        "coordinator": site.coordinator("Mar", (SPANISH,)),
        "nobody": None,
    }


def routes_of(site: Site, code: str, recording_id: str) -> list[tuple[str, str]]:
    return list(all_routes(site.app, code=code, recording_id=recording_id, **REST))


@pytest.mark.parametrize("role", ROLES)
def test_a_claimed_request_opens_for_its_holder_alone(
    site: Site, people: dict[str, str | None], role: str
) -> None:
    code, recording_id = site.voice_request()
    claim(site.house.ports, people["holder"] or "", code)
    opened = 0
    for method, path in routes_of(site, code, recording_id):
        if path.endswith(("/sign-out", "/resolve", "/release")) and role == "holder":
            continue  # they end what is looked at here
        if path.endswith("/release") and role == "coordinator":
            continue  # theirs to do: tests/web/test_queue.py
        answer = ask(site.client(people[role]), method, path)
        shows = SPOKEN in answer.text or WAV[:40] in answer.data
        if role == "holder":
            opened += shows
        else:
            assert not shows, f"{method} {path} opens the words for {role}"
    assert opened >= 4 if role == "holder" else opened == 0
    with site.house.ports.unit_of_work() as tx:
        request = tx.requests.by_code(code)
        assert request
        assert request.claimed_by == people["holder"]
        assert request.state is RequestState.CLAIMED


def test_a_waiting_request_opens_for_the_asked_and_not_for_others(
    site: Site, people: dict[str, str | None]
) -> None:
    _code, recording_id = site.voice_request()
    for role in ROLES:
        client = site.client(people[role])
        shown = SPOKEN in client.get("/queue").text
        assert shown is (role in {"holder", "offered"})
        sound = client.get(f"/recordings/{recording_id}.wav")
        assert (sound.data == WAV) is shown
        assert sound.status_code == (200 if shown else 303 if role == "nobody" else 404)
    page = site.client(people["outsider"]).get("/queue?language=en").text
    assert "Asked: other volunteers." in page


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_has_the_whole_set_of_headers_and_no_phone_number(
    site: Site, people: dict[str, str | None], role: str
) -> None:
    code, recording_id = site.voice_request()
    paths = routes_of(site, code, recording_id)
    paths += [("GET", "/no-such-page"), ("PUT", "/queue"), ("GET", "/requests/999z")]
    numbers = [CALLER, *site.phones.values()]
    for method, path in paths:
        answer = ask(site.client(people[role]), method, path)
        for name, value in SECURITY_HEADERS.items():
            if (method, path) == ("GET", "/prompts/ht/need.say") and name == "Permissions-Policy":
                value = WITH_MICROPHONE  # the one page that records
            assert answer.headers.getlist(name) == [value], f"{name} of {method} {path}"
        assert "Strict-Transport-Security" not in answer.headers
        for number in numbers:
            assert number[-7:] not in answer.text, f"{method} {path} shows a number"
        assert answer.status_code < 500 or path == "/queue/events"


def test_nobody_is_sent_to_sign_in_and_back_to_this_site_only(site: Site) -> None:
    answer = site.client().get("/requests/472b")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/requests/472b")
    assert site.client().get("/queue/rows").status_code == 401
    assert site.client().get("/queue/events").status_code == 401
    page = site.client().get("/sign-in?next=//evil.example/").text
    assert "evil.example" not in page.split("site-footer")[0]


def test_every_blueprint_has_exactly_one_policy_and_the_rest_is_closed(site: Site) -> None:
    assert set(site.app.blueprints) <= set(POLICIES)
    for rule in site.app.url_map.iter_rules():
        assert policy_of(rule.endpoint) in Policy
    assert policy_of("unheard_of.page") is None
    assert policy_of("a_view_without_blueprint") is None

    site.app.add_url_rule("/forgotten", "forgotten", lambda: "open to all")
    assert site.client().get("/forgotten").status_code == 404


def test_polling_does_not_keep_a_session_alive_and_pressing_does(
    site: Site, people: dict[str, str | None], clock: object
) -> None:
    polling, pressing = site.client(people["holder"]), site.client(people["offered"])
    for _ in range(4):
        clock.forward(minutes=10)  # type: ignore[attr-defined]
        polling.get("/queue/rows")
        pressing.get("/queue")
    assert polling.get("/queue/rows").status_code == 401
    assert polling.get("/queue").status_code == 303
    assert pressing.get("/queue").status_code == 200


def test_a_volunteer_without_english_still_finds_the_asked_language(site: Site) -> None:
    both = site.volunteer("Luz", (SPANISH, ENGLISH))
    assert '<html lang="es"' in site.client(both).get("/queue").text
