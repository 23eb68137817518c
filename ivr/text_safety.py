"""The questions on safe contact, put into a talk by text: pure, and beside the flow.

After the language: is texting this phone safe, and may a text say what they asked for? The
fourth answer is that it may not; 3 is a no in every release, so that none is misread. At the end: how shall we answer? Words of
danger come before everything, and "call me" is understood at every step. Free words beat
these questions as they beat the flow's; five are asked in all (T2).
"""

from __future__ import annotations

from dataclasses import replace

from hotline.domain.call_words import wants_call, yes_or_no
from hotline.domain.contact_safety import NO_CONTACT, Contact, ContactRules, Hours
from hotline.domain.danger_words import is_danger
from hotline.domain.not_safe_words import is_plain_yes, says_not_safe
from hotline.domain.number_words import number_said
from hotline.types import Language
from ivr import text_talk
from ivr.flows import engine
from ivr.flows.keys import as_keys, latin_digits
from ivr.flows.model import Flow, LanguageStep
from ivr.flows.session import Started
from ivr.text_safety_state import Safety
from ivr.text_talk import MOST_QUESTIONS, Answer, Names, Talk, Turn, prompts_of

_QUESTIONS = {
    "safe": "safe.ask",
    "when": "safe.when",
    "how": "safe.how",
    "call": "safe.call_when",
}
_HOURS = {"1": Hours.ANY, "2": Hours.MORNING, "3": Hours.EVENING}
#: Longer is no word between two people but a message.
LONGEST_WORD = 40
MOST_WORDS = 3
_BY_TEXT, _BY_BOTH = frozenset({Contact.TEXT}), frozenset({Contact.TEXT, Contact.CALL})


def begin(flow: Flow, body: str, with_files: bool) -> Turn:
    """The first message of a talk."""
    turn = text_talk.begin(flow, body, with_files)
    if is_danger(body):
        return _danger(turn)
    if wants_call(body):
        # The first answer is the list of languages, with who we are and STOP (T9).
        turn = replace(turn, talk=_with(turn.talk, call=True))
    return _then(flow, turn)


def go_on(flow: Flow, talk: Talk, body: str, with_files: bool, names: Names) -> Turn:
    """Every later message."""
    if is_danger(body) and not talk.safety.in_danger:
        return _danger(text_talk.go_on(flow, talk, body, with_files, names))
    if wants_call(body):
        return _asked(talk, "call", only_keys=True)
    asked_for = text_talk.other_language(flow, talk, body, names)
    if asked_for is not None:
        return _in_language(flow, talk, asked_for)
    safety = talk.safety
    key, word = _key_and_word(body)
    if safety.pending in {"safe", "when"}:
        # "3 no" is 3, and so is a plain "no": whoever is not safe must not be misread. What
        # else stands there is kept as their words.
        if safety.pending == "safe" and not yes_or_no(body) and says_not_safe(body):
            # Whatever stands beside it: the words are kept, and nothing more is sent.
            return replace(_answered(flow, talk, "3", ""), only_keys=False)
        key = yes_or_no(body) if safety.pending == "safe" and not key else key
        if key == "4" and safety.pending == "safe" and safety.four and not word:
            return _answered(flow, talk, key, "")
        if key == "1" and not is_plain_yes(body, word):
            # "1 room", "yes?": the laxest answer is never taken from a doubt.
            return replace(_not_understood(flow, talk), only_keys=False)
        if key in {"1", "2", "3"} and len(word.split()) <= 2:
            turn = _answered(flow, talk, key, "")
            return replace(turn, only_keys=not word)
    elif safety.pending and key in {"1", "2", "3"}:
        return _answered(flow, talk, key, word)
    if safety.pending and (as_keys(body) or number_said(body)) not in {None, "0"}:
        return _not_understood(flow, talk)
    if safety.pending in {"how", "call"} and _may_be_a_word(body):
        # "One mango": or is it something that they need? Kept, and asked once more by key.
        return replace(_not_understood(flow, talk), only_keys=False)
    was_ended = talk.session.ended
    talk = _with(talk, pending="", misses=0)
    turn = text_talk.go_on(flow, talk, body, with_files, names)
    return turn if was_ended else _then(flow, turn)


def _in_language(flow: Flow, talk: Talk, language: Language) -> Turn:
    """What waits is asked once more, in the language that they asked for by its name (I8)."""
    session = replace(talk.session, language=language, language_confirmed=True)
    talk = replace(talk, session=session)
    if talk.safety.pending:
        return Turn(talk, Answer(text_id=_QUESTIONS[talk.safety.pending]), only_keys=True)
    if talk.session.ended:
        return Turn(talk, Answer(text_id="text.person"), only_keys=True)
    return _again(flow, replace(talk, asked=talk.asked - 1))


def _then(flow: Flow, turn: Turn) -> Turn:
    """The turn, or in its place the question on safety whose time has come."""
    talk, safety = turn.talk, turn.talk.safety
    if not talk.session.ended and isinstance(flow.step(talk.session.step), LanguageStep):
        return turn
    if turn.answer.text_id == "text.person":
        return turn
    if safety.call:
        return _asked(talk, "call", only_keys=turn.only_keys)
    if not safety.asked_safe and talk.asked < MOST_QUESTIONS:
        ended = talk.session.ended
        return _asked(_count(talk) if ended else talk, "safe", only_keys=turn.only_keys)
    if talk.session.ended and not safety.asked_how and talk.asked < MOST_QUESTIONS:
        return _asked(_count(talk), "how", only_keys=turn.only_keys)
    return turn


