"""The rules a flow must keep that can be judged from its file alone."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from ivr.flows.keys import folded
from ivr.flows.model import (
    PARAMETERS,
    RESERVED_KEYS,
    AskStep,
    Flow,
    HangupStep,
    LanguageStep,
    MenuStep,
    Place,
    SayStep,
    Step,
    ways_on,
)
from ivr.flows.reserved_words import RESERVED_WORDS
from ivr.flows.segments import LONGEST_TEXT, dear_letters, segments
from ivr.flows.speaking import LONGEST_PROMPT_SECONDS, seconds_to_say
from ivr.flows.spoken_keys import keys_told
from ivr.flows.words import PLACEHOLDER, lines_of
from ivr.flows.yaml_nodes import Findings, did_you_mean

#: Texts that cost more than this are worth a warning.
USUAL_SEGMENTS = 2


def check_links(flow: Flow, found: Findings) -> None:
    """Steps that do not exist, that nothing leads to, that lead nowhere or round and round."""
    for name, place in found.links:
        if name not in flow.steps:
            found.wrong(
                place,
                f"no step called '{name}'",
                did_you_mean(name, flow.steps, f"there are: {', '.join(flow.steps)}"),
            )
    _check_reached(flow, found)
    for step in flow.steps.values():
        if _forgot_then(step):
            following = _following(flow, step)
            found.wrong(
                step.place,
                f"step '{step.name}' leads nowhere",
                f"add 'then: {following}'" if following else "end with 'queue: {}'",
            )
    _check_circles(flow, found)
    _check_doors(flow, found)


def _check_doors(flow: Flow, found: Findings) -> None:
    menu = flow.steps.get(flow.first_menu)
    for key, name in flow.doors.items():
        option = menu.option(key) if isinstance(menu, MenuStep) else None
        if option is not None:
            found.wrong(
                option.place,
                f"'{key}' cannot be a choice in the first menu: it leads to step '{name}'",
                f"take another key, or delete step '{name}'",
            )


def _forgot_then(step: Step) -> bool:
    return isinstance(step, SayStep | AskStep | LanguageStep) and not step.then


def _following(flow: Flow, step: Step) -> str:
    names = list(flow.steps)
    return [*names, ""][names.index(step.name) + 1]


def _meant(flow: Flow, name: str) -> str:
    """The step a misspelt name stands for, so that one slip is told once and not twice."""
    if name in flow.steps:
        return name
    return next(iter(difflib.get_close_matches(name, list(flow.steps), n=1)), "")


def _check_reached(flow: Flow, found: Findings) -> None:
    start = _meant(flow, flow.start)
    if not start:
        return
    reached: set[str] = set()
    ahead = [start, _meant(flow, flow.recorder), *flow.doors.values()]
    while ahead:
        name = ahead.pop()
        if name and name not in reached:
            reached.add(name)
            step = flow.steps[name]
            ahead += [_meant(flow, way) for way in ways_on(step)]
            if _forgot_then(step):
                # Told as such, and not once more for each step behind it.
                ahead.append(_following(flow, step))
    for name in flow.steps:
        if name not in reached:
            found.wrong(
                flow.steps[name].place,
                f"nothing leads to step '{name}'",
                "lead there with 'then' or 'goto', or delete it",
            )


def _on_its_own(step: Step) -> str:
    """Where a caller gets who does nothing at all; '' where somebody is waited for."""
    if isinstance(step, MenuStep):
        return step.no_input
    return "" if isinstance(step, AskStep | HangupStep) else step.then


def _check_circles(flow: Flow, found: Findings) -> None:
    told: set[str] = set()
    for first in flow.steps:
        path: list[str] = []
        name = first
        while name in flow.steps and name not in path and name not in told:
            path.append(name)
            name = _on_its_own(flow.steps[name])
        if name in path:
            circle = path[path.index(name) :]
            found.wrong(
                flow.steps[circle[0]].place,
                f"a silent caller goes round for ever: {' → '.join([*circle, circle[0]])}",
                "lead one of them to a step with 'queue: {}'",
            )
        told.update(path)


def check_words(flow: Flow, found: Findings) -> None:
    """Placeholders, keys that are told, words of options, and the cost of each line."""
    for line in lines_of(flow):
        for name in PLACEHOLDER.findall(line.words):
            if name not in PARAMETERS:
                found.wrong(
                    line.place,
                    f"there is no {{{name}}}",
                    did_you_mean(name, PARAMETERS, "there is: {hotline}"),
                )
        if set("{}") & set(PLACEHOLDER.sub("", line.words)):
            found.wrong(line.place, "a { or } that stands alone", "write (round) brackets")
        found_in = weigh_text(line.words) if line.read else weigh_speech(line.words)
        if found_in:
            found.warn(line.place, *found_in)
        if line.read and len(line.words) > LONGEST_TEXT:
            found.wrong(
                line.place,
                f"a text cannot have {len(line.words)} letters",
                f"the phone companies take {LONGEST_TEXT} at most",
            )
    for step in flow.steps.values():
        if isinstance(step, MenuStep):
            _check_menu(step, found)


def _check_menu(step: MenuStep, found: Findings) -> None:
    for words, place in _told_in(step):
        for key in missing_keys(step, words):
            keys = ", ".join(option.key for option in step.options)
            found.wrong(
                place, f"the words say {key}, and there is no choice {key}", f"keys: {keys}"
            )
    if len(step.options) == 5:
        found.warn(step.place, f"menu '{step.name}' has five choices", "four are easier to keep")
    leads: dict[str, tuple[str, str]] = {}
    areas: dict[str, str] = {}
    for option in step.options:
        first = areas.setdefault(option.area, option.key)
        if option.area and first != option.key:
            found.wrong(
                option.place,
                f"area '{option.area}' is in two choices: {first} and {option.key}",
                "one part of town, one choice",
            )
        for word in dict.fromkeys((option.label, *option.words)):
            bare = folded(word)
            if bare in RESERVED_WORDS:
                found.wrong(
                    option.place,
                    f"'{word}' means {RESERVED_WORDS[bare]} to phone companies and people",
                    "choose another word",
                )
            first_key, first_goto = leads.setdefault(bare, (option.key, option.goto))
            if bare and first_key != option.key:
                where = "the same place" if first_goto == option.goto else "two places"
                found.wrong(
                    option.place,
                    f"'{word}' leads to {where}: choices {first_key} and {option.key}",
                    "keep it in one of them",
                )


def _told_in(step: MenuStep) -> Iterator[tuple[str, Place]]:
    yield step.say, step.say_place
    yield step.text, step.text_place
    for option in step.options:
        yield option.label, option.place


def missing_keys(step: MenuStep, words: str) -> tuple[str, ...]:
    """The keys that the words tell people to press and that do nothing there."""
    real = {option.key for option in step.options} | set(RESERVED_KEYS)
    return tuple(key for key in keys_told(words) if key not in real)


def weigh_text(words: str) -> tuple[str, str] | None:
    """(message, hint) when a text costs more segments than usual, with the letter to blame."""
    count = segments(words)
    if count <= USUAL_SEGMENTS:
        return None
    dear = dear_letters(words)
    if not dear:
        return f"this text costs {count} segments", f"{USUAL_SEGMENTS} are enough for most"
    plain = segments("".join(letter for letter in words if letter not in dear))
    shown = " ".join(dear[:3])
    return f"{shown} makes this text {count} segments, not {plain}", "write it without, or shorter"


def weigh_speech(words: str) -> tuple[str, str] | None:
    """(message, hint) when words take longer to say than people keep in mind."""
    seconds = seconds_to_say(words)
    if seconds <= LONGEST_PROMPT_SECONDS:
        return None
    return (
        f"about {seconds:.0f} seconds of speech",
        f"make it two steps of less than {LONGEST_PROMPT_SECONDS}",
    )
