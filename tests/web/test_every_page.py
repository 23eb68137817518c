"""Every page of the app as every role: landmarks, names, labels, and no English left over.

The pages come from the app's own table of routes: a new one is checked without being added here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from hotline.adapters.web_push import WebPush
from hotline.services.claims import claim
from hotline.types import Language
from hotline.web.context import EXTENSION
from tests.house import ENGLISH
from tests.web.routes import all_routes
from tests.web.site import Site, form_token
from tests.web.test_catalogs import english_pieces
from tests.web.test_hostile_words import Tags
from tests.web.test_routes import REST

VOID = {"input", "img", "br", "meta", "link", "hr", "audio"}
#: Parts of a page, which its script puts in the place of old ones.
PARTS = ("/queue/rows", "/row", "/call")


class Page(HTMLParser):
    """The controls of a page with the names that a screen reader says."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.references: set[str] = set()
        self.labels: set[str] = set()
        self.fields: list[dict[str, str]] = []
        self.nameless: list[str] = []
        self.navs: list[str] = []
        self.landmarks: list[str] = []
        self.current = 0
        self._open: list[tuple[str, dict[str, str], int]] = []
        self._text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids.append(values["id"])
        for name in ("aria-labelledby", "aria-describedby"):
            self.references.update(values.get(name, "").split())
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag in {"select", "textarea"} or (tag == "input" and values.get("type") != "hidden"):
            self.fields.append(values)
        if tag == "label":
            self.labels.add(values["for"])
        if tag in {"header", "main", "footer"}:
            self.landmarks.append(tag)
        if tag == "nav":
            self.navs.append(values.get("aria-label", ""))
        if tag == "img" and "alt" not in values:
            self.nameless.append(f"img {values}")
        self.current += values.get("aria-current") == "page"
        if tag not in VOID:
            self._open.append((tag, values, len(self._text)))

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            name, values, begin = self._open.pop()
            needs_a_name = name in {"a", "button", "summary", "label", "legend", "h1", "h2", "h3"}
            if needs_a_name and not (self._text[begin:].strip() or values.get("aria-label")):
                self.nameless.append(f"{name} {values}")
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        self._text += data


@pytest.fixture
def scene(site: Site) -> tuple[Site, dict[str, str | None], str, str]:
    """Requests of all kinds, a shift, a limit of the line, web push: as a network has them."""
    push = WebPush(bytes(range(32)), "mailto:hotline@example.org")
    site.house.ports = replace(site.house.ports, push=push)
    site.app.extensions[EXTENSION] = replace(site.app.extensions[EXTENSION], ports=site.house.ports)
    rosa = site.volunteer("Rosa")
    mar = site.coordinator("Mar")
    code, recording_id = site.voice_request()
    for each in ("hello", "good day"):
        site.text_request(each)
    claim(site.house.ports, rosa, code)
    client = site.client(mar)
    token = form_token(client.get("/queue").text)
    for path, fields in (
        ("/rota/add", {"volunteer": rosa, "days": "TU", "begin": "22:00", "end": "06:00",
                       "next_day": "yes", "since": "2026-11-25", "until": "", "weeks": "1"}),
        ("/line/limit", {"topic": "food", "state": "paused", "area": "", "reason": "",
                         "language": "en", "until": ""}),
    ):  # fmt: skip
        assert client.post(path, data={"form_token": token, **fields}).status_code == 303
    return site, {"volunteer": rosa, "coordinator": mar, "nobody": None}, code, recording_id


def pages(
    site: Site, who: str | None, code: str, recording_id: str, language: str
) -> Iterator[tuple[str, str]]:
    """(path, page) of each whole page that this person may see."""
    client = site.client(who)
    rest = {**REST, "recording_id": recording_id, "tag": "es", "prompt": "need.say"}
    for method, path in all_routes(site.app, code=code, **rest):
        if method != "GET" or path.endswith((*PARTS, "/events")):
            continue
        answer = client.get(path, query_string={"language": language}, follow_redirects=True)
        if answer.mimetype == "text/html":
            yield path, answer.text


