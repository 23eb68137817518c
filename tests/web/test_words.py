"""V12: the whole text of every prompt as a page that a relay operator reads ahead."""

from __future__ import annotations

import re

import pytest

from hotline.types import Language
from hotline.web.headers import SECURITY_HEADERS
from ivr.flows.checks import engine_lines
from ivr.flows.words import PLACEHOLDER, lines_of
from ivr.prompts import PromptBook, fill
from tests.flows.builders import default_flow
from tests.web.site import Site

BOOK, FLOW = PromptBook.load(), default_flow()


@pytest.mark.parametrize("language", FLOW.languages, ids=str)
def test_v12_every_line_that_can_be_heard_is_in_the_text(site: Site, language: Language) -> None:
    """V12: nothing is left out, and no placeholder is left in."""
    answer = site.client().get(f"/words/{language.tag}.txt")
    assert answer.mimetype == "text/plain"
    assert answer.headers["Content-Language"] == language.tag
    for line in (*lines_of(FLOW), *engine_lines(FLOW)):
        if line.read or re.match(r"engine\.(digit|press|line_until|language_name)", line.key):
            continue
        words = BOOK.script(line.key, line.words, language)
        if set(PLACEHOLDER.findall(words)) <= {"hotline"}:
            assert fill(words, {"hotline": FLOW.name}) in answer.text, line.key
    assert "{" not in answer.text
    assert len(answer.data) < 32 * 1024


def test_v12_a_choice_stands_before_its_key(site: Site) -> None:
    text = site.client().get("/words/es.txt").text
    assert "Comida o agua – oprima uno" in text


@pytest.mark.parametrize("tag", ["mam", "qq", "../en", "en.txt", "%2e%2e"])
def test_no_other_text(site: Site, tag: str) -> None:
    assert site.client().get(f"/words/{tag}.txt").status_code == 404


def test_v12_anybody_finds_it_from_the_first_page_without_script_or_sign_in(site: Site) -> None:
    client = site.client()
    door = client.get("/", follow_redirects=True)
    assert 'href="/words"' in door.text
    page = client.get("/words")
    assert page.status_code == 200
    assert "<script" not in page.text
    for language in FLOW.languages:
        assert f'href="/words/{language.tag}.txt"' in page.text
    for name, value in SECURITY_HEADERS.items():
        assert client.get("/words/en.txt").headers[name] == value
