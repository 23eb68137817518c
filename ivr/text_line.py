"""What the line can do now, in short texts, told to a texter before anything is asked (V19)."""

from __future__ import annotations

from hotline.domain.line import LineState
from hotline.ports import Ports, Transaction
from hotline.services.line import line_now
from hotline.types import Language
from ivr.flows.line_words import topics_of
from ivr.flows.model import Flow
from ivr.flows.words import Voice
from ivr.prompts import PromptBook

_STATES = {
    LineState.SHORT_STAFFED: "line.short",
    LineState.SURGE: "line.many",
    LineState.CLOSED: "line.closed",
    LineState.PAUSED: "line.closed",
    LineState.UNSTAFFED: "line.nobody",
}


def line_texts(
    ports: Ports, tx: Transaction, flow: Flow, language: Language, book: PromptBook
) -> list[str]:
    """One text on the line's state and one on what is short; none on an ordinary day."""
    line = line_now(ports, tx)
    texts = []
    state = _STATES.get(line.state_for(language))
    if state:
        texts.append(ports.texts.text(state, language))
    named = topics_of(flow)
    short = dict.fromkeys(each.topic for each in line.limits if each.topic in named)
    if short:
        voice = Voice(flow, language, False, "text")
        labels = (voice.of_option(*named[topic])[1:] for topic in short)
        what = ", ".join(book.as_text(label) for label in labels)
        texts.append(ports.texts.text("line.limits", language, what=what))
    return texts
