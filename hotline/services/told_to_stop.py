"""The person told a volunteer that they want no more messages: T5, by telling somebody."""

from __future__ import annotations

from hotline.ports import Ports
from hotline.services.conversation import held
from hotline.services.opt_outs import BY_VOLUNTEER, stop_by_voice


def stop_contact(ports: Ports, volunteer_id: str, code: str) -> bool:
    """The person told the holder that they want no more messages: silence at once (T5).

    No text and no call to that number on any channel until they start again themselves.
    False when there is no number, or it was stopped before. Raises NotFound, NotYours.
    """
    with ports.unit_of_work() as tx:
        request = held(tx, volunteer_id, code)
        tx.conversations.forget_call_wish(request.id)
        stopped = stop_by_voice(ports, tx, request.id, BY_VOLUNTEER)
        if stopped:
            tx.audit.write(volunteer_id, "contact:stop", request.id, ports.clock.now())
        tx.announce()
        return stopped
