"""Writing to a person: own words, ready answers, another try, a call instead, one person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hotline.domain.canned_replies import CANNED_REPLIES
from hotline.domain.volunteers import speaks_any
from hotline.errors import NotYours, TextRefused, WrongState
from hotline.services import conversation, queue, threads
from hotline.services.conversation import Written
from hotline.services.told_to_stop import stop_contact
from hotline.types import Language
from hotline.web import conversation_words
from hotline.web.context import ports
from hotline.web.i18n import page_locale
from hotline.web.policy import signed_in

conversation_pages = Blueprint("conversation", __name__)


@dataclass(frozen=True)
class ReadyAnswer:
    """What it means, in the page's language, and what the person gets, in theirs."""

    id: str
    meaning: str
    words: str


@conversation_pages.app_context_processor
def words_for_templates() -> dict[str, Any]:
    return {
        "calls_wanted": lambda: threads.calls_wanted(ports()),
        "ready_answers": ready_answers,
        "talk_words": conversation_words,
        "speaks_any": speaks_any,
    }


def ready_answers(language: Language) -> list[ReadyAnswer]:
    """The canned replies that exist in the person's language, the network's own first."""
    here, doors = Language(page_locale().language), ports()
    found = []
    for reply_id in [*(own.id for own in doors.house.replies), *CANNED_REPLIES]:
        words = conversation.words_of_reply(doors, reply_id, language)
        if words:
            meaning = conversation.words_of_reply(doors, reply_id, here) or words
            found.append(ReadyAnswer(reply_id, meaning, words))
    return found


@conversation_pages.post("/requests/<code>/texts")
def write(code: str) -> Response | tuple[str, int]:
    words, me = request.form.get("words", ""), signed_in().volunteer_id
    anyway = request.form.get("anyway") == "1"
    try:
        written = conversation.write(ports(), me, code, words, anyway=anyway)
    except TextRefused as refused:
        # The page comes back with what was typed: nobody types it twice (O3).
        row = queue.open_request(ports(), me, code)
        page = render_template("request.html", row=row, draft=words, refused=refused)
        return page, 422
    except NotYours:
        return _back(code, _("Only the person who has taken this request can do that."))
    return _sent(code, written)


@conversation_pages.post("/requests/<code>/replies")
def reply(code: str) -> Response | tuple[str, int]:
    me, chosen = signed_in().volunteer_id, request.form.get("reply", "")
    if not chosen:
        return _back(code, _("Choose one of the answers first."))
    try:
        return _sent(code, conversation.reply(ports(), me, code, chosen))
    except TextRefused as refused:
        if refused.kind != "sensitive":
            return _back(code, conversation_words.refusal(refused.kind))
        # It is in the field for own words, to be changed or sent anyway.
        row = queue.open_request(ports(), me, code)
        words = conversation.words_of_reply(ports(), chosen, row.language)
        return render_template("request.html", row=row, draft=words, refused=refused), 422
    except NotYours:
        return _back(code, _("Only the person who has taken this request can do that."))


@conversation_pages.post("/requests/<code>/texts/<message_id>/again")
def again(code: str, message_id: str) -> Response:
    me = signed_in().volunteer_id
    return _do(code, lambda: conversation.try_again(ports(), me, code, message_id))


@conversation_pages.post("/requests/<code>/call-instead")
def call_instead(code: str) -> Response:
    try:
        may = conversation.propose_call(ports(), signed_in().volunteer_id, code)
    except NotYours:
        return _back(code, _("Only the person who has taken this request can do that."))
    said = (
        _("They are on the list of those to be called.")
        if may
        else _("They did not say yes to calls. The request waits until they write or call.")
    )
    return _back(code, said, "good")


@conversation_pages.post("/requests/<code>/no-more-messages")
def no_more_messages(code: str) -> Response:
    try:
        stopped = stop_contact(ports(), signed_in().volunteer_id, code)
    except NotYours:
        return _back(code, _("Only the person who has taken this request can do that."))
    said = (
        _("Done: no text and no call goes to their phone any more. The request stays.")
        if stopped
        else _("There is no phone of theirs that we would write to or call.")
    )
    return _back(code, said, "good")


@conversation_pages.post("/requests/<code>/join/<other>")
def join(code: str, other: str) -> Response:
    try:
        threads.join(ports(), signed_in().volunteer_id, code, other)
    except NotYours:
        return _back(code, _("Only the person who has taken this request can do that."))
    except WrongState:
        return _back(code, _("Somebody else has %(code)s.", code=other))
    return _back(code, _("%(code)s is joined. Both are yours now.", code=other), "good")


def _do(code: str, act: Callable[[], Written]) -> Response:
    try:
        return _sent(code, act())
    except NotYours:
        return _back(code, _("Only the person who has taken this request can do that."))
    except TextRefused as refused:
        return _back(code, conversation_words.refusal(refused.kind))


def _sent(code: str, written: Written) -> Response:
    if written.waits:
        return _back(code, _("Kept. It goes out when their hours begin."), "good")
    if written.parts > 1:
        return _back(code, _("Sent in %(number)s parts.", number=written.parts), "good")
    return _back(code, _("Sent."), "good")


def _back(code: str, said: str, category: str = "problem") -> Response:
    flash(said, category)
    return redirect(url_for("queue.one", code=code), 303)
