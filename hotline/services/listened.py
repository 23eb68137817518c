"""A phone of a jail or a detention centre: others may listen, and a third phone ends the call (V22).

A volunteer says so. The words of such a place's operator ("press 5 to accept") are not
recognised: nothing of a live call is recorded, so there is nothing to recognise them in.
"""

from __future__ import annotations

from hotline.ports import Ports
from hotline.services.conversation import held


def set_listened(ports: Ports, volunteer_id: str, code: str, listened: bool) -> None:
    """Set the mark or take it away; twice is harmless. Raises NotFound, NotYours."""
    now = ports.clock.now()
    with ports.unit_of_work() as tx:
        request = held(tx, volunteer_id, code)
        changed = (
            tx.listened.mark(request.id, volunteer_id, now)
            if listened
            else tx.listened.forget(request.id)
        )
        if changed:
            what = "line:listened-to" if listened else "line:not-listened-to"
            tx.audit.write(volunteer_id, what, request.id, now)
            tx.announce()
