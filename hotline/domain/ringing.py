"""Whom to ring next for a caller who waits on the line: pure, by the clock and never by a count.

Asked anew whenever something happens: a phone stopped ringing, somebody said no, time has
passed. The deadline ends the ringing whatever the phones do, so that one dead number, one
mailbox or one lost status callback can keep nobody waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


class Strategy(StrEnum):
    """in turn: one after the other, the best first. random: the same in an order that chance
    gives. at once: everybody who fits."""

    IN_TURN = "in-turn"
    AT_ONCE = "at-once"
    RANDOM = "random"


@dataclass(frozen=True)
class RingPolicy:
    """How a network rings. `phase` is the whole ringing phase of one caller; `turn` how long
    one phone has before the next rings as well; `most` how many ring for one caller at once.

    `other_languages`: whether somebody without the caller's language may be rung when nobody
    who speaks it can be. The caller is then told (T14).
    """

    strategy: Strategy = Strategy.IN_TURN
    phase: timedelta = timedelta(seconds=90)
    turn: timedelta = timedelta(seconds=20)
    most: int = 10
    other_languages: bool = False


@dataclass(frozen=True)
class RingWishes:
    """What a network's policy file says of live calls; None: it says nothing of that."""

    strategy: Strategy | None = None
    phase: timedelta | None = None
    turn: timedelta | None = None
    most: int | None = None
    other_languages: bool | None = None

    def over(self, policy: RingPolicy) -> RingPolicy:
        """The policy with everything that is written in the file in its place."""
        said = {name: value for name, value in vars(self).items() if value is not None}
        return replace(policy, **said)


@dataclass(frozen=True)
class Candidate:
    """Somebody on call. `busy`: on the phone already, or being rung for somebody else.

    `talks`: of those who are busy, whether they are in a talk; the others may be free in a
    moment. `phone` is a keyed fingerprint.
    """

    volunteer_id: str
    phone: str
    speaks: bool = True
    busy: bool = False
    talks: bool = False


@dataclass(frozen=True)
class Rung:
    """A phone that was rung for this caller; `over` when it rings and listens no more."""

    volunteer_id: str
    phone: str
    at: datetime
    over: bool = False


class GaveUp(StrEnum):
    """Why nobody is rung any more."""

    DEADLINE = "deadline"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Ring:
    """Ring these phones now, and ask again at `look_at`."""

    volunteer_ids: tuple[str, ...]
    look_at: datetime


@dataclass(frozen=True)
class Wait:
    """Nothing to do but wait; ask again at `look_at` if nothing has happened before."""

    look_at: datetime


@dataclass(frozen=True)
class GiveUp:
    """The caller goes on to the message."""

    why: GaveUp


Decision = Ring | Wait | GiveUp


def whom_next(
    policy: RingPolicy,
    pool: Sequence[Candidate],
    rung: Sequence[Rung],
    *,
    begun: datetime,
    now: datetime,
    without: Collection[str] = (),
    shuffled: Callable[[list[Candidate]], list[Candidate]] = list,
) -> Decision:
    """The next step of one caller's ringing, which `begun` then.

    `without` are phones that are never rung for this caller: their own, and those who said
    no to them before. The pool is in order, the best first. Nobody is rung twice, and no
    number is, though two volunteers may share it.
    """
    deadline = begun + policy.phase
    if now >= deadline:
        return GiveUp(GaveUp.DEADLINE)
    pool = _who_may_be_rung(policy, pool, rung, without)
    ringing = [each for each in rung if not each.over]
    free = [each for each in pool if not each.busy]
    if policy.strategy is Strategy.RANDOM:
        free = shuffled(free)
    look_at = min(now + policy.turn, deadline)
    if policy.strategy is Strategy.AT_ONCE:
        chosen = _one_of_each_phone(free)[: max(policy.most - len(ringing), 0)]
        if chosen:
            return Ring(tuple(each.volunteer_id for each in chosen), look_at)
    elif free and len(ringing) < policy.most:
        latest = max((each.at for each in ringing), default=None)
        if latest is None or now - latest >= policy.turn:
            return Ring((free[0].volunteer_id,), look_at)
        return Wait(min(latest + policy.turn, deadline))
    if ringing or any(not each.talks for each in pool if each.busy):
        return Wait(look_at)
    return GiveUp(GaveUp.NOBODY)


def speaks_is_given_up(policy: RingPolicy, pool: Sequence[Candidate]) -> bool:
    """True when nobody in the pool speaks the language and the network wants others rung."""
    return policy.other_languages and bool(pool) and not any(each.speaks for each in pool)


def _who_may_be_rung(
    policy: RingPolicy,
    pool: Sequence[Candidate],
    rung: Sequence[Rung],
    without: Collection[str],
) -> list[Candidate]:
    tried = {each.volunteer_id for each in rung}
    phones = {each.phone for each in rung} | set(without)
    if not speaks_is_given_up(policy, pool):
        pool = [each for each in pool if each.speaks]
    return [each for each in pool if each.volunteer_id not in tried and each.phone not in phones]


def _one_of_each_phone(pool: Sequence[Candidate]) -> list[Candidate]:
    by_phone: dict[str, Candidate] = {}
    for each in pool:
        by_phone.setdefault(each.phone, each)
    return list(by_phone.values())
