"""Walks every way a caller can go, and proves that each ends with a person or a kept message.

Each state is walked once, whatever ways lead to it, and once for all states of the line
where the line makes no difference. How many ways there are is then counted over what was
walked, without walking them again.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from hotline.domain.line import LineNow
from ivr.flows.arrive import Move
from ivr.flows.engine import advance
from ivr.flows.line_words import every_line, with_line
from ivr.flows.model import Flow
from ivr.flows.session import Effects, Event, Session, Silence
from ivr.flows.walk_steps import beginnings, events_at, is_hang_up, lost, name_of, state_of

#: Far above any flow that people can follow; a bound all the same.
MOST_STATES = 200_000
#: A caller who does nothing must have left a message after so many waits.
LONGEST_SILENCE = 200
#: Ways are counted up to so many things done by the caller (shared promise I8).
LONGEST_WAY = 12

#: The number of states walked so far, and of those known so far.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class DeadEnd:
    """A place where a caller would be lost, and how one gets there (in the log's words)."""

    step: str
    reason: str
    way: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.step}: {self.reason} (after: {', '.join(self.way) or 'nothing'})"


@dataclass
class WalkReport:
    """`paths` are all different ways of up to LONGEST_WAY things done; `moves` are the pairs
    of a state and something that happens in it, each of which was tried."""

    paths: int = 0
    moves: int = 0
    states: int = 0
    dead_ends: list[DeadEnd] = field(default_factory=list)
    complete: bool = True


def walk_in_every_line(flow: Flow, progress: Progress | None = None) -> WalkReport:
    """The walk once for each state of the line: open, closed, surge and the others."""
    walker, whole = _Walker(flow, progress=progress), WalkReport()
    for state, line in every_line(flow):
        report = walker.walk(line)
        whole.paths += report.paths
        whole.moves += report.moves
        whole.states += report.states
        whole.complete = whole.complete and report.complete
        whole.dead_ends += [
            replace(end, way=(f"the line is {state}", *end.way)) for end in report.dead_ends
        ]
    return whole


def walk(flow: Flow, line: LineNow | None = None, *, each_language: bool = False) -> WalkReport:
    """Every state from every beginning: by phone in each language, by text, all keys.

    Each dead end is told once, by its shortest way. `each_language` walks the states of each
    language apart: many times the work, for a test that it finds nothing more.
    """
    return _Walker(flow, each_language=each_language).walk(line or LineNow())


@dataclass(frozen=True)
class _Landing:
    """Where something leads: the number of a state, None for the end; `lost` says why it is bad."""

    state: int | None
    step: str
    lost: str
    kept: bool


@dataclass
class _Walker:
    flow: Flow
    each_language: bool = False
    progress: Progress | None = None
    _numbers: dict[Session, int] = field(default_factory=dict)
    _states: list[Session] = field(default_factory=list)
    _events: dict[tuple[str, str], tuple[Event, ...]] = field(default_factory=dict)
    #: Moves for which nobody asked how the line is: they are the same in all of them.
    _known: dict[tuple[int, int], _Landing] = field(default_factory=dict)

    def walk(self, line: LineNow) -> WalkReport:
        report = WalkReport()
        ahead: deque[int] = deque()
        ways: dict[int, tuple[str, ...]] = {}
        told: set[tuple[str, str]] = set()
        onward: dict[int, Counter[int | None]] = {}
        silence: dict[int, _Landing] = {}

        def look(landing: _Landing, way: tuple[str, ...]) -> None:
            if landing.lost:
                self._tell(report, told, DeadEnd(landing.step, landing.lost, way))
            if landing.state is not None and landing.state not in ways:
                ways[landing.state] = way
                ahead.append(landing.state)

        first = [self._begin(begin.move(self.flow), line) for begin in beginnings(self.flow)]
        for landing in first:
            look(landing, ())
        while ahead:
            if len(ways) > MOST_STATES:
                report.complete = False
                break
            number = ahead.popleft()
            way, leads = ways[number], onward.setdefault(number, Counter())
            for place, event in enumerate(self._events_of(number)):
                landing = self._go_on(number, place, event, line)
                leads[landing.state] += 1
                report.moves += 1
                look(landing, (*way, name_of(event)) if landing.state not in ways else way)
                if isinstance(event, Silence):
                    silence[number] = landing
            if self.progress and len(onward) % 100 == 0:
                self.progress(len(onward), len(ways))
        for number in _never_ending(silence):
            step = self._states[number].step
            self._tell(report, told, DeadEnd(step, "silence never ends here", ways[number]))
        report.states = len(ways)
        report.paths = _count(Counter(landing.state for landing in first), onward)
        return report

    @staticmethod
    def _tell(report: WalkReport, told: set[tuple[str, str]], end: DeadEnd) -> None:
        if (end.step, end.reason) not in told:
            told.add((end.step, end.reason))
            report.dead_ends.append(end)

    def _begin(self, move: Move, line: LineNow) -> _Landing:
        return self._land(*with_line(self.flow, None, None, move, lambda: line))

    def _go_on(self, number: int, place: int, event: Event, line: LineNow) -> _Landing:
        known = self._known.get((number, place))
        if known is not None:
            return known
        before, asked = self._states[number], []

        def ask() -> LineNow:
            asked.append(True)
            return line

        move = advance(self.flow, before, event)
        if is_hang_up(event):
            landing = _Landing(None, before.step, "", move[0].queued)
        else:
            landing = self._land(*with_line(self.flow, before, event, move, ask))
        if not asked:
            self._known[number, place] = landing
        return landing

    def _land(self, session: Session, effects: Effects) -> _Landing:
        reason = lost(session, effects)
        if session.ended:
            return _Landing(None, session.step, reason, session.queued)
        state = state_of(self.flow, session, each_language=self.each_language)
        number = self._numbers.setdefault(state, len(self._states))
        if number == len(self._states):
            self._states.append(state)
        return _Landing(number, session.step, reason, session.queued)

    def _events_of(self, number: int) -> tuple[Event, ...]:
        state = self._states[number]
        at = (state.step, state.channel)
        if at not in self._events:
            self._events[at] = events_at(self.flow, state)
        return self._events[at]


def _never_ending(silence: dict[int, _Landing]) -> list[int]:
    """The states from which somebody who does nothing never ends with a kept request.

    Texts are not among `silence`: a text can wait for days, and loses nothing.
    """
    ends: dict[int, bool] = {}
    for number in silence:
        way: list[int] = []
        at: int | None = number
        good = False
        for _ in range(LONGEST_SILENCE):
            if at is None or at in ends:
                good = good if at is None else ends[at]
                break
            way.append(at)
            landing = silence.get(at)
            if landing is None:
                break  # the walk was too large, and says so
            at, good = landing.state, landing.kept
        else:
            good = False
        ends.update(dict.fromkeys(way, good))
    return [number for number, good in ends.items() if not good]


def _count(first: Counter[int | None], onward: dict[int, Counter[int | None]]) -> int:
    """How many different ways there are of at most LONGEST_WAY moves: exact, and large."""
    ways = dict.fromkeys(onward, 1)
    for _ in range(LONGEST_WAY):
        ways = {
            at: sum(count * (1 if to is None else ways.get(to, 1)) for to, count in leads.items())
            for at, leads in onward.items()
        }
    return sum(count * (1 if at is None else ways.get(at, 1)) for at, count in first.items())
