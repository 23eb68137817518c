"""Signing in tells nobody who is a volunteer, and needs the PIN and the texted code."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.site import PIN, Site, form_token


def begin(client: FlaskClient, phone: str, pin: str, next_path: str = "") -> TestResponse:
    token = form_token(client.get("/sign-in").text)
    return client.post(
        "/sign-in",
        data={"form_token": token, "phone": phone, "pin": pin, "next": next_path},
    )


def finish(client: FlaskClient, code: str) -> TestResponse:
    token = form_token(client.get("/sign-in/code").text)
    return client.post("/sign-in/code", data={"form_token": token, "code": code})


def test_pin_and_code_open_the_queue(site: Site) -> None:
    rosa = site.volunteer("Rosa")
    client = site.app.test_client()
    assert begin(client, site.phones[rosa], PIN, "/requests/472b").location == "/sign-in/code"
    code = site.last_code()
    answer = finish(client, f"{code[:3]} {code[3:]}")
    assert (answer.status_code, answer.location) == (303, "/requests/472b")
    page = client.get("/queue").text
    assert "Rosa" in page

    client.post("/sign-out", data={"form_token": form_token(page)})
    assert client.get("/queue").status_code == 303


def test_the_session_is_dead_on_the_server_after_signing_out(site: Site) -> None:
    rosa = site.volunteer("Rosa")
    client = site.client(rosa)
    with client.session_transaction() as session:
        stolen = session["token"]
    client.post("/sign-out", data={"form_token": form_token(client.get("/queue").text)})
    thief = site.app.test_client()
    with thief.session_transaction() as session:
        session["token"] = stolen
    assert thief.get("/queue").status_code == 303


def test_known_unknown_and_wrong_read_the_same(site: Site) -> None:
    rosa = site.volunteer("Rosa")
    bodies, locations = set(), set()
    for phone, pin in (
        (site.phones[rosa], PIN),
        (site.phones[rosa], "0000"),
        ("+15550199999", PIN),
        ("not a number", "x" * 60),
        ("", ""),
    ):
        client = site.app.test_client()
        first = begin(client, phone, pin)
        asked = client.get("/sign-in/code").text
        refused = finish(client, "000000")
        locations.add((first.status_code, first.location, first.text))
        for page in (asked, refused.text):
            bodies.add(page.replace(form_token(page), "TOKEN"))
        assert refused.status_code == 403
    assert len(locations) == 1
    assert len(bodies) == 2  # the form, and the form with its one sentence


@pytest.mark.parametrize("known", [True, False])
def test_too_many_tries_read_the_same_for_everybody(site: Site, known: bool) -> None:
    phone = site.phones[site.volunteer("Rosa")] if known else "+15550199999"
    client = site.app.test_client()
    for _ in range(5):
        assert begin(client, phone, "0000").status_code == 303
    answer = begin(client, phone, PIN)
    assert answer.status_code == 429
    assert "That was tried too often." in answer.text
    assert phone[-7:] not in answer.text


def test_a_code_alone_opens_nothing(site: Site) -> None:
    client = site.app.test_client()
    assert client.get("/sign-in/code").status_code == 303
    token = form_token(client.get("/sign-in").text)
    answer = client.post("/sign-in/code", data={"form_token": token, "code": "123456"})
    assert answer.status_code == 403


def test_the_chosen_language_outlives_signing_in(site: Site) -> None:
    rosa = site.volunteer("Rosa")
    client = site.app.test_client()
    client.get("/sign-in?language=ko")
    begin(client, site.phones[rosa], PIN)
    finish(client, site.last_code())
    assert '<html lang="ko"' in client.get("/queue").text
