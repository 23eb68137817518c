"""Whoever wrote to a person by text hears by text that it did not arrive (T12).

The page shows it as it happens; a phone shows nothing. So the holder is told, without a word
of what they wrote, and once: a long text fails in parts, and a dead phone fails every text.
Their next text makes ready for the next time.
"""

from __future__ import annotations

from hotline.domain.delivery import Failure
from hotline.domain.help_requests import HelpRequest, RequestState
from hotline.ports import Ports, Transaction
from hotline.services.texts_to_volunteers import queue_text_to_volunteer

_TOLD = {
    Failure.LANDLINE: "talk.failed.number",
    Failure.BLOCKED: "talk.failed.number",
    Failure.FILTERED: "talk.failed.number",
    Failure.UNREACHABLE: "talk.failed.off",
    Failure.WINDOW_CLOSED: "talk.failed.whatsapp",
    Failure.OPTED_OUT: "talk.refused",
    Failure.THEIR_RULES: "talk.refused",
    Failure.NOT_REACHED: "talk.refused",
}


def tell_author(
    ports: Ports, tx: Transaction, request: HelpRequest, message_id: str, failure: Failure
) -> None:
    """Tell the holder of a text of theirs that failed, when they wrote it by text."""
    author = tx.conversations.authors([message_id]).get(message_id)
    if author is None or request.state is not RequestState.CLAIMED or request.claimed_by != author:
        return
    volunteer = tx.volunteers.by_id(author)
    if volunteer is None or not tx.conversations.take_wait_for_failure(request.id, author):
        return
    language = volunteer.languages[0] if volunteer.languages else ports.default_language
    text = ports.texts.text(_TOLD.get(failure, "talk.failed"), language, code=request.code)
    queue_text_to_volunteer(ports, tx, volunteer, text, automatic=True)
