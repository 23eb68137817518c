"""The next question of a talk, as the words of a text that is not too dear (T2)."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError

from hotline.ports import Ports, Transaction
from hotline.services.line import line_now
from hotline.types import Language
from ivr.flows.line_words import fill_board
from ivr.flows.model import AGAIN, Flow
from ivr.flows.segments import segments
from ivr.prompts import PromptBook
from ivr.text_talk import Answer, Turn

#: A question is at most this dear (T2).
MOST_SEGMENTS = 2


class TextWords:
    """Knows the catalogs and the languages; holds nothing of a person."""

    def __init__(self, ports: Ports, book: PromptBook) -> None:
        self._ports = ports
        self._book = book

    def of_turn(self, tx: Transaction, flow: Flow, turn: Turn, language: Language) -> str:
        """The answer as one text; a list of languages that is too dear comes in pages."""
        answer = turn.answer
        if not answer.languages:
            if answer.text_id:
                return self.text(answer.text_id, language)
            prompts = fill_board(
                flow, turn.talk.session, answer.prompts, lambda: line_now(self._ports, tx)
            )
            return self._book.as_text(prompts)
        pages = self._pages(answer, language)
        shown = sorted(pages[answer.page % len(pages)], key=lambda item: int(item[0]))
        return self._with_languages(answer.text_id, shown, language, more=len(pages) > 1)

    def _pages(self, answer: Answer, language: Language) -> list[list[tuple[str, Language]]]:
        """The list cut so that each page is cheap enough; the proposed language on the first."""
        first = [item for item in answer.languages if item[1] == language]
        ordered = first + [item for item in answer.languages if item not in first]
        if self._fits("text.first", ordered, language, more=False):
            return [ordered]
        pages: list[list[tuple[str, Language]]] = [[]]
        for item in ordered:
            text_id = "" if len(pages) > 1 else "text.first"
            if pages[-1] and not self._fits(text_id, [*pages[-1], item], language, more=True):
                pages.append([])
            pages[-1].append(item)
        return pages

    def _fits(
        self, text_id: str, items: list[tuple[str, Language]], language: Language, *, more: bool
    ) -> bool:
        return segments(self._with_languages(text_id, items, language, more=more)) <= MOST_SEGMENTS

    def _with_languages(
        self, text_id: str, items: list[tuple[str, Language]], language: Language, *, more: bool
    ) -> str:
        lines = [self.text(text_id, language)] if text_id else []
        lines += [f"{key} {self._book.languages[each].own_name}" for key, each in items]
        return "\n".join([*lines, *([f"{AGAIN} ..."] if more else [])])

    def text(self, text_id: str, language: Language) -> str:
        """One of our own texts (hotline/domain/texts.py), signed with the neutral name."""
        return self._ports.texts.text(text_id, language, name=self._ports.texting_name)

    def names(self, flow: Flow) -> dict[Language, tuple[str, ...]]:
        """What each language may be called: by its speakers, and in the others' words."""
        return {
            each: (self._book.languages[each].own_name, *_foreign_names(each, flow.languages))
            for each in flow.languages
            if each in self._book.languages
        }


def _foreign_names(language: Language, readers: tuple[Language, ...]) -> tuple[str, ...]:
    names = [language.tag]
    for reader in readers:
        locale = _locale(reader)
        name = locale.languages.get(language.tag) if locale else None
        names += [name] if name else []
    return tuple(names)


def _locale(language: Language) -> Locale | None:
    try:
        return Locale.parse(language.tag.split("-")[0])
    except (ValueError, LookupError, UnknownLocaleError):
        # Mam and Mixtec are languages all the same.
        return None
