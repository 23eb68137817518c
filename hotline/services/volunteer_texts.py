"""What a volunteer texts to the hotline: the code of a request takes it."""

from __future__ import annotations

from hotline.domain.help_requests import normalise_code
from hotline.domain.volunteers import Volunteer
from hotline.errors import AlreadyClaimed, NotFound, WrongState
from hotline.ports import Ports, Transaction
from hotline.services.claims import claim_in
from hotline.services.texts_to_volunteers import queue_text_to_volunteer
from hotline.types import PhoneNumber


def find_volunteer(ports: Ports, tx: Transaction, sender: PhoneNumber | None) -> Volunteer | None:
    """The volunteer whose phone this is, or None."""
    if sender is None:
        return None
    return tx.volunteers.by_phone(ports.vault.fingerprint("phone", sender.reveal()))


def _was_offered(tx: Transaction, volunteer: Volunteer, code: str) -> bool:
    request = tx.requests.by_code(normalise_code(code))
    return request is not None and request.id in tx.notices.requests_offered_to(volunteer.id)


def answer_volunteer(ports: Ports, tx: Transaction, volunteer: Volunteer, body: str) -> None:
    """Claim by text; the answer goes out by the outbox, in the volunteer's language.

    A code opens only what was offered to this phone: any other is "unknown", so that a
    stolen phone cannot try codes.
    """
    language = volunteer.languages[0] if volunteer.languages else ports.default_language
    code = body.strip()[:32]
    try:
        if not _was_offered(tx, volunteer, code):
            raise NotFound("We do not know that code.")
        claimed = claim_in(ports, tx, volunteer.id, code)
        text = ports.texts.text("claim.won", language, code=claimed.code)
    except AlreadyClaimed as error:
        since = error.since.strftime("%H:%M UTC") if error.since else ""
        text = ports.texts.text(
            "claim.taken", language, code=code, holder=error.holder, since=since
        )
    except WrongState:
        text = ports.texts.text("claim.closed", language, code=code)
    except NotFound:
        text = ports.texts.text("claim.unknown", language, code=code)
    queue_text_to_volunteer(ports, tx, volunteer, text)
