"""What a program can check of WCAG 2.2 AA: contrast, names, landmarks, and no traps."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import hotline.web
from hotline.domain.transcripts import TranscriptState
from tests.web.site import Site

CSS = (Path(hotline.web.__path__[0]) / "static" / "hotline.css").read_text(encoding="utf-8")

TEXT_ON = [
    ("ink", "paper"),
    ("ink", "card"),
    ("quiet", "paper"),
    ("quiet", "card"),
    ("green", "paper"),
    ("green", "card"),
    ("on-green", "green"),
    ("ink", "green-soft"),
    ("amber-ink", "amber-soft"),
    ("red-ink", "red-soft"),
    ("red-ink", "paper"),
]
EDGES_ON = [("edge", "paper"), ("edge", "card"), ("focus", "paper"), ("focus", "card")]


def colours(scheme: str) -> dict[str, str]:
    light = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", CSS.split("@media")[0]))
    dark = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", CSS.split("@media")[1]))
    return light if scheme == "light" else {**light, **dark}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_of_text_is_4_5_and_of_edges_3(scheme: str) -> None:
    named = colours(scheme)
    for text, ground in TEXT_ON:
        assert contrast(named[text], named[ground]) >= 4.5, (scheme, text, ground)
    for edge, ground in EDGES_ON:
        assert contrast(named[edge], named[ground]) >= 3, (scheme, edge, ground)


class Outline(HTMLParser):
    """Ids, labels, headings and fields of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.references: set[str] = set()
        self.headings: list[int] = []
        self.fields: list[str] = []
        self.labels: set[str] = set()
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if "id" in values:
            self.ids.append(values["id"])
        for name in ("aria-labelledby", "aria-describedby"):
            self.references.update(values.get(name, "").split())
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "input" and values.get("type") != "hidden":
            self.fields.append(values["id"])
        if tag == "label":
            self.labels.add(values["for"])


def test_every_page_has_its_landmarks_names_and_one_first_heading(site: Site) -> None:
    client = site.client(site.volunteer("Rosa"))
    code, _ = site.voice_request()
    site.voice_request(None, state=TranscriptState.NO_MODEL)
    site.text_request("hello")
    for path in ("/queue", f"/requests/{code}", "/sign-in", "/nope"):
        page = client.get(path).text
        outline = Outline(page)
        assert outline.headings.count(1) == 1, path
        # No level is skipped on the way down.
        for before, after in zip(outline.headings, outline.headings[1:], strict=False):
            assert after <= before + 1, (path, outline.headings)
        for landmark in ("header", "main", "footer"):
            assert outline.tags.count(landmark) == 1, (path, landmark)
        assert len(outline.ids) == len(set(outline.ids)), path
        assert outline.references <= set(outline.ids), path
        assert set(outline.fields) <= outline.labels, path
        assert 'class="skip-link" href="#main"' in page
        assert re.search(r"<html lang=\"[a-z]+\" dir=\"(ltr|rtl)\">", page)
        assert re.search(r"<title>[^<]+ – Eastside Mutual Aid</title>", page)


def test_the_look_is_ready_for_all_who_ask_for_another() -> None:
    for asked in ("prefers-color-scheme: dark", "prefers-reduced-motion", "forced-colors: active"):
        assert asked in CSS
    assert not re.search(r"(margin|padding|border)-(left|right)|text-align: (left|right)", CSS)
    assert "outline: none" not in CSS.replace("h1:focus, main:focus { outline: none; }", "")


def test_new_things_are_said_politely(site: Site) -> None:
    page = site.client(site.volunteer("Rosa")).get("/queue").text
    assert 'id="announcements" role="status"' in page
    assert 'data-new-one="NUMBER new request"' in page
    assert 'data-new-other="NUMBER new requests"' in page
