"""A caller writes from now on: one neutral text, and what they answer is the same request (T4)."""

from __future__ import annotations

from hotline.ports import Ports, Transaction
from hotline.services.replies import answer_person
from hotline.services.text_gate import TEXT_INSTEAD
from hotline.types import PhoneNumber


def text_first(ports: Ports, tx: Transaction, request_id: str) -> bool:
    """Ask them by text what they need; False when a limit, or their STOP, forbids it.

    They have just said on this phone that it is safe, so it goes out now, whatever the hour.
    """
    request = tx.requests.by_id(request_id)
    if request is None or request.contact is None:
        return False
    phone = PhoneNumber(tx.keys.open(request.key_id).open_text("contact", request.contact))
    tx.audit.write("the-person", TEXT_INSTEAD, request.id, ports.clock.now())
    text = ports.texts.text("text.instead", request.language, name=ports.texting_name)
    return answer_person(ports, tx, phone, request, text)
