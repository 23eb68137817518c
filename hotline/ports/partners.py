"""Partners, the yes of people to be passed on, and what was passed on: a repository."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from hotline.domain.partners import (
    Consent,
    Passing,
    StoredConsent,
    StoredPartner,
    StoredPassing,
)
from hotline.types import Sealed


class Partners(Protocol):
    """The changes of state answer whether it was this call that made them."""

    def add(self, partner: StoredPartner, set_by: str, at: datetime) -> None: ...
    def by_id(self, partner_id: str) -> StoredPartner | None: ...
    def all(self) -> Sequence[StoredPartner]: ...
    def set_card(self, partner_id: str, card: Sealed, set_by: str, at: datetime) -> bool: ...
    def remove(self, partner_id: str) -> bool: ...

    def ask(self, consent: StoredConsent) -> None: ...
    def consent(self, consent_id: str) -> StoredConsent | None: ...
    def consents_of(self, request_id: str) -> Sequence[StoredConsent]: ...
    def say(
        self, consent_id: str, state: Consent, at: datetime, only_from: Sequence[Consent]
    ) -> bool: ...

    def pass_on(self, passing: StoredPassing) -> bool:
        """Only while its consent is a yes, and once a consent."""

    def passing(self, passing_id: str) -> StoredPassing | None: ...
    def passing_of(self, consent_id: str) -> StoredPassing | None: ...
    def move(
        self,
        passing_id: str,
        state: Passing,
        at: datetime,
        only_from: Sequence[Passing],
        *,
        sent: bool = False,
    ) -> bool: ...

    def forget_envelopes(self, request_id: str) -> None: ...
    def forget_resolved(self, resolved_before: datetime) -> int: ...
