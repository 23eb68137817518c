"""Requests whose person calls from a phone that may be listened to: a repository."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Listened(Protocol):
    """`mark` and `forget` say whether it was this call that changed it."""

    def has(self, request_id: str) -> bool: ...
    def mark(self, request_id: str, volunteer_id: str, at: datetime) -> bool: ...
    def forget(self, request_id: str) -> bool: ...
    def forget_resolved(self, resolved_before: datetime) -> int: ...
