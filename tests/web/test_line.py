"""The coordinators' page: for them alone, plain in its refusals, and heard by callers (C4, C5)."""

from __future__ import annotations

import io
import math
import re
import struct
import wave
import xml.etree.ElementTree as ElementTree
from datetime import timedelta

import pytest

from hotline.adapters.phone_sound import LARGEST_BYTES
from hotline.domain.line import LimitState, LineState
from hotline.services.line import set_limit, show_line
from ivr.flows.library import FlowLibrary, default_flow_path
from tests.house import ENGLISH, KOREAN, SPANISH
from tests.web.site import Site, form_token
from tests.web.test_accessible import Outline
from tests.web.test_catalogs import english_pieces
from tests.web.test_hostile_words import Tags

PATHS = ("/line", "/line/flow", "/line/flow/mermaid.txt", "/line/flow/graphviz.txt")


def tone(seconds: float = 1.0, rate: int = 16_000, channels: int = 1, loud: float = 0.05) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        values = (int(32767 * loud * math.sin(n / 9)) for n in range(int(seconds * rate)))
        file.writeframes(b"".join(struct.pack("<h", value) * channels for value in values))
    return buffer.getvalue()


@pytest.fixture
def me(site: Site) -> str:
    return site.coordinator("Rosa")


def press(site: Site, who: str, path: str, **fields: object) -> str:
    client = site.client(who)
    token = form_token(client.get("/line").text)
    answer = client.post(path, data={"form_token": token, **fields}, follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


def day(site: Site, ahead: int) -> str:
    return (site.house.ports.clock.now() + timedelta(days=ahead)).date().isoformat()


@pytest.mark.parametrize("path", PATHS)
def test_others_are_told_that_there_is_no_such_page(site: Site, path: str) -> None:
    assert site.client(site.volunteer("Sam")).get(path).status_code == 404
    assert site.client().get(path).status_code == 303
    assert site.client(site.coordinator("Mar")).get(path).status_code == 200


def test_others_change_nothing_with_a_good_token(site: Site) -> None:
    client = site.client(site.volunteer("Sam"))
    token = form_token(client.get("/queue").text)
    for path in ("/line/state", "/line/limit", "/line/board", "/line/board/remove"):
        answer = client.post(path, data={"form_token": token, "state": "closed"})
        assert answer.status_code == 404
    assert show_line(site.house.ports).state is LineState.OPEN
    assert 'href="/line"' not in client.get("/queue").text


def test_who_is_a_coordinator_no_longer_is_out_at_once(site: Site, me: str) -> None:
    from hotline.services.accounts import set_coordinator

    client = site.client(me)
    assert 'href="/line"' in client.get("/queue").text
    set_coordinator(site.house.ports, me, False)
    assert client.get("/line").status_code == 404


@pytest.mark.parametrize(
    ("path", "fields", "said"),
    [
        ("/line/state", {"state": "on fire"}, "no such state"),
        ("/line/state", {"state": "unstaffed"}, "no such state"),
        ("/line/state", {"state": "closed", "until": "soon"}, "no day within a year"),
        ("/line/state", {"state": "closed", "until": "2020-01-01"}, "passed already"),
        ("/line/limit", {"topic": "x", "state": "paused", "language": "en"}, "no choice"),
        ("/line/limit", {"topic": "food", "state": "paused", "language": "!"}, "not one of the"),
        ("/line/limit", {"topic": "food", "state": "paused", "language": "en", "reason": "x" * 999},
         "too long"),
        ("/line/board", {"words": "soup", "language": "en"}, "needs an end date"),
        ("/line/board", {"words": "soup", "language": "tlh", "until": "2026-12-01"}, "not one of"),
        ("/line/board", {"words": "", "language": "en", "until": "2026-12-01"}, "type what is"),
        ("/line/board/remove", {"id": "../../etc"}, "off the board"),
    ],
)  # fmt: skip
def test_bad_input_changes_nothing_and_says_why(
    site: Site, me: str, path: str, fields: dict[str, str], said: str
) -> None:
    before = show_line(site.house.ports)
    assert said in press(site, me, path, **fields)
    assert show_line(site.house.ports) == before


@pytest.mark.parametrize(
    "sound",
    [b"", b"RIFF", b"\x00" * 5000, b"ID3 an mp3", tone()[:-1000], tone(0.1), tone(61, 8000),
     tone(loud=0.0), tone(channels=3)],
)  # fmt: skip
def test_a_recording_that_cannot_be_played_is_refused(site: Site, me: str, sound: bytes) -> None:
    page = press(
        site, me, "/line/board", language="en", until=day(site, 1),
        recording=(io.BytesIO(sound), "soup.wav"),
    )  # fmt: skip
    assert "the recording cannot be used" in page
    assert show_line(site.house.ports).board == ()


def test_too_large_an_upload_is_refused_and_other_forms_stay_small(site: Site, me: str) -> None:
    client = site.client(me)
    token = form_token(client.get("/line").text)
    large = {"form_token": token, "recording": (io.BytesIO(bytes(LARGEST_BYTES * 2)), "x.wav")}
    assert client.post("/line/board", data=large).status_code == 413
    assert client.post("/line/limit", data={"reason": "x" * 70_000}).status_code == 413


def test_a_recording_is_made_fit_for_the_phone_and_can_be_heard_again(site: Site, me: str) -> None:
    press(
        site, me, "/line/board", language="en", until=day(site, 1),
        recording=(io.BytesIO(tone(2.0, 44_100, 2)), "soup.wav"),
    )  # fmt: skip
    [announcement] = show_line(site.house.ports).board
    answer = site.client(me).get(f"/line/board/{announcement.id}.wav")
    with wave.open(io.BytesIO(answer.data)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8000)
        assert file.getnframes() == pytest.approx(16_000, abs=20)
    assert site.client(site.volunteer("Sam")).get(
        f"/line/board/{announcement.id}.wav"
    ).status_code == 404  # fmt: skip
    press(site, me, "/line/board/remove", id=announcement.id)
    assert site.client(me).get(f"/line/board/{announcement.id}.wav").status_code == 404


def test_c5_surge_in_one_action_and_back(site: Site, me: str) -> None:
    """C5: one action, shown with who set it; reversible."""
    page = press(site, me, "/line/state", state="surge", until=day(site, 1))
    assert show_line(site.house.ports).state is LineState.SURGE
    assert re.search(r"set by <bdi>Rosa</bdi>", page)
    assert "Very many people are calling right now" in page
    press(site, me, "/line/state", state="open")
    assert show_line(site.house.ports).state is LineState.OPEN


def test_c4_a_limit_with_area_date_reason_and_who_decided(site: Site, me: str) -> None:
    page = press(
        site, me, "/line/limit", topic="housing", state="paused", area="Elm Park",
        reason="The fund is empty", language="en", until=day(site, 3),
    )  # fmt: skip
    for words in ("Elm Park", "The fund is empty", "set by <bdi>Rosa</bdi>", "Nothing right now"):
        assert words in page
    [limit] = show_line(site.house.ports).limits
    assert (limit.state, limit.set_by) == (LimitState.PAUSED, me)
    page = press(
        site, me, "/line/limit", topic="housing", state="open", area="Elm Park", language="en"
    )
    assert "Nothing runs short." in page


def test_the_page_shows_what_each_language_hears_and_which_are_drafts(site: Site, me: str) -> None:
    press(site, me, "/line/state", state="short-staffed")
    page = site.client(me).get("/line").text
    assert "Few neighbors are here right now" in page
    # Rosa speaks English alone: nobody is there for the others (C3).
    assert "No neighbor who speaks your language" not in page
    flow = FlowLibrary(default_flow_path()).current()
    warning = page.split("Nobody on call speaks:")[1].split("</p>")[0]
    assert warning.count("<bdi") == len(flow.languages) - 1
    assert "drafts by a machine" in page


def test_typed_words_are_harmless_on_the_page(site: Site, me: str) -> None:
    evil = '<script>alert(1)</script>"\u202e'
    set_limit(
        site.house.ports, me, topic="food", state=LimitState.PAUSED, topics=["food"],
        area=evil[:50], reason=evil, reason_language=ENGLISH,
    )  # fmt: skip
    press(site, me, "/line/board", words=evil, language="en", until=day(site, 1))
    page = site.client(me).get("/line").text
    assert "<script>alert" not in page
    assert "\u202e" not in page


def test_the_picture_has_every_step_and_a_list_of_the_same(site: Site, me: str) -> None:
    page = site.client(me).get("/line/flow").text
    drawing = ElementTree.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])
    drawn = {element.text for element in drawing.iter() if element.get("class") == "name"}
    assert {"welcome", "language", "need", "story", "done"} <= drawn
    listed = page[page.index('<ol class="lines">') :]
    assert "Medicine or care" in listed
    assert "style=" not in page
    text = site.client(me).get("/line/flow/graphviz.txt")
    assert text.text.startswith("digraph flow {")
    assert "attachment" in text.headers["Content-Disposition"]
    assert site.client(me).get("/line/flow/mermaid.txt").text.startswith("flowchart TD")


