"""How phones are rung for callers on the line, as the policy file says it under `live calls`."""

from __future__ import annotations

from datetime import timedelta

from hotline.adapters.policy_numbers import whole
from hotline.config_live import LONGEST_PHASE, SHORTEST_PHASE
from hotline.domain.ringing import RingWishes, Strategy
from ivr.flows.yaml_nodes import (
    Entry,
    Findings,
    did_you_mean,
    mapping_of,
    only_known,
    words_of,
)

_KEYS = ("ring", "seconds", "next after", "at most", "other languages")
_WAYS = {each.value.replace("-", " "): each for each in Strategy}


def read_ringing(entry: Entry | None, found: Findings) -> RingWishes:
    """What is written there; each mistake is noted with its place."""
    if entry is None:
        return RingWishes()
    read = only_known(mapping_of(entry, found), _KEYS, "'live calls'", found)
    phase = _seconds(read.get("seconds"), found, SHORTEST_PHASE, LONGEST_PHASE)
    turn = _seconds(read.get("next after"), found, 5, LONGEST_PHASE)
    most = whole(read["at most"], found, 10, lowest=1, highest=50) if "at most" in read else None
    if phase and turn and turn > phase:
        found.wrong(
            read["next after"].value_place,
            "the next phone would ring when the ringing is over",
            f"at most {int(phase.total_seconds())}, which is what 'seconds' says",
        )
    return RingWishes(
        strategy=_way(read.get("ring"), found),
        phase=phase,
        turn=turn,
        most=most,
        other_languages=_yes_or_no(read.get("other languages"), found),
    )


def _seconds(entry: Entry | None, found: Findings, lowest: int, highest: int) -> timedelta | None:
    if entry is None:
        return None
    return timedelta(seconds=whole(entry, found, lowest, lowest=lowest, highest=highest))


def _way(entry: Entry | None, found: Findings) -> Strategy | None:
    if entry is None:
        return None
    words = words_of(entry, found).replace("-", " ")
    if words not in _WAYS:
        known = f"one of: {', '.join(_WAYS)}"
        found.wrong(
            entry.value_place,
            f"nobody can be rung '{words[:40]}'",
            did_you_mean(words, list(_WAYS), known),
        )
    return _WAYS.get(words)


def _yes_or_no(entry: Entry | None, found: Findings) -> bool | None:
    if entry is None:
        return None
    words = words_of(entry, found)
    if words not in {"yes", "no"}:
        found.wrong(entry.value_place, f"'{words[:40]}' is neither yes nor no", "yes or no")
    return words == "yes"
