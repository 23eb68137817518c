"""Changes come from our own forms only, and cookies go nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.web.headers import STRICT_TRANSPORT_SECURITY
from hotline.web.live import LivePages
from hotline.web.local_paths import local_path
from tests.conftest import HeldClock
from tests.web.conftest import no_redis
from tests.web.routes import all_routes
from tests.web.site import Site, build_site, form_token
from tests.web.test_routes import REST


def test_no_change_without_a_token_or_with_somebody_elses(site: Site) -> None:
    rosa, ana = site.client(site.coordinator("Rosa")), site.client(site.volunteer("Ana"))
    code, recording_id = site.voice_request()
    foreign = form_token(ana.get("/queue").text)
    for method, path in all_routes(site.app, code=code, recording_id=recording_id, **REST):
        if method != "POST":
            continue
        for data in ({}, {"form_token": foreign}, {"form_token": "é"}, {"form_token": ""}):
            assert rosa.post(path, data=data).status_code == 403, path
            assert site.client().post(path, data=data).status_code in {303, 403}
    assert 'class="request waiting"' in rosa.get("/queue").text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Origin": "http://localhost"}, 303),
        ({"Origin": "null"}, 303),
        ({}, 303),
    ],
)
def test_the_browser_says_where_a_form_comes_from(
    site: Site, headers: dict[str, str], status: int
) -> None:
    rosa = site.client(site.volunteer("Rosa"))
    code, _ = site.voice_request()
    token = form_token(rosa.get("/queue").text)
    answer = rosa.post(f"/requests/{code}/claim", data={"form_token": token}, headers=headers)
    assert answer.status_code == status


def test_nothing_changes_by_get(site: Site) -> None:
    rosa = site.client(site.volunteer("Rosa"))
    code, _ = site.voice_request()
    for verb in ("claim", "release", "resolve"):
        assert rosa.get(f"/requests/{code}/{verb}").status_code == 405
    assert rosa.get("/sign-out").status_code == 405
    assert 'class="request waiting"' in rosa.get("/queue").text


def test_over_https_the_cookie_is_bound_to_the_host_and_http_is_forgotten(
    tmp_path: Path, clock: HeldClock
) -> None:
    site = build_site(
        tmp_path, clock, LivePages(no_redis, max_streams=0), "https://hotline.example.org"
    )
    answer = site.client().get("/sign-in", base_url="https://hotline.example.org")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-hotline=")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert part in cookie
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"] == STRICT_TRANSPORT_SECURITY


@pytest.mark.parametrize(
    "hostile",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/%0d\n",
        "evil",
        "",
        None,
        "/" + "a" * 300,
        "/a b",
        "/a\\b",
        "\\\\evil",
        " //evil.example",
        "/\x00",
    ],
)
def test_next_is_local(hostile: str | None) -> None:
    assert local_path(hostile, "/queue") == "/queue"


def test_next_keeps_our_own_paths() -> None:
    assert local_path("/requests/472b?language=es", "/queue") == "/requests/472b?language=es"
