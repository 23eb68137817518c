"""The policy of asking, read from a file: every mistake has its line and its remedy."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import yaml

from hotline.adapters.policy_numbers import whole
from hotline.adapters.ringing_file import read_ringing
from hotline.domain.escalation import DEFAULT_POLICY, Policy, Step, Target
from hotline.errors import SettingsError
from ivr.flows.model import Place
from ivr.flows.yaml_nodes import (
    Entry,
    Findings,
    compose,
    did_you_mean,
    entries,
    mapping_of,
    only_known,
    place_of,
    words_of,
)

#: What the house ships; its steps are DEFAULT_POLICY.
SHIPPED = Path(__file__).parent / "escalation.yaml"
OWN_FILE = "escalation.yaml"
MOST_STEPS = 10
_SHOW = "copy what `hotline escalation show` prints"


def policy_path(named: str | None, data_dir: Path) -> Path:
    """The file that counts: the one that is named, else the data folder's, else ours."""
    if named:
        return Path(named)
    own = data_dir / OWN_FILE
    return own if own.exists() else SHIPPED


def load_policy(path: Path) -> Policy:
    """The policy in this file. Raises SettingsError with every mistake, one a line."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read ({error.strerror}): check HOTLINE_ESCALATION."
        ) from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path} is not text: save it as UTF-8.") from None
    found = Findings(str(path))
    policy = _read(text, found)
    if found.mistakes or policy is None:
        ordered = sorted(found.mistakes, key=lambda each: (each.line, each.column))
        raise SettingsError("\n".join(map(str, ordered)))
    return policy


def _read(text: str, found: Findings) -> Policy | None:
    lines = (line.strip() for line in text.splitlines())
    if all(not line or line.startswith("#") for line in lines):
        found.wrong(Place(1, 1), "the file is empty", _SHOW)
        return None
    if text.lstrip().startswith("- "):
        found.wrong(Place(1, 1), "the list of steps has no name", "begin with 'steps:'")
        return None
    node = compose(text, found)
    if node is None:
        return None
    read = only_known(
        entries(node, found),
        ("steps", "urgent", "repeat last", "claim", "live calls"),
        "this file",
        found,
    )
    steps = _steps(read.get("steps"), found)
    if not steps and not found.mistakes:
        found.wrong(place_of(node), "there are no 'steps'", _SHOW)
    urgent = _steps(read["urgent"], found) if "urgent" in read else steps
    claim = read.get("claim")
    own = only_known(
        mapping_of(claim, found) if claim else {}, ("lasts", "warn before"), "'claim'", found
    )
    default = DEFAULT_POLICY
    lease = _minutes(own.get("lasts"), found, default.lease, lowest=5, highest=24 * 60)
    warn = _minutes(own.get("warn before"), found, default.warn_before, lowest=1, highest=24 * 60)
    if warn >= lease and "warn before" in own:
        found.wrong(
            own["warn before"].value_place,
            "the warning would come before the claim",
            f"it must be less than {int(lease.total_seconds() // 60)} minutes",
        )
    repeats = whole(read.get("repeat last"), found, default.repeats, lowest=0, highest=20)
    return Policy(steps, urgent, repeats, lease, warn, read_ringing(read.get("live calls"), found))


def _steps(entry: Entry | None, found: Findings) -> tuple[Step, ...]:
    if entry is None:
        return ()
    if not isinstance(entry.value, yaml.SequenceNode) or not entry.value.value:
        found.wrong(
            entry.value_place, f"'{entry.name}' needs a list", "begin each step with '- ask:'"
        )
        return ()
    if len(entry.value.value) > MOST_STEPS:
        found.wrong(entry.place, f"'{entry.name}' has too many steps", f"at most {MOST_STEPS}")
    steps = [_step(node, found) for node in entry.value.value]
    return tuple(step for step in steps if step is not None)


def _step(node: yaml.Node, found: Findings) -> Step | None:
    if not isinstance(node, yaml.MappingNode):
        found.wrong(place_of(node), "this is no step", "write it as '- ask: language'")
        return None
    read = only_known(entries(node, found), ("ask", "at most", "wait"), "a step", found)
    if "ask" not in read:
        found.wrong(place_of(node), "this step does not say whom to 'ask'", _known_targets())
        return None
    if "wait" not in read:
        found.wrong(place_of(node), "this step does not say how long to 'wait'", "wait: 10")
    asked = words_of(read["ask"], found)
    if asked not in set(Target):
        found.wrong(
            read["ask"].value_place,
            f"nobody is called '{asked}'",
            did_you_mean(asked, list(Target), _known_targets()),
        )
        return None
    wait = _minutes(read.get("wait"), found, timedelta(minutes=10), lowest=1, highest=24 * 60)
    most = whole(read["at most"], found, 5, lowest=1, highest=500) if "at most" in read else None
    return Step(Target(asked), wait, most)


def _known_targets() -> str:
    return f"one of: {', '.join(Target)}"


def _minutes(
    entry: Entry | None, found: Findings, default: timedelta, *, lowest: int, highest: int
) -> timedelta:
    minutes = int(default.total_seconds() // 60)
    return timedelta(minutes=whole(entry, found, minutes, lowest=lowest, highest=highest))