@pytest.mark.parametrize("path", ["/line", "/line/flow"])
def test_the_pages_are_accessible(site: Site, me: str, path: str) -> None:
    press(site, me, "/line/board", words="soup", language="en", until=day(site, 1))
    press(site, me, "/line/limit", topic="food", state="paused", language="en")
    page = site.client(me).get(path).text
    outline = Outline(page)
    assert outline.headings.count(1) == 1
    for before, after in zip(outline.headings, outline.headings[1:], strict=False):
        assert after <= before + 1
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.references <= set(outline.ids)
    assert set(outline.fields) <= outline.labels


@pytest.mark.parametrize("language", [SPANISH, KOREAN])
def test_no_english_is_left_on_the_pages(site: Site, language: object) -> None:
    me = site.coordinator("Ñ", (language,))  # type: ignore[arg-type]
    pages = [
        press(site, me, "/line/state", state=state, until=until)
        for state in LineState
        for until in ("", day(site, 2), "x", "2020-01-01")
    ]
    pages += [
        press(site, me, "/line/limit", topic=topic, state=state, language=tag)
        for topic in ("food", "housing", "x")
        for state in ("paused", "limited", "open")
        for tag in ("es", "!")
    ]
    pages += [
        press(site, me, "/line/board", words=words, language="es", until=until)
        for words in ("ñ", "", "ñ" * 500)
        for until in ("", day(site, 2))
    ]
    pages.append(site.client(me).get("/line/flow").text.split("<svg")[0])
    for page in pages:
        # What callers hear stands there in every language of the line, each marked as its own.
        page = re.sub(r"<blockquote\b.*?</blockquote>", "", page, flags=re.DOTALL)
        spoken = Tags(page).text.replace(site.house.ports.hotline_name, "").replace("English", "")
        for piece in english_pieces(str(language)):
            assert not re.search(rf"\b{re.escape(piece)}\b", spoken), piece
