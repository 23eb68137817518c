"""The recorder's pages: bad files, a second speaker, and what callers then hear (issue point 8)."""

from __future__ import annotations

import io
import re
import wave

import pytest

from hotline.adapters.prompt_sound import LEVEL, LEVEL_WINDOW, lint
from hotline.types import Language
from ivr.flows.session import Prompt
from ivr.prompt_index import folder_of, read_index
from ivr.prompts import Played, PromptBook
from tests.adapters.test_prompt_sound import voice, wav
from tests.house import ENGLISH
from tests.journeys.browser import chromium
from tests.web.site import Site, form_token
from tests.web.test_accessible import Outline
from tests.web.test_catalogs import english_pieces
from tests.web.test_hostile_words import Tags

CREOLE = Language("ht")
LINE = "/prompts/ht/need.say"


@pytest.fixture
def marie(site: Site) -> str:
    return site.volunteer("Marie", (CREOLE, ENGLISH))


@pytest.fixture
def jean(site: Site) -> str:
    return site.volunteer("Jean", (CREOLE,))


def press(site: Site, who: str, verb: str, path: str = LINE, **fields: object) -> str:
    client = site.client(who)
    page = client.get(f"{path}?language=en").text
    data = {"form_token": form_token(page), **fields}
    answer = client.post(f"{path}/{verb}", data=data, follow_redirects=True)
    assert answer.status_code == 200, answer.status_code
    return answer.text


def send(site: Site, who: str, sound: bytes, path: str = LINE) -> str:
    return press(site, who, "take", path, recording=(io.BytesIO(sound), "take.webm"))


def take_of(page: str) -> str:
    found = re.search(r'name="file" value="([^"]+)"', page)
    assert found, "no take is on the page"
    return found[1]


# Bad input.


@pytest.mark.parametrize(
    ("sound", "said"),
    [
        (b"", "no sound in it"),
        (b"<script>alert(1)</script>", "cannot be read as sound"),
        (wav(voice())[:600], "silent|too short|cannot be read"),
        (wav(voice() * 0.0), "silent"),
        (wav(voice(level=0.004)), "too quiet"),
        (wav(voice(level=30.0)), "too loud"),
        (wav(voice(0.05)), "too short|silent"),
        (wav(voice(70.0, rate=8000), rate=8000), "too long"),
    ],
)
def test_v23_what_cannot_be_a_prompt_is_refused_with_what_to_do(
    site: Site, marie: str, sound: bytes, said: str
) -> None:
    """V23: the fenced process reads it, and nothing of it is kept."""
    assert re.search(said, send(site, marie, sound))
    assert read_index(folder_of(site.folder, CREOLE)) == {}


@pytest.mark.parametrize(
    "path", ["/prompts/qq", "/prompts/..", "/prompts/ht/none.say", "/prompts/ht/need.text",
             "/prompts/ht/sound/index.json", "/prompts/ht/sound/x.wav", "/prompts/!/need.say"],
)  # fmt: skip
def test_no_such_page(site: Site, marie: str, path: str) -> None:
    assert site.client(marie).get(path).status_code == 404


def test_who_does_not_speak_it_hears_and_changes_nothing(site: Site, marie: str) -> None:
    other = site.coordinator("Sam", (ENGLISH,))
    page = send(site, marie, wav(voice()))
    press(site, marie, "keep")
    assert "Only people who speak this language" in site.client(other).get(LINE).text
    for verb in ("take", "approve", "refuse"):
        answer = press(site, other, verb, "/prompts/ht/need.say", file=take_of(page))
        assert "Only people who speak this language" in answer
    assert read_index(folder_of(site.folder, CREOLE))["need.say"].take is not None


def test_signed_out_nobody_hears_or_sends(site: Site) -> None:
    assert site.client().get("/prompts").status_code == 303
    assert site.client().get(LINE).status_code == 303
    assert site.client().post(f"{LINE}/take").status_code == 303


def test_a_large_file_is_refused_before_it_is_read(site: Site, marie: str) -> None:
    client = site.client(marie)
    token = form_token(client.get(LINE).text)
    large = {"form_token": token, "recording": (io.BytesIO(bytes(6 * 1024 * 1024)), "x.wav")}
    assert client.post(f"{LINE}/take", data=large).status_code == 413


# The way of a take.


