"""Partners, consents and what was passed on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from hotline.domain.help_requests import RequestState
from hotline.domain.partners import (
    AskedBy,
    Consent,
    Field,
    Passing,
    StoredConsent,
    StoredPartner,
    StoredPassing,
)
from hotline.store.conflicts import insert_once
from hotline.store.partner_tables import partner_consents as c
from hotline.store.partner_tables import partner_passings as p
from hotline.store.partner_tables import partners as t
from hotline.store.tables import help_requests
from hotline.types import Sealed


class PartnerRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def add(self, partner: StoredPartner, set_by: str, at: datetime) -> None:
        self._connection.execute(
            insert(t).values(
                id=partner.id, key_id=partner.key_id, card=partner.card, set_by=set_by, set_at=at
            )
        )

    def by_id(self, partner_id: str) -> StoredPartner | None:
        row = self._connection.execute(select(t).where(t.c.id == partner_id)).first()
        return _partner(row) if row else None

    def all(self) -> Sequence[StoredPartner]:
        rows = self._connection.execute(select(t).order_by(t.c.set_at, t.c.id))
        return [_partner(row) for row in rows]

    def set_card(self, partner_id: str, card: Sealed, set_by: str, at: datetime) -> bool:
        changed = update(t).where(t.c.id == partner_id).values(card=card, set_by=set_by, set_at=at)
        return self._connection.execute(changed).rowcount == 1

    def remove(self, partner_id: str) -> bool:
        return self._connection.execute(delete(t).where(t.c.id == partner_id)).rowcount == 1

    def ask(self, consent: StoredConsent) -> None:
        self._connection.execute(
            insert(c).values(
                id=consent.id,
                request_id=consent.request_id,
                partner_id=consent.partner_id,
                volunteer_id=consent.volunteer_id,
                asked_by=consent.asked_by.value,
                state=consent.state.value,
                at=consent.at,
                envelope=consent.envelope,
            )
        )

    def consent(self, consent_id: str) -> StoredConsent | None:
        row = self._connection.execute(select(c).where(c.c.id == consent_id)).first()
        return _consent(row) if row else None

    def consents_of(self, request_id: str) -> Sequence[StoredConsent]:
        """In order of time."""
        query = select(c).where(c.c.request_id == request_id).order_by(c.c.at, c.c.id)
        return [_consent(row) for row in self._connection.execute(query)]

    def say(
        self, consent_id: str, state: Consent, at: datetime, only_from: Sequence[Consent]
    ) -> bool:
        changed = (
            update(c)
            .where(c.c.id == consent_id, c.c.state.in_([each.value for each in only_from]))
            .values(state=state.value, answered_at=at)
        )
        return self._connection.execute(changed).rowcount == 1

    def pass_on(self, passing: StoredPassing) -> bool:
        # The row of the consent is written, so that nobody takes it back in the same instant.
        still = (
            update(c)
            .where(c.c.id == passing.consent_id, c.c.state == Consent.YES.value)
            .values(state=Consent.YES.value)
        )
        if self._connection.execute(still).rowcount != 1:
            return False
        return insert_once(
            self._connection,
            p,
            id=passing.id,
            consent_id=passing.consent_id,
            request_id=passing.request_id,
            volunteer_id=passing.volunteer_id,
            fields=tuple(field.value for field in passing.fields),
            state=passing.state.value,
            at=passing.at,
            sent_at=passing.sent_at,
        )

    def passing(self, passing_id: str) -> StoredPassing | None:
        row = self._connection.execute(select(p).where(p.c.id == passing_id)).first()
        return _passing(row) if row else None

    def passing_of(self, consent_id: str) -> StoredPassing | None:
        row = self._connection.execute(select(p).where(p.c.consent_id == consent_id)).first()
        return _passing(row) if row else None

    def move(
        self,
        passing_id: str,
        state: Passing,
        at: datetime,
        only_from: Sequence[Passing],
        *,
        sent: bool = False,
    ) -> bool:
        values = {"state": state.value, "sent_at" if sent else "answered_at": at}
        changed = (
            update(p)
            .where(p.c.id == passing_id, p.c.state.in_([each.value for each in only_from]))
            .values(**values)
        )
        return self._connection.execute(changed).rowcount == 1

    def forget_envelopes(self, request_id: str) -> None:
        """Of an erased request. The rows stay for as long as partners are told to erase theirs."""
        self._connection.execute(
            update(c).where(c.c.request_id == request_id).values(envelope=None)
        )

    def forget_resolved(self, resolved_before: datetime) -> int:
        old = select(help_requests.c.id).where(
            help_requests.c.state == RequestState.RESOLVED.value,
            help_requests.c.resolved_at < resolved_before,
        )
        gone = self._connection.execute(delete(p).where(p.c.request_id.in_(old))).rowcount
        return gone + self._connection.execute(delete(c).where(c.c.request_id.in_(old))).rowcount


def _partner(row: Any) -> StoredPartner:
    return StoredPartner(row.id, row.key_id, row.card)


def _consent(row: Any) -> StoredConsent:
    return StoredConsent(
        id=row.id,
        request_id=row.request_id,
        partner_id=row.partner_id,
        asked_by=AskedBy(row.asked_by),
        state=Consent(row.state),
        volunteer_id=row.volunteer_id,
        at=row.at,
        envelope=row.envelope,
        answered_at=row.answered_at,
    )


def _passing(row: Any) -> StoredPassing:
    return StoredPassing(
        id=row.id,
        consent_id=row.consent_id,
        request_id=row.request_id,
        fields=tuple(Field(name) for name in row.fields),
        state=Passing(row.state),
        volunteer_id=row.volunteer_id,
        at=row.at,
        sent_at=row.sent_at,
    )
