"""The coordinators' page of how it went, as people pressed it."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import gettext as _

from hotline.domain.follow_ups import Answer
from hotline.services import follow_ups
from hotline.web.context import ports
from hotline.web.policy import signed_in

follow_up_pages = Blueprint("follow_ups", __name__)


@follow_up_pages.get("/follow-ups")
def show() -> str:
    return _page()


@follow_up_pages.post("/follow-ups/<code>/words")
def words(code: str) -> str:
    opened = follow_ups.open_words(ports(), signed_in().volunteer_id, code)
    return _page(code, opened)


def answer(value: Answer) -> str:
    match value:
        case Answer.CAME:
            return _("It came and was all right")
        case Answer.NOT_COME:
            return _("It did not come")
    return _("Something felt bad")


def _page(opened: str = "", words: str = "") -> str:
    answers = follow_ups.answers(ports())
    return render_template(
        "follow_ups.html", answers=answers, answer=answer, opened=opened, opened_words=words
    )