def test_v2_from_the_microphone_to_the_callers_ear(site: Site, marie: str, jean: str) -> None:
    """V2, V23: spoken, heard back, kept, approved by another account, heard by the next caller."""
    book = PromptBook.load(data_dir=site.folder)
    need = Prompt("need.say", "What would help?", CREOLE)
    page = send(site, marie, wav(voice()))
    assert "This is how callers will hear it" in page
    file = take_of(page)
    heard = site.client(marie).get(f"/prompts/ht/sound/{file}")
    told = lint(heard.data)
    assert told.rate == 8000
    assert abs(told.level - LEVEL) <= LEVEL_WINDOW
    with wave.open(io.BytesIO(heard.data)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth()) == (1, 2)
    # Not kept yet: nobody else is asked about it.
    assert file not in site.client(jean).get(LINE).text
    assert "somebody else listens" in press(site, marie, "keep")
    assert "not possible" in press(site, marie, "approve", file=file)
    assert not isinstance(book.resolve(need), Played)
    assert "callers may hear it" in site.client(jean).get(f"{LINE}?language=en").text
    assert "The next caller hears it" in press(site, jean, "approve", file=file)
    book.shelf._looked.clear()  # as after a second
    assert isinstance(book.resolve(need), Played)
    page = site.client(marie).get("/prompts/ht?language=en").text
    assert "1 × recorded and approved" in Tags(page).text
    # No name of anybody lies beside the sound.
    index = (folder_of(site.folder, CREOLE) / "index.json").read_text("utf-8")
    assert "Marie" not in index
    assert "Jean" not in index
    press(site, marie, "withdraw")
    assert read_index(folder_of(site.folder, CREOLE)) == {}


def test_an_older_take_on_somebodys_screen_approves_nothing(
    site: Site, marie: str, jean: str
) -> None:
    old = take_of(send(site, marie, wav(voice())))
    press(site, marie, "keep")
    send(site, marie, wav(voice(3.0)))
    press(site, marie, "keep")
    assert "not possible" in press(site, jean, "approve", file=old)
    assert "not possible" in press(site, jean, "approve")
    assert read_index(folder_of(site.folder, CREOLE))["need.say"].approved_by == ""


def test_a_second_speaker_throws_a_take_away(site: Site, marie: str, jean: str) -> None:
    file = take_of(send(site, marie, wav(voice())))
    press(site, marie, "keep")
    assert "Thrown away" in press(site, jean, "refuse", file=file)
    assert site.client(jean).get(f"/prompts/ht/sound/{file}").status_code == 404


def test_lines_nobody_translated_show_the_masters_words(site: Site) -> None:
    ana = site.volunteer("Ana", (Language("mam"),))
    page = site.client(ana).get("/prompts/mam/need.say?language=en").text
    assert "What would help?" in page
    assert "Nobody has translated this line" in page
    assert "{hotline}" not in site.client(ana).get("/prompts/mam/welcome.say").text
    # The second wording of V9 is a line of its own.
    assert site.client(ana).get("/prompts/mam/welcome.say.simple").status_code == 200


def test_only_the_page_that_records_may_ask_for_the_microphone(site: Site, marie: str) -> None:
    client = site.client(marie)
    assert "microphone=(self)" in client.get(LINE).headers["Permissions-Policy"]
    for path in ("/prompts", "/prompts/ht", "/queue", "/sign-in"):
        assert "microphone=()" in client.get(path).headers["Permissions-Policy"]


def test_the_pages_can_be_read_by_everybody(site: Site, marie: str) -> None:
    send(site, marie, wav(voice()))
    for path in ("/prompts", "/prompts/ht", LINE):
        page = site.client(marie).get(f"{path}?language=en").text
        outline = Outline(page)
        assert outline.headings.count(1) == 1, path
        for before, after in zip(outline.headings, outline.headings[1:], strict=False):
            assert after <= before + 1, (path, outline.headings)
        assert outline.tags.count("main") == 1, path
        assert len(outline.ids) == len(set(outline.ids)), path
        assert outline.references <= set(outline.ids), path
        assert set(outline.fields) <= outline.labels, path


@pytest.mark.parametrize("tag", ["es", "ko"])
def test_no_english_is_left_on_them(site: Site, marie: str, tag: str) -> None:
    send(site, marie, wav(voice()))
    for path in ("/prompts", "/prompts/ht", LINE, "/prompts/mam/need.say"):
        page = site.client(marie).get(f"{path}?language={tag}").text
        page = re.sub(r"<(bdi|blockquote)\b.*?</\1>", "", page, flags=re.DOTALL)
        for piece in english_pieces(tag):
            assert not re.search(rf"\b{re.escape(piece)}\b", Tags(page).text), piece


def test_in_a_real_browser_the_microphone_becomes_a_take(site: Site, marie: str) -> None:
    """Chromium's false microphone beeps: MediaRecorder, our script, the fence, heard back."""
    from threading import Thread

    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    site.app.config["PUBLIC_URL"] = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        with chromium(microphone=True) as context:
            cookie = site.client(marie)
            cookie.get(LINE)
            value = cookie.get_cookie("hotline").value
            url = site.app.config["PUBLIC_URL"]
            context.add_cookies([{"name": "hotline", "value": value, "url": url}])
            page = context.new_page()
            page.goto(f"{url}{LINE}?language=en")
            page.click("#record-button")
            page.wait_for_timeout(2500)
            page.click("#record-button")
            page.wait_for_selector("#take")
            assert "This is how callers will hear it" in page.inner_text("main")
    finally:
        server.shutdown()
    assert read_index(folder_of(site.folder, CREOLE))["need.say"].take is not None
