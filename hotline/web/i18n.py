"""The pages' own languages: which one, from which catalog."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, request, session, url_for
from flask_babel import Babel, Domain, get_locale

import translations as catalogs
from hotline.types import Language
from hotline.web.languages import own_name
from hotline.web.policy import viewer

DOMAIN = "ui"


@dataclass(frozen=True)
class PageLanguage:
    """A language the pages can be read in, by its own name."""

    tag: str
    own_name: str
    url: str
    chosen: bool


class UiCatalogs(Domain):
    """The ui.po files, compiled in memory when the app starts.

    flask-babel only reads .mo files from disk, and this is its one place to hand over
    others: so there is no compiled file to commit, to forget or to write somewhere.
    """

    def __init__(self, directory: Path) -> None:
        super().__init__(domain=DOMAIN)
        self._by_locale = {
            str(_locale(path.parts[-3])): _compiled(path.parts[-3], path.read_bytes())
            for path in _catalog_files(directory)
        }

    def get_translations(self) -> NullTranslations:
        return self._by_locale.get(str(get_locale()), NullTranslations())


def install(app: Flask) -> None:
    """Choose the language of each page, and let templates say _('...')."""
    babel = Babel(app, default_locale="en", default_domain=DOMAIN, locale_selector=_choose)
    babel.domain_instance = UiCatalogs(_directory())
    app.before_request(_remember_choice)


def page_locale() -> Locale:
    """The language of this page, for lang, dir and names of languages."""
    return get_locale() or Locale("en")


def switcher() -> list[PageLanguage]:
    """A link for each language of the pages; it stays on this page where that is possible."""
    here = request.endpoint if request.method == "GET" else None
    endpoint = here or "home.front_door"
    values = dict(request.view_args or {}) if here else {}
    if here and request.args.get("next"):
        values["next"] = request.args["next"]
    return [
        PageLanguage(
            tag,
            own_name(Language(tag)),
            url_for(endpoint, **{**values, "language": tag}),
            chosen=_locale(tag) == page_locale(),
        )
        for tag in page_languages()
    ]


@cache
def page_languages() -> tuple[str, ...]:
    """The tags that have a ui.po."""
    return tuple(sorted(path.parts[-3] for path in _catalog_files(_directory())))


def _choose() -> str:
    """Chosen on the page, else the volunteer's first that we have, else the browser's."""
    if session.get("language") in page_languages():
        return str(_locale(session["language"]))
    me = viewer()
    for language in me.languages if me else ():
        base = language.tag.split("-")[0]
        for tag in (language.tag, base):
            if tag in page_languages():
                return str(_locale(tag))
    accepted = request.accept_languages.best_match(page_languages(), default="en")
    return str(_locale(accepted))


def _remember_choice() -> None:
    tag = request.args.get("language")
    if tag in page_languages() and request.method == "GET":
        session["language"] = tag


@cache
def _compiled(tag: str, po: bytes) -> Translations:
    catalog = read_po(BytesIO(po), locale=_locale(tag))
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled, domain=DOMAIN)


def _catalog_files(directory: Path) -> list[Path]:
    return [
        path
        for path in sorted(directory.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
        if _is_known(path.parts[-3])
    ]


def _directory() -> Path:
    return Path(catalogs.__path__[0])


def _locale(tag: str) -> Locale:
    return Locale.parse(tag, sep="-")


def _is_known(tag: str) -> bool:
    """Pages need Babel's plurals and names of units: a tag it does not know has none."""
    try:
        _locale(tag)
    except (UnknownLocaleError, ValueError):
        return False
    return True
