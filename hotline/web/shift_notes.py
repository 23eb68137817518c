"""A note for who comes next: written on "My shifts", read above the queue."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from babel.dates import format_skeleton
from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hotline.domain.shift_notes import LONGEST_BOX, NoteWords
from hotline.domain.wall_clock import on_the_wall
from hotline.errors import NoteRefused, NotFound
from hotline.services import shift_notes
from hotline.web.context import ports
from hotline.web.i18n import page_locale
from hotline.web.my_shifts import page
from hotline.web.policy import signed_in
from hotline.web.shift_words import moment

shift_note_pages = Blueprint("shift_notes", __name__)


@shift_note_pages.app_context_processor
def words_for_templates() -> dict[str, Any]:
    return {
        "note_offered": lambda: shift_notes.offered(ports(), signed_in().volunteer_id),
        "notes_to_read": lambda: shift_notes.to_read(ports(), signed_in().volunteer_id),
        "note_boxes": boxes,
        "note_refusal": refusal,
        "note_time": written,
        "note_longest": LONGEST_BOX,
    }


@shift_note_pages.post("/shifts/note")
def write() -> Response | tuple[str, int]:
    typed = NoteWords(*(request.form.get(name, "") for name in ("promised", "care", "network")))
    anyway = request.form.get("anyway") == "1"
    try:
        shift_notes.write(ports(), signed_in().volunteer_id, typed, anyway=anyway)
    except NoteRefused as refused:
        # The page comes back with what was typed: nobody types it twice (O3).
        return page(note_typed=typed, note_refused=refused), 422
    flash(_("Your note is kept for who comes next."), "good")
    return redirect(url_for("my_shifts.show"), 303)


@shift_note_pages.post("/queue/note-read")
def read() -> Response:
    try:
        shift_notes.put_away(ports(), signed_in().volunteer_id, request.form.get("note", "")[:32])
    except NotFound:
        flash(_("That note is not there any more."), "problem")
    return redirect(url_for("queue.show"), 303)


def boxes(words: NoteWords) -> list[tuple[str, str, str]]:
    """(field, label, words) of each box."""
    return [
        ("promised", _("Open and promised"), words.promised),
        ("care", _("Take care of"), words.care),
        ("network", _("The network must know"), words.network),
    ]


def written(at: datetime) -> str:
    """'Tue, Dec 1, 22:00' on the hotline's wall."""
    day = format_skeleton("MMMEd", on_the_wall(at, ports().zone), locale=page_locale())
    return f"{day}, {moment(at)}"


def refusal(kind: str) -> str:
    """Why a note is not kept, or not yet."""
    match kind:
        case "empty":
            return _("Write something first.")
        case "too-long":
            return _("At most %(number)s characters in each box.", number=LONGEST_BOX)
        case "sensitive":
            return _("This may harm somebody if others read it. Keep it anyway?")
    return _("A note can be kept from half an hour before your shift ends until two hours after.")
