"""Every sentence of the pages has its Spanish and Korean, and no English is left over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import hotline.web
import translations
from hotline.domain.transcripts import TranscriptState
from hotline.services.claims import claim
from hotline.types import Language
from tests.house import KOREAN, SPANISH
from tests.web.site import Site, form_token
from tests.web.test_hostile_words import Tags

TAGS = ("en", "es", "ko", "ht", "zh", "vi", "ar", "fr")
_PLACEHOLDER = re.compile(r"%\(\w+\)s")


def catalog(tag: str) -> Catalog:
    path = Path(translations.__path__[0]) / tag / "LC_MESSAGES" / "ui.po"
    with path.open("rb") as file:
        return read_po(file, locale=tag)


def sentences() -> set[str]:
    """Every msgid that the code and the templates use (of plurals the singular)."""
    found = extract_from_dir(
        hotline.web.__path__[0],
        [("**.py", "python"), ("**.html", "jinja2")],
        {"**.html": {"encoding": "utf-8"}},
    )
    return {ids if isinstance(ids, str) else ids[0] for _, _, ids, _, _ in found}


@pytest.mark.parametrize("tag", TAGS)
def test_each_catalog_has_each_sentence_and_no_other(tag: str) -> None:
    ids = {m.id if isinstance(m.id, str) else m.id[0] for m in catalog(tag) if m.id}
    assert ids == sentences()


@pytest.mark.parametrize("tag", TAGS)
def test_each_translation_is_there_and_keeps_its_placeholders(tag: str) -> None:
    for message in catalog(tag):
        if not message.id:
            continue
        wanted = set(_PLACEHOLDER.findall(str(message.id)))
        strings = [message.string] if isinstance(message.string, str) else message.string
        for string in strings:
            assert string, f"{tag} lacks {message.id!r}"
            found = set(_PLACEHOLDER.findall(string))
            # Arabic has words for none, one and two: such a plural needs no number in it.
            assert found == wanted or (message.pluralizable and found <= wanted), message.id
        assert not message.fuzzy


@pytest.mark.parametrize("tag", TAGS[1:])
def test_drafts_by_a_machine_say_so(tag: str) -> None:
    headers = dict(catalog(tag).mime_headers)
    path = Path(translations.__path__[0]) / tag / "LC_MESSAGES" / "ui.po"
    assert headers["Language"] == tag
    assert "X-Draft: machine-made, not reviewed by a speaker" in path.read_text("utf-8")


def english_pieces(tag: str) -> Iterator[str]:
    """Pieces of English sentences that a page in another language must not show."""
    translated = {m.id: m.string for m in catalog(tag) if isinstance(m.id, str)}
    for english, other in translated.items():
        for piece in _PLACEHOLDER.split(english):
            piece = piece.strip(" .,:!")
            if len(piece) > 3 and piece not in str(other):
                yield piece


@pytest.mark.parametrize("language", [SPANISH, KOREAN])
def test_no_english_is_left_on_a_page_in_another_language(site: Site, language: Language) -> None:
    me = site.volunteer("Ñ", (language,))
    other = site.volunteer("Ü", (language,))
    codes = [
        site.voice_request(
            "ñandú" if state is TranscriptState.READY else None,
            state=state,
            language=language,
            confidence=confidence,
        )[0]
        for state in TranscriptState
        for confidence in (0.3, 0.6, 0.8, 0.95)[: 4 if state is TranscriptState.READY else 1]
    ]
    for topic in ("food", "housing", "health", "transport", "safety", "money", "supplies"):
        codes.append(site.voice_request("ñandú", language=language, topic=topic)[0])
    codes += [site.text_request("ñ", language)]
    codes += [site.voice_request(None, state=TranscriptState.WAITING, language=Language("mam"))[0]]
    claim(site.house.ports, other, codes[0])
    claim(site.house.ports, me, codes[1])

    client = site.client(me)
    pages = [
        client.get(path).text for path in ("/queue", "/sign-in", "/nope", f"/requests/{codes[1]}")
    ]
    token = form_token(pages[0])
    for code, verb in (
        (codes[0], "claim"),
        (codes[0], "release"),
        (codes[2], "claim"),
        (codes[2], "release"),
        (codes[1], "resolve"),
        (codes[1], "claim"),
    ):
        pages.append(
            client.post(
                f"/requests/{code}/{verb}", data={"form_token": token}, follow_redirects=True
            ).text
        )
    pages.append(client.post("/sign-out").text)
    for page in pages:
        assert f'<html lang="{language.tag}"' in page
        spoken = Tags(page).text + " ".join(
            re.findall(r'data-(?:said|words-\w+|new-\w+)="([^"]*)"', page)
        )
        spoken = spoken.replace(site.house.ports.hotline_name, "").replace("English", "")
        for piece in english_pieces(language.tag):
            assert not re.search(rf"\b{re.escape(piece)}\b", spoken), piece


def test_language_of_the_page_chosen_then_the_volunteers_then_the_browsers(site: Site) -> None:
    client = site.client(site.volunteer("Rosa", (Language("kmr"), KOREAN)))
    spanish_browser = {"Accept-Language": "es-MX,es;q=0.9"}
    assert 'lang="es"' in site.client().get("/sign-in", headers=spanish_browser).text[:60]
    assert 'lang="ko"' in client.get("/queue", headers=spanish_browser).text[:60]
    assert 'lang="en"' in client.get("/queue?language=en").text[:60]
    assert 'lang="en"' in client.get("/queue").text[:60]
    assert 'lang="en"' in client.get("/queue?language=../../x").text[:60]


def test_the_switcher_stays_on_the_page(site: Site) -> None:
    page = site.client().get("/sign-in?next=/requests/472b").text
    assert 'href="/sign-in?next=/requests/472b&amp;language=es"' in page
    assert 'aria-current="true">English' in page
