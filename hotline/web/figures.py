"""How requests ended: the coordinators' page, and the same for anybody where a network wants it.

Anybody sees months that are over alone: who looks at a month twice while it is counted sees
that one more has ended meanwhile, and may know of whom.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Blueprint, abort, current_app, render_template
from flask_babel import gettext as _

from hotline.domain.figures import Group, MonthFigures
from hotline.domain.outcomes import Outcome, Reason
from hotline.services import outcomes
from hotline.types import Language
from hotline.web import offer_words, shown
from hotline.web.context import ports
from hotline.web.i18n import page_locale

figure_pages = Blueprint("figures", __name__)
public_figure_pages = Blueprint("public_figures", __name__)


@figure_pages.get("/figures")
def show() -> str:
    return _page(outcomes.figures(ports()), for_anybody=False)


@public_figure_pages.get("/our-figures")
def show_to_anybody() -> str:
    """Not there unless HOTLINE_PUBLIC_FIGURES is on; app.config has it as PUBLIC_FIGURES."""
    if not current_app.config.get("PUBLIC_FIGURES"):
        abort(404)
    return _page(outcomes.figures_of_past_months(ports()), for_anybody=True)


def _page(figures: Iterable[MonthFigures], *, for_anybody: bool) -> str:
    months = [(each, _tables(each)) for each in figures]
    return render_template(
        "figures.html",
        months=months,
        number=number,
        outcome=outcome,
        for_anybody=for_anybody,
        is_public=bool(current_app.config.get("PUBLIC_FIGURES")),
    )


def number(value: int | None) -> str:
    """A figure, or that it is too small to be shown."""
    return _("hidden") if value is None else str(value)


def outcome(value: str) -> str:
    return offer_words.outcome(Outcome(value)) if value in set(Outcome) else shown.words(value)


@dataclass(frozen=True)
class Row:
    """One line of a table: of what, how it ended, how many."""

    of: str
    ended: str
    number: str


def _tables(month: MonthFigures) -> list[tuple[str, list[Row]]]:
    """The month's tables, each with its heading; those without a line are left out."""
    tables = [
        (_("By topic"), _rows(month.by_topic, shown.topic_words)),
        (_("By language"), _rows(month.by_language, _language)),
        (_("Why we could not"), _rows([month.reasons] if month.reasons else [], _reason)),
    ]
    return [(heading, rows) for heading, rows in tables if rows]


def _rows(groups: Iterable[Group], name: Callable[[str], str]) -> list[Row]:
    return [
        Row(name(key), outcome(group.outcome), number(value))
        for group in groups
        for key, value in sorted(group.cells.items())
    ]


def _language(tag: str) -> str:
    language = Language(tag)
    return shown.name_in(language, page_locale()) or shown.own_name(language)


def _reason(value: str) -> str:
    return offer_words.reason(Reason(value)) if value in set(Reason) else shown.words(value)