@pytest.mark.parametrize("role", ["volunteer", "coordinator", "nobody"])
def test_o10_every_page_can_be_found_through_by_a_screen_reader(scene, role: str) -> None:
    """O10: one first heading, no level skipped, landmarks with names, every control with a name."""
    site, people, code, recording_id = scene
    seen = 0
    for path, text in pages(site, people[role], code, recording_id, "en"):
        seen += 1
        page = Page(text)
        assert page.headings.count(1) == 1, path
        for before, after in pairwise(page.headings):
            assert after <= before + 1, (path, page.headings)
        assert sorted(page.landmarks) == ["footer", "header", "main"], path
        assert all(page.navs), path
        assert len(page.navs) == len(set(page.navs)), (path, page.navs)
        assert len(page.ids) == len(set(page.ids)), path
        assert page.references <= set(page.ids), (path, page.references - set(page.ids))
        assert not page.nameless, path
        for each in page.fields:
            named = each.get("id") in page.labels or each.get("aria-label")
            assert named or each.get("aria-labelledby"), (path, each)
        assert page.current <= 1, path
        assert "<title>" in text, path
    assert seen >= {"volunteer": 9, "coordinator": 12, "nobody": 3}[role]


def test_o10_the_pages_of_the_menu_say_which_one_is_open(scene) -> None:
    """O10: each entry of the menu leads to a page on which it is marked as the one that is open."""
    site, people, _code, _recording_id = scene
    client = site.client(people["coordinator"])
    menu = re.search(r'<nav class="site-pages".*?</nav>', client.get("/queue").text, re.DOTALL)
    assert menu
    entries = re.findall(r'href="([^"]+)"', menu[0])
    assert len(entries) >= 6
    for entry in entries:
        assert f'<a href="{entry}" aria-current="page">' in client.get(entry).text, entry


@pytest.mark.parametrize("tag", ["es", "ko", "ar"])
@pytest.mark.parametrize("role", ["volunteer", "coordinator", "nobody"])
def test_o11_no_english_is_left_on_any_page(scene, role: str, tag: str) -> None:
    """O11: whoever speaks no English meets none on a page; what people said stays as it is."""
    site, people, code, recording_id = scene
    left = set()
    for path, text in pages(site, people[role], code, recording_id, tag):
        assert f'<html lang="{tag}"' in text, path
        # Names, a person's words, and words in a language that is named beside them.
        text = re.sub(r"<(bdi|blockquote|pre)\b.*?</\1>", "", text, flags=re.DOTALL)
        text = re.sub(r'<(\w+)[^>]* lang="en".*?</\1>', "", text, flags=re.DOTALL)
        said = Tags(text).text + " ".join(
            re.findall(r'(?:data-(?:said|words-\w+|new-\w+)|aria-label|alt)="([^"]*)"', text)
        )
        said = said.replace(site.house.ports.hotline_name, "")
        for piece in english_pieces(tag):
            if re.search(rf"\b{re.escape(piece)}\b", said):
                left.add((path, piece))
    assert not left


def test_c1_the_list_is_shown_in_parts_and_each_number_is_true(site: Site) -> None:
    """C1: all, danger, waiting, my languages, mine: as many rows as the number says."""
    rosa = site.volunteer("Rosa")
    site.volunteer("Ana", (Language("es"),))
    codes = [site.voice_request()[0] for _ in range(3)]
    codes.append(site.voice_request(language=Language("es"))[0])
    claim(site.house.ports, rosa, codes[0])
    with site.house.ports.unit_of_work() as tx:
        tx.requests.mark_urgent(tx.requests.by_code(codes[1]).id)
    client = site.client(rosa)
    expected = {"all": 4, "danger": 1, "waiting": 3, "your-languages": 3, "yours": 1}
    for show, count in expected.items():
        page = client.get("/queue", query_string={"show": show, "language": "en"}).text
        assert page.count('<li class="request ') == count, show
        chosen = re.search(r'aria-current="true"[^>]*>[^<]+<span class="count">(\d+)', page)
        assert chosen, show
        assert int(chosen[1]) == count
        rows = client.get("/queue/rows", query_string={"show": show}).text
        assert rows.count('<li class="request ') == count, show
    assert client.get("/queue?show=%00nonsense").text.count('<li class="request ') == 4


def test_c1_a_long_list_folds_what_people_said(site: Site) -> None:
    """C1: with 21 requests and more the words are one key away, and a short list shows them."""
    client = site.client(site.volunteer("Rosa"))
    site.voice_request()
    assert "<summary>What they said</summary>" not in client.get("/queue?language=en").text
    for _ in range(20):
        site.house.request(ENGLISH, "food", recording=True)
    assert client.get("/queue?language=en").text.count("<summary>What they said</summary>") == 21


def test_coordinators_see_the_line_and_who_is_here(site: Site) -> None:
    """Coordinators alone: the state of the line, and who is on call in which languages."""
    rosa, mar = site.volunteer("Rosa"), site.coordinator("Mar")
    page = site.client(mar).get("/queue?language=en").text
    assert "On call now:" in page
    assert '<bdi>Rosa</bdi> (<bdi lang="en">English</bdi>)' in page
    assert "On call now:" not in site.client(rosa).get("/queue?language=en").text
