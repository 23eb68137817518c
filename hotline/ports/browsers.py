"""Notices in volunteers' browsers: a repository, and the way there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from hotline.domain.browsers import Browser, Subscription
from hotline.types import Sealed


class Browsers(Protocol):
    """What each browser gave us, sealed under its volunteer's key.

    `mark` is a keyed fingerprint of the address: a browser is one volunteer's at a time, so
    `put` takes it from whoever had it before. `forget`, `gone` say whether this call changed it.
    """

    def put(
        self, browser_id: str, volunteer_id: str, mark: str, subscription: Sealed, at: datetime
    ) -> None: ...
    def of(self, volunteer_id: str) -> Sequence[Browser]: ...
    def by_id(self, browser_id: str) -> Browser | None: ...
    def gone(self, browser_id: str, at: datetime) -> bool: ...
    def forget(self, browser_id: str) -> bool: ...
    def forget_volunteer(self, volunteer_id: str) -> None: ...
    def forget_gone_before(self, at: datetime) -> int: ...


class Push(Protocol):
    """Sends a notice to a browser by the service of its maker, sealed for that browser.

    `key` is what a browser is told when it agrees. `can_use` is False for what is no
    subscription, and for a service that is not let in. `send` raises BrowserGone when the browser
    takes none any more, CarrierUnavailable for a passing fault and CarrierRefused for what
    will never work; none of them tells of the address.
    """

    @property
    def key(self) -> str: ...
    def can_use(self, subscription: Subscription) -> bool: ...
    def send(self, subscription: Subscription, notice: bytes, lives: timedelta) -> None: ...
