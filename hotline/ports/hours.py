"""Who is on call, and volunteers' own hours: the repository."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from hotline.domain.hours import VolunteerHours
from hotline.domain.volunteers import OnCall
from hotline.types import Language


class OnCallRow(NamedTuple):
    """Somebody who is there, with the quiet hours that may keep them from being rung."""

    volunteer: OnCall
    quiet_from: int | None
    quiet_to: int | None
    zone: str | None


class Hours(Protocol):
    """Who is there at a moment, and what each volunteer set of their own hours."""

    def on_call(
        self, at: datetime, tags: Collection[str] | None = None, *, without: Collection[str] = ()
    ) -> Sequence[OnCallRow]: ...
    def languages_on_call(
        self, at: datetime, *, without: Collection[str] = ()
    ) -> Sequence[tuple[tuple[Language, ...], Any]]: ...
    def at_their_cap(self, at: datetime, volunteer_id: str | None = None) -> frozenset[str]: ...
    def is_there(self, volunteer_id: str, at: datetime) -> bool: ...
    def of(self, volunteer_id: str) -> VolunteerHours: ...
    def set(self, volunteer_id: str, **values: Any) -> None: ...
    def owner_of_calendar(self, digest: str) -> str | None: ...
    def quiet(self) -> Mapping[str, tuple[int, int, str | None]]: ...
    def back_between(self, first: datetime, last: datetime) -> Sequence[tuple[str, datetime]]: ...
    def end_visits(self, at: datetime) -> Sequence[str]: ...
