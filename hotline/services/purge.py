"""Erase what has served its time, by the table in hotline/domain/retention.py."""

from __future__ import annotations

from hotline.domain.retention import KEPT
from hotline.ports import Ports


def purge(ports: Ports) -> int:
    """Purge everything that is due; returns how many rows went.

    The words of a resolved request go by destroying its key: no page of the database
    file, no WAL and no backup opens them again (promise D3).
    """
    now = ports.clock.now()
    with ports.unit_of_work() as tx:
        gone = tx.purge.webhook_answers(now)
        gone += tx.purge.sessions(now - KEPT["volunteers' sessions"])
        gone += tx.purge.sign_ins(now, now - KEPT["tries to sign in"])
        gone += tx.purge.finished_jobs(now - KEPT["finished jobs"])
        gone += tx.purge.calls_without_request(now - KEPT["calls without a request"])
        gone += tx.purge.sounds(now - KEPT["sound after the request is resolved"])
        gone += tx.purge.files(now - KEPT["pictures and files after the request is resolved"])
        gone += tx.consents.purge(now - KEPT["log of consent to texts"])
        gone += tx.text_sessions.forget_erased()
        gone += tx.phone_languages.forget_older(
            now - KEPT["language of a phone after its last call"]
        )
        gone += tx.flow_versions.forget_unused(now - KEPT["versions of the flow after their use"])
        gone += tx.conversations.forget_resolved(
            now - KEPT["words and numbers after the request is resolved"]
        )
        gone += tx.offers.forget_codes_before(now - KEPT["codes that volunteers' phones were told"])
        gone += tx.care.forget_heavy_before(now - KEPT["marks of heavy calls"])
        gone += tx.browsers.forget_gone_before(now - KEPT["that a browser stopped taking notices"])
        gone += tx.bridges.forget_older(now - KEPT["who was rung and when"])
        gone += tx.attempts.forget_resolved(
            now - KEPT["words and numbers after the request is resolved"]
        )
        gone += tx.listened.forget_resolved(
            now - KEPT["words and numbers after the request is resolved"]
        )
        gone += tx.follow_ups.forget_resolved(now - KEPT["how it went, as they pressed it"])
        gone += tx.bookings.forget_older(now - KEPT["booked interpreters after the time"])
        gone += tx.partners.forget_resolved(
            now - KEPT["what was passed to partners, and the yes, after the request is resolved"]
        )
        gone += tx.shift_notes.forget_older(now - KEPT["notes from shift to shift"])
        gone += tx.shift_notes.forget_left(now - KEPT["when a volunteer went off by hand"])
        gone += tx.purge.audit(now - KEPT["audit"])
        gone += tx.purge.texts_to_volunteers(now - KEPT["texts to and from volunteers"])
        for key_id in tx.purge.keys_of_resolved(
            now - KEPT["words and numbers after the request is resolved"]
        ):
            tx.keys.destroy(key_id)
            gone += 1
        # Also what is deleted without a key of its own shall not stay in the log.
        tx.keys.destroyed = True
    return gone
