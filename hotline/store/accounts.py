"""Volunteers, their sessions and their tries to sign in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from hotline.domain.volunteers import Volunteer
from hotline.store.tables import sessions, sign_in_codes, sign_in_tries
from hotline.store.tables import volunteers as t
from hotline.types import Language

#: Wrong codes before a ticket is burnt.
CODE_TRIES = 5

# Asked at every text: kept as they are, for building them costs more than asking.
_BY_PHONE = select(t).where(t.c.fingerprint == bindparam("number"))
_COORDINATORS = select(func.count()).select_from(t).where(t.c.is_coordinator)


class VolunteerRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def add(self, volunteer: Volunteer) -> None:
        self._connection.execute(
            insert(t).values(
                id=volunteer.id,
                key_id=volunteer.key_id,
                name=volunteer.name,
                phone=volunteer.phone,
                fingerprint=volunteer.fingerprint,
                languages=[language.tag for language in volunteer.languages],
                topics=list(volunteer.topics),
                on_call=volunteer.on_call,
                pin_hash=volunteer.pin_hash,
                is_coordinator=volunteer.is_coordinator,
            )
        )

    def by_id(self, volunteer_id: str) -> Volunteer | None:
        return self._one(t.c.id == volunteer_id)

    def by_phone(self, fingerprint: str) -> Volunteer | None:
        row = self._connection.execute(_BY_PHONE, {"number": fingerprint}).first()
        return _volunteer(row) if row else None

    def all(self) -> Sequence[Volunteer]:
        return [_volunteer(row) for row in self._connection.execute(select(t).order_by(t.c.id))]

    def count_coordinators(self) -> int:
        return self._connection.execute(_COORDINATORS).scalar_one()

    def hold(self, volunteer_ids: Sequence[str]) -> None:
        """Lock these rows, one after the other by their ids, until the transaction ends.

        Who looks whether a phone is free and then rings it is alone with that phone.
        """
        # SQLite has one writer in any case: whoever may write is alone already.
        rows = select(t.c.id).where(t.c.id.in_(volunteer_ids)).order_by(t.c.id)
        self._connection.execute(rows.with_for_update(key_share=True)).all()

    def set_on_call(self, volunteer_id: str, on_call: bool) -> bool:
        changed = self._connection.execute(
            update(t).where(t.c.id == volunteer_id).values(on_call=on_call)
        )
        return changed.rowcount == 1

    def set_coordinator(self, volunteer_id: str, is_coordinator: bool) -> bool:
        changed = self._connection.execute(
            update(t).where(t.c.id == volunteer_id).values(is_coordinator=is_coordinator)
        )
        return changed.rowcount == 1

    def set_pin(self, volunteer_id: str, pin_hash: str) -> bool:
        changed = self._connection.execute(
            update(t).where(t.c.id == volunteer_id).values(pin_hash=pin_hash)
        )
        return changed.rowcount == 1

    def remove(self, volunteer_id: str) -> None:
        self._connection.execute(delete(t).where(t.c.id == volunteer_id))

    def _one(self, condition: Any) -> Volunteer | None:
        row = self._connection.execute(select(t).where(condition)).first()
        return _volunteer(row) if row else None


class SessionRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def add_code(
        self, ticket: str, volunteer_id: str | None, code_hash: str, expires_at: datetime
    ) -> None:
        self._connection.execute(
            insert(sign_in_codes).values(
                ticket=ticket,
                volunteer_id=volunteer_id,
                code_hash=code_hash,
                expires_at=expires_at,
                tries=0,
            )
        )

    def take_code(self, ticket: str, now: datetime) -> tuple[str | None, str] | None:
        """(volunteer id, hash of the code) and counts the try; None when it is no good."""
        counted = self._connection.execute(
            update(sign_in_codes)
            .where(
                sign_in_codes.c.ticket == ticket,
                sign_in_codes.c.expires_at > now,
                sign_in_codes.c.tries < CODE_TRIES,
            )
            .values(tries=sign_in_codes.c.tries + 1)
        )
        if counted.rowcount != 1:
            return None
        row = self._connection.execute(
            select(sign_in_codes).where(sign_in_codes.c.ticket == ticket)
        ).one()
        return row.volunteer_id, row.code_hash

    def burn_code(self, ticket: str) -> None:
        self._connection.execute(delete(sign_in_codes).where(sign_in_codes.c.ticket == ticket))

    def add(self, token_hash: str, volunteer_id: str, now: datetime) -> None:
        self._connection.execute(
            insert(sessions).values(
                token_hash=token_hash, volunteer_id=volunteer_id, begun_at=now, seen_at=now
            )
        )

    def find(self, token_hash: str) -> tuple[str, datetime, datetime] | None:
        """(volunteer id, begun, last seen) of a session, or None."""
        row = self._connection.execute(
            select(sessions).where(sessions.c.token_hash == token_hash)
        ).first()
        return (row.volunteer_id, row.begun_at, row.seen_at) if row else None

    def touch(self, token_hash: str, now: datetime) -> None:
        self._connection.execute(
            update(sessions).where(sessions.c.token_hash == token_hash).values(seen_at=now)
        )

    def remove(self, token_hash: str) -> None:
        self._connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))

    def remove_all_of(self, volunteer_id: str) -> None:
        """Every session and half-finished sign-in of this volunteer."""
        for table in (sessions, sign_in_codes):
            self._connection.execute(delete(table).where(table.c.volunteer_id == volunteer_id))

    def count_tries(self, who: str, since: datetime) -> int:
        return self._connection.execute(
            select(func.count())
            .select_from(sign_in_tries)
            .where(sign_in_tries.c.who == who, sign_in_tries.c.at > since)
        ).scalar_one()

    def note_try(self, who: str, at: datetime) -> None:
        self._connection.execute(insert(sign_in_tries).values(who=who, at=at))

    def forget_tries(self, who: str) -> None:
        self._connection.execute(delete(sign_in_tries).where(sign_in_tries.c.who == who))


def _volunteer(row: Any) -> Volunteer:
    return Volunteer(
        id=row.id,
        key_id=row.key_id,
        name=row.name,
        phone=row.phone,
        fingerprint=row.fingerprint,
        languages=tuple(Language(tag) for tag in row.languages),
        topics=row.topics,
        on_call=bool(row.on_call),
        pin_hash=row.pin_hash,
        is_coordinator=bool(row.is_coordinator),
    )