def _answered(flow: Flow, talk: Talk, key: str, word: str) -> Turn:
    """A number that answers the question which waits; with 'how' and 'call' perhaps a word."""
    safety = talk.safety
    before = safety.rules or ContactRules(_BY_TEXT)
    match safety.pending, key:
        case "safe", "1":
            return _allowed(flow, talk, ContactRules(_BY_TEXT, neutral=before.neutral))
        case "safe", "2":
            # Until they say when, only in answer to them.
            rules = ContactRules(_BY_TEXT, Hours.WHEN_THEY_WRITE, neutral=before.neutral)
            turn = _asked(_count(_with(talk, rules=rules)), "when", only_keys=True)
            return replace(turn, rules=rules)
        case "safe", "3":
            session = replace(talk.session, ended=True)
            talk = _with(replace(talk, session=session), pending="", rules=NO_CONTACT)
            return Turn(talk, Answer(text_id="safe.no"), only_keys=True, rules=NO_CONTACT)
        case "safe", _:
            return _allowed(flow, talk, ContactRules(_BY_TEXT, neutral=True))
        case "when", _:
            return _allowed(flow, talk, replace(before, hours=_HOURS[key]))
        case "how", "1":
            return _allowed(flow, talk, replace(before, word=word or before.word))
        case "how", "2":
            rules = replace(before, ways=_BY_BOTH, word=word or before.word)
            if before.hours is Hours.WHEN_THEY_WRITE:
                rules = replace(rules, hours=Hours.ANY)
            return replace(_allowed(flow, talk, rules), wants_call=True)
        case "how", _:
            rules = replace(before, hours=Hours.WHEN_THEY_WRITE, word=word or before.word)
            return _allowed(flow, talk, rules)
    rules = replace(before, ways=_BY_BOTH, hours=_HOURS[key], word=word or before.word)
    talk = _with(talk, pending="", asked_how=True, misses=0, rules=rules)
    answer = Answer(text_id="safe.call_kept")
    return Turn(talk, answer, only_keys=True, rules=rules, wants_call=True)


def _allowed(flow: Flow, talk: Talk, rules: ContactRules) -> Turn:
    """Keep it, and on to what the talk waits for."""
    talk = _with(talk, pending="", misses=0, rules=rules)
    if talk.safety.in_danger:
        # Somebody may be in danger: people write now, and no machine asks on.
        session = replace(talk.session, ended=True)
        talk = replace(talk, session=session)
        return Turn(talk, Answer(text_id="text.person"), only_keys=True, rules=rules)
    return replace(_then(flow, _again(flow, talk)), rules=rules)


def _again(flow: Flow, talk: Talk) -> Turn:
    """The flow's own question that waits, or its end."""
    if talk.session.ended:
        return Turn(talk, Answer(text_id="text.done"), only_keys=True)
    session, effects = engine.advance(flow, talk.session, Started())
    talk = _count(replace(talk, session=session))
    return Turn(talk, Answer(prompts=prompts_of(effects)), only_keys=True)


def _asked(talk: Talk, pending: str, *, only_keys: bool) -> Turn:
    asked = {"safe": {"asked_safe": True, "four": True}, "how": {"asked_how": True}}.get(
        pending, {}
    )
    if pending == "call":
        asked = {"call": False}
    talk = _with(talk, pending=pending, misses=0, **asked)
    return Turn(talk, Answer(text_id=_QUESTIONS[pending]), only_keys=only_keys)


def _not_understood(flow: Flow, talk: Talk) -> Turn:
    """Another number than one of the three: once more, then a person and no "invalid"."""
    misses = talk.safety.misses + 1
    if misses >= 2:
        talk = _with(talk, pending="", misses=0)
        return Turn(talk, Answer(text_id="text.person"), only_keys=True)
    # The question comes with its fourth answer, also where it was first asked without.
    talk = _with(talk, misses=misses, four=talk.safety.pending == "safe")
    return Turn(talk, Answer(text_id=_QUESTIONS[talk.safety.pending]), only_keys=True)


def _danger(turn: Turn) -> Turn:
    """No lecture: people are told, and the one question is whether writing here is safe."""
    talk = _with(
        turn.talk, pending="safe", asked_safe=True, asked_how=True, in_danger=True, four=False
    )
    return Turn(talk, Answer(text_id="safe.danger"), only_keys=False, in_danger=True)


def _key_and_word(body: str) -> tuple[str, str]:
    """('2', 'mango') of "2 mango": the answer, and the word only we two know."""
    whole = number_said(body)
    if whole:
        return whole, ""
    first, _, rest = body.strip().partition(" ")
    key = as_keys(first) or ""
    word = " ".join(rest.split())
    is_word = len(word) <= LONGEST_WORD and len(word.split()) <= MOST_WORDS
    if not word or not is_word or latin_digits(word).isdigit():
        return (key, "") if not word else ("", "")
    return key, word


def _may_be_a_word(body: str) -> bool:
    """A number in words with a word beside it: nobody may think that it is their word, unheard."""
    number, _, word = body.strip().partition(" ")
    is_number = (number_said(number) or "0") in "123" and not as_keys(number)
    return is_number and 0 < len(word.split()) <= MOST_WORDS and len(word) <= LONGEST_WORD


def _with(talk: Talk, **changes: object) -> Talk:
    return replace(talk, safety=replace(talk.safety, **changes))  # type: ignore[arg-type]


def _count(talk: Talk) -> Talk:
    return replace(talk, asked=talk.asked + 1)


__all__ = ["LONGEST_WORD", "Safety", "begin", "go_on"]
