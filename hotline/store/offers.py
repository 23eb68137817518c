"""Numbers that phones were told, and hand-overs that were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from hotline.domain.offers import CodeOnPhone, HandOver
from hotline.store.conflicts import insert_once
from hotline.store.offers_tables import claim_codes, hand_overs


class OfferRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def codes_of(self, volunteer_id: str) -> Sequence[CodeOnPhone]:
        """What this phone was told, the last first."""
        t = claim_codes
        query = (
            select(t)
            .where(t.c.volunteer_id == volunteer_id)
            .order_by(t.c.at.desc(), t.c.number.desc())
        )
        return [
            CodeOnPhone(row.number, row.request_id, row.at)
            for row in self._connection.execute(query)
        ]

    def tell_code(self, volunteer_id: str, number: int, request_id: str, at: datetime) -> None:
        """From now on the number means this request on that phone."""
        t = claim_codes
        same = (t.c.volunteer_id == volunteer_id, t.c.number == number)
        self._connection.execute(delete(t).where(*same))
        insert_once(
            self._connection,
            t,
            volunteer_id=volunteer_id,
            number=number,
            request_id=request_id,
            at=at,
        )

    def ask_hand_over(self, hand_over: HandOver) -> None:
        """The newest asking counts; one before it is forgotten."""
        self.forget_hand_over(hand_over.request_id)
        insert_once(
            self._connection,
            hand_overs,
            request_id=hand_over.request_id,
            from_volunteer=hand_over.from_volunteer,
            to_volunteer=hand_over.to_volunteer,
            at=hand_over.at,
        )

    def hand_over_of(self, request_id: str) -> HandOver | None:
        t = hand_overs
        row = self._connection.execute(select(t).where(t.c.request_id == request_id)).first()
        if row is None:
            return None
        return HandOver(row.request_id, row.from_volunteer, row.to_volunteer, row.at)

    def take_hand_over(self, request_id: str, to_volunteer: str) -> str | None:
        """Who asked, for the one whose call took the asking away; else None."""
        asked = self.hand_over_of(request_id)
        if asked is None or asked.to_volunteer != to_volunteer:
            return None
        t = hand_overs
        gone = self._connection.execute(
            delete(t).where(t.c.request_id == request_id, t.c.to_volunteer == to_volunteer)
        )
        return asked.from_volunteer if gone.rowcount == 1 else None

    def forget_hand_over(self, request_id: str) -> None:
        self._connection.execute(delete(hand_overs).where(hand_overs.c.request_id == request_id))

    def forget_volunteer(self, volunteer_id: str) -> None:
        """Everything here that is of somebody who left."""
        self._connection.execute(
            delete(claim_codes).where(claim_codes.c.volunteer_id == volunteer_id)
        )
        for column in (hand_overs.c.from_volunteer, hand_overs.c.to_volunteer):
            self._connection.execute(delete(hand_overs).where(column == volunteer_id))

    def forget_codes_before(self, at: datetime) -> int:
        return self._connection.execute(delete(claim_codes).where(claim_codes.c.at < at)).rowcount
