"""Menus: a choice, a door, keys that lead nowhere, and on without a choice."""

from __future__ import annotations

from ivr.flows.arrive import Move, Prompts, hear_again, leave, to_recorder, voice_of
from ivr.flows.model import DONE, RESERVED_KEYS, Flow, MenuOption, MenuStep
from ivr.flows.patience import ROUNDS
from ivr.flows.session import Session, changed
from ivr.flows.step_words import own_words


def menu_key(flow: Flow, session: Session, step: MenuStep, digits: str) -> Move:
    option = step.option(digits)
    if option is not None:
        session = changed(
            session,
            topic=option.topic or session.topic,
            area=option.area or session.area,
            answers={**session.answers, step.name: option.key},
        )
        return leave(flow, session, option.goto, _chosen(flow, session, step, option))
    if step.name == flow.first_menu and session.channel != "text" and digits in flow.doors:
        return leave(flow, session, flow.doors[digits])
    if digits == DONE:
        return without_an_answer(flow, session)
    return missed_a_choice(flow, session, "not_a_choice")


def is_wrong(flow: Flow, session: Session, step: MenuStep, digits: str) -> bool:
    """True for keys by phone that mean nothing at this menu: no choice, no door, not reserved.

    Key 6 counts as well: one press of it leads to its question, three in a hurry are panic.
    """
    if session.channel == "text" or not digits or digits in RESERVED_KEYS:
        return False
    is_door = step.name == flow.first_menu and digits in flow.doors
    return step.option(digits) is None and not is_door


def _chosen(flow: Flow, session: Session, step: MenuStep, option: MenuOption) -> Prompts:
    """What was understood, in words, and how to change it (V11)."""
    if not (option.topic or option.area) or session.channel == "text":
        return ()
    voice = voice_of(flow, session)
    return (voice.own("chosen"), voice.of_option(step, option)[0], voice.own("to_change"))


def missed_a_choice(flow: Flow, session: Session, words: str) -> Move:
    missed = changed(session, misses=session.misses + 1)
    if missed.misses >= ROUNDS:
        return without_an_answer(flow, session)
    return hear_again(flow, missed, own_words(flow, session, words))


def without_an_answer(flow: Flow, session: Session) -> Move:
    step = flow.step(session.step)
    target = step.no_input if isinstance(step, MenuStep) else ""
    if not target or target == flow.recorder:
        return to_recorder(flow, session)
    return leave(flow, session, target)
