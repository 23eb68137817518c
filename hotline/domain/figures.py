"""How requests ended, as figures that may be published: small numbers tell of people (C9, N7).

A number below five is hidden. Where the sum of a group is told, one hidden number could be
worked out from it, so another is hidden with it; where even that does not help, the sum is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from hotline.domain.outcomes import Outcome

#: The smallest number that is shown.
SMALLEST_SHOWN = 5

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Counted:
    """So many requests ended so, in one month. `reason` goes with "we can't" alone."""

    month: str
    topic: str
    language: str
    outcome: str
    reason: str
    number: int


@dataclass(frozen=True)
class Group:
    """Numbers of one outcome by something else; None is a number that is hidden."""

    outcome: str
    total: int | None
    cells: Mapping[str, int | None]


@dataclass(frozen=True)
class MonthFigures:
    """One month: each outcome by topic, by language, and of "we can't" by reason."""

    month: str
    outcomes: Mapping[str, int | None]
    by_topic: tuple[Group, ...]
    by_language: tuple[Group, ...]
    reasons: Group | None


def hide(cells: Mapping[Key, int]) -> tuple[dict[Key, int | None], bool]:
    """The cells with small ones hidden, and whether their sum may be told.

    Whoever knows the sum and that each is at least 1 has two values or more to choose from
    for every hidden cell.
    """
    numbers = {key: number for key, number in cells.items() if number > 0}
    hidden = {key for key, number in numbers.items() if number < SMALLEST_SHOWN}
    largest_last = sorted(numbers, key=lambda key: (numbers[key], str(key)))
    for key in largest_last:
        if not hidden or not _told_by_sum(numbers, hidden):
            break
        hidden.add(key)
    sum_may_be_told = sum(numbers.values()) >= SMALLEST_SHOWN and not _told_by_sum(numbers, hidden)
    shown = {key: None if key in hidden else number for key, number in numbers.items()}
    return shown, sum_may_be_told


def published(counts: Iterable[Counted]) -> list[MonthFigures]:
    """The months, the latest first, as they may be shown to anybody."""
    by_month: dict[str, list[Counted]] = {}
    for each in counts:
        by_month.setdefault(each.month, []).append(each)
    return [_month(month, rows) for month, rows in sorted(by_month.items(), reverse=True)]


def _month(month: str, rows: list[Counted]) -> MonthFigures:
    topics: dict[str, Counter[str]] = {}
    languages: dict[str, Counter[str]] = {}
    reasons: Counter[str] = Counter()
    for row in rows:
        topics.setdefault(row.outcome, Counter())[row.topic] += row.number
        languages.setdefault(row.outcome, Counter())[row.language] += row.number
        if row.outcome == Outcome.CANNOT:
            reasons[row.reason] += row.number
    outcomes: dict[str, int | None] = {}
    by_topic, by_language = [], []
    for outcome in sorted(topics, key=_place):
        topic_cells, topics_told = hide(topics[outcome])
        language_cells, languages_told = hide(languages[outcome])
        told = topics_told and languages_told
        if outcome == Outcome.CANNOT:
            told = told and hide(reasons)[1]
        total = sum(topics[outcome].values()) if told else None
        outcomes[outcome] = total
        by_topic.append(Group(outcome, total, _closed(topic_cells, told)))
        by_language.append(Group(outcome, total, _closed(language_cells, told)))
    cannot = Outcome.CANNOT.value
    why = None
    if reasons:
        cells, _ = hide(reasons)
        why = Group(cannot, outcomes[cannot], _closed(cells, outcomes[cannot] is not None))
    return MonthFigures(month, outcomes, tuple(by_topic), tuple(by_language), why)


def _closed(cells: Mapping[str, int | None], told: bool) -> Mapping[str, int | None]:
    """Where the sum is hidden, no complete set of cells may tell it."""
    if told or any(number is None for number in cells.values()):
        return cells
    return dict.fromkeys(cells)


def _told_by_sum(numbers: Mapping[Key, int], hidden: set[Key]) -> bool:
    """True when the sum of the hidden leaves one value for any of them."""
    if not hidden:
        return False
    return sum(numbers[key] for key in hidden) - len(hidden) + 1 < 2 or len(hidden) == 1


def _place(outcome: str) -> int:
    order = [each.value for each in Outcome]
    return order.index(outcome) if outcome in order else len(order)
