"""The deletions that the purge asks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, or_, select, update

from hotline.domain.calls import CallOutcome
from hotline.domain.help_requests import RequestState
from hotline.domain.outbox import OutboxKind, OutboxState
from hotline.store import tables


class PurgeRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def webhook_answers(self, now: datetime) -> int:
        t = tables.webhook_answers
        return self._count(delete(t).where(t.c.until < now))

    def sessions(self, begun_before: datetime) -> int:
        t = tables.sessions
        return self._count(delete(t).where(t.c.begun_at < begun_before))

    def sign_ins(self, now: datetime, tried_before: datetime) -> int:
        codes, tries = tables.sign_in_codes, tables.sign_in_tries
        gone = self._count(delete(codes).where(codes.c.expires_at < now))
        gone += self._count(delete(tries).where(tries.c.at < tried_before))
        texts = tables.texts_out
        return gone + self._count(delete(texts).where(texts.c.at < tried_before))

    def finished_jobs(self, due_before: datetime) -> int:
        t = tables.outbox
        return self._count(
            delete(t).where(
                t.c.available_at < due_before,
                or_(
                    t.c.state == OutboxState.DONE.value,
                    # The next sweep did what this one could not.
                    t.c.kind.in_((OutboxKind.SWEEP_CARRIER.value, OutboxKind.SWEEP_TEXTS.value)),
                ),
            )
        )

    def calls_without_request(self, begun_before: datetime) -> int:
        """The key, the number and the session go; the row stays to be counted."""
        t = tables.calls
        old = (
            t.c.started_at < begun_before,
            t.c.request_id.is_(None),
            t.c.outcome != CallOutcome.REQUEST.value,
        )
        keys = select(t.c.key_id).where(*old)
        self._connection.execute(delete(tables.data_keys).where(tables.data_keys.c.id.in_(keys)))
        return self._count(
            update(t)
            .where(*old, or_(t.c.caller.is_not(None), t.c.session.is_not(None)))
            .values(caller=None, session=None, fingerprint=None)
        )

    def sounds(self, resolved_before: datetime) -> int:
        requests, recordings, t = tables.help_requests, tables.recordings, tables.sounds
        old = (
            select(recordings.c.id)
            .join(requests, requests.c.id == recordings.c.request_id)
            .where(
                requests.c.state == RequestState.RESOLVED.value,
                requests.c.resolved_at < resolved_before,
            )
        )
        return self._count(delete(t).where(t.c.recording_id.in_(old)))

    def files(self, resolved_before: datetime) -> int:
        requests, media, t = tables.help_requests, tables.media, tables.media_files
        old = (
            select(media.c.id)
            .join(requests, requests.c.id == media.c.request_id)
            .where(
                requests.c.state == RequestState.RESOLVED.value,
                requests.c.resolved_at < resolved_before,
            )
        )
        return self._count(delete(t).where(t.c.media_id.in_(old)))

    def texts_to_volunteers(self, written_before: datetime) -> int:
        """Sign-in codes and answers to codes: a history of who answered what helps nobody."""
        t = tables.messages
        return self._count(delete(t).where(t.c.volunteer_id.is_not(None), t.c.at < written_before))

    def audit(self, written_before: datetime) -> int:
        t = tables.audit
        return self._count(delete(t).where(t.c.at < written_before))

    def keys_of_resolved(self, resolved_before: datetime) -> Sequence[str]:
        """The keys to destroy; their numbers' fingerprints are forgotten here."""
        t, calls = tables.help_requests, tables.calls
        old = (t.c.state == RequestState.RESOLVED.value, t.c.resolved_at < resolved_before)
        keys = list(self._connection.execute(select(t.c.key_id).where(*old)).scalars())
        ids = select(t.c.id).where(*old)
        self._connection.execute(
            update(calls)
            .where(calls.c.request_id.in_(ids))
            .values(caller=None, session=None, fingerprint=None)
        )
        self._connection.execute(
            update(t).where(*old).values(contact=None, other_contact=None, fingerprint=None)
        )
        alive = select(tables.data_keys.c.id).where(tables.data_keys.c.id.in_(keys))
        return list(self._connection.execute(alive).scalars()) if keys else []

    def _count(self, statement: Any) -> int:
        return self._connection.execute(statement).rowcount
