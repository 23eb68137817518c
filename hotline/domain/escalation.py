"""Who is asked when: a policy in data, and the arithmetic of its steps.

A request asks the people of the first step; who waits unanswered for that step's time asks
those of the next. The last step is repeated a limited number of times. A claim stops the
asking, and a request that is given back begins at the first step again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from hotline.domain.ringing import RingWishes


class Target(StrEnum):
    """Whom a step asks."""

    #: On call, speaks the language, helps with the topic (else any topic); the best first.
    BEST_FIT = "best fit"
    #: Everybody on call who speaks the language.
    LANGUAGE = "language"
    #: Everybody on call, also those who do not speak the language.
    ON_SHIFT = "on shift"
    #: Every coordinator, on call or not.
    COORDINATORS = "coordinators"


@dataclass(frozen=True)
class Step:
    """`at_most` people of this target (None: all), then `wait` before the next step."""

    ask: Target
    wait: timedelta
    at_most: int | None = None


@dataclass(frozen=True)
class Policy:
    """The whole policy. `repeats`: how often the last step is asked again.

    `lease`: how long a claim lasts without work on it; `warn_before`: how long before its
    end its holder is told. `ring`: how phones are rung for a caller who waits on the line.
    """

    steps: tuple[Step, ...]
    urgent: tuple[Step, ...]
    repeats: int = 3
    lease: timedelta = field(default=timedelta(minutes=30))
    warn_before: timedelta = field(default=timedelta(minutes=5))
    ring: RingWishes = field(default_factory=RingWishes)

    def for_request(self, *, urgent: bool) -> tuple[Step, ...]:
        return self.urgent if urgent else self.steps

    def step(self, number: int, *, urgent: bool) -> Step | None:
        """The step with this number from 0, repeats counted on; None after the last repeat."""
        steps = self.for_request(urgent=urgent)
        if number < len(steps):
            return steps[number]
        return steps[-1] if number < len(steps) + self.repeats else None

    def is_repeat(self, number: int, *, urgent: bool) -> bool:
        return number >= len(self.for_request(urgent=urgent))


#: What holds when a network sets nothing; hotline/escalation.yaml says the same in a file.
#: Who does not speak the language is not in it: a network must want that, and write it down.
DEFAULT_POLICY = Policy(
    steps=(
        Step(Target.BEST_FIT, timedelta(minutes=10), at_most=5),
        Step(Target.LANGUAGE, timedelta(minutes=10)),
        Step(Target.COORDINATORS, timedelta(minutes=15)),
    ),
    urgent=(
        Step(Target.LANGUAGE, timedelta(minutes=5)),
        Step(Target.COORDINATORS, timedelta(minutes=5)),
    ),
)
