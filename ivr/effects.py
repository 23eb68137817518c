"""What the engine decided is done: requests, rules, receipts; what is left is to be heard.

The engine is pure and knows no request; the services know no flow. An effect that is an
order to a service is carried out here, inside the webhook's transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hotline.domain.calls import Call, CallOutcome
from hotline.domain.help_requests import HelpRequest, RequestState
from hotline.domain.routing import Wishes, area_in_words
from hotline.errors import KeyLost
from hotline.ports import Ports, Transaction
from hotline.services.callbacks import could_not_reach
from hotline.services.erasure import erase_request
from hotline.services.intake import request_of_call
from hotline.services.opt_outs import stop_by_voice
from hotline.services.other_numbers import number_keyed
from hotline.services.partner_consents import (
    answer_in,
    consent_in,
    given_yes,
    take_back_in,
    waiting_question,
)
from hotline.services.partner_passings import told_by_receipt
from hotline.services.phone_languages import remember_language
from hotline.services.receipts import give_receipt, keep_contact_rules, open_receipt
from hotline.services.text_instead import text_first
from hotline.types import Language
from ivr.flows import engine
from ivr.flows.model import Flow
from ivr.flows.session import (
    AnswerPartner,
    Effect,
    Effects,
    Enqueue,
    EraseRequest,
    KeepContactRules,
    Listen,
    NumberRefused,
    NumberTaken,
    OpenReceipt,
    Prompt,
    ReceiptOpened,
    ReceiptRefused,
    RememberLanguage,
    Session,
    StopContact,
    TellReceipt,
    TextFirst,
    TryNumber,
)
from ivr.flows.step_words import ENVELOPE

Move = tuple[Session, Effects]
#: Whether these words can be said on the phone, in the language they are in.
CanSay = Callable[[Prompt], bool]


def carry_out(
    ports: Ports, tx: Transaction, call: Call, flow: Flow, move: Move, can_say: CanSay
) -> tuple[Session, Effects]:
    """The move with its orders done: the session that results, and what is to be heard."""
    session, effects = _look_up(ports, tx, call, flow, move, can_say)
    heard: list[Effect] = []
    for effect in effects:
        match effect:
            case Enqueue():
                _request(ports, tx, call, session, effect)
            case KeepContactRules(may, hours, to_others, digits):
                request_id = session.opened or _request(ports, tx, call, session)
                other = number_keyed(ports, digits).number if digits else None
                keep_contact_rules(ports, tx, request_id, may, hours, to_others, other)
            case TextFirst():
                text_first(ports, tx, _request(ports, tx, call, session))
            case StopContact():
                stop_by_voice(ports, tx, session.opened or _request(ports, tx, call, session))
            case TellReceipt():
                request_id = _request(ports, tx, call, session)
                heard.append(effect.said(give_receipt(ports, tx, request_id)))
            case RememberLanguage(language):
                remember_language(ports, tx, call, language)
            case AnswerPartner(said):
                _answer_partner(ports, tx, session, said)
            case EraseRequest():
                erase_request(ports, tx, session.opened)
                session = replace(session, opened="")
            case _:
                heard.append(effect)
    return session, tuple(_with_envelope(ports, tx, session, each) for each in heard)


def _look_up(
    ports: Ports, tx: Transaction, call: Call, flow: Flow, move: Move, can_say: CanSay
) -> Move:
    """A number of a receipt is looked up, one of a phone is tried: what comes is an event."""
    session, effects = move
    keyed = next((effect for effect in effects if isinstance(effect, TryNumber)), None)
    if keyed is not None:
        tried = number_keyed(ports, keyed.digits)
        found = NumberTaken(keyed.digits) if tried.number else NumberRefused(tried.dear)
        return engine.advance(flow, session, found)
    asked = next((effect for effect in effects if isinstance(effect, OpenReceipt)), None)
    if asked is None:
        return move
    found = open_receipt(ports, tx, call, asked.code)
    request = found.request
    if request is None:
        return engine.advance(flow, session, ReceiptRefused(found.locked))
    tx.calls.finish(call.id, CallOutcome.RECEIPT)
    opened = ReceiptOpened(
        request_id=request.id,
        state=_state_told(ports, tx, request),
        language=request.language,
        reachable=request.contact is not None,
        partner=_partner_asked(ports, tx, request, can_say),
    )
    return engine.advance(flow, session, opened)


def _state_told(ports: Ports, tx: Transaction, request: HelpRequest) -> str:
    """How it stands; of one that was called three times in vain, that."""
    is_open = request.state is not RequestState.RESOLVED
    unreached = is_open and could_not_reach(ports, tx, request)
    if unreached:
        return "unreached"
    # Of what was passed on with their yes, the person hears what came of it.
    return told_by_receipt(tx, request) or request.state.value


def _partner_asked(ports: Ports, tx: Transaction, request: HelpRequest, can_say: CanSay) -> str:
    """A question is put only where its words can be heard: no key is a yes to silence."""
    asked = waiting_question(ports, tx, request)
    if asked is not None and can_say(_envelope_words(asked.preview, request.language)):
        return "asked"
    return "yes" if given_yes(ports, tx, request) else ""


def _answer_partner(ports: Ports, tx: Transaction, session: Session, said: str) -> None:
    """By the person's own key, to the question that they have heard."""
    request = tx.requests.by_id(session.opened)
    if request is None:
        return
    if said == "back":
        given = given_yes(ports, tx, request)
        if given is not None:
            take_back_in(ports, tx, consent_in(tx, request, given.id), said_to="the-person")
        return
    asked = waiting_question(ports, tx, request)
    if asked is not None:
        consent = consent_in(tx, request, asked.id)
        answer_in(ports, tx, consent, said == "yes", said_to="the-person")


def _with_envelope(ports: Ports, tx: Transaction, session: Session, effect: Effect) -> Effect:
    """The words that would be passed on, where the engine left a place for them."""
    if not isinstance(effect, Listen) or all(each.key != ENVELOPE for each in effect.prompts):
        return effect
    request = tx.requests.by_id(session.opened)
    asked = waiting_question(ports, tx, request) if request else None
    said: tuple[Prompt, ...] = ()
    for prompt in effect.prompts:
        if prompt.key != ENVELOPE:
            said += (prompt,)
        elif asked is not None and request is not None:
            words = _envelope_words(asked.preview, request.language)
            said += (replace(words, slower=prompt.slower, pause_seconds=prompt.pause_seconds),)
    return replace(effect, prompts=said)


def _envelope_words(words: str, language: Language) -> Prompt:
    return Prompt(ENVELOPE, words, language, words_language=language)


def _request(
    ports: Ports, tx: Transaction, call: Call, session: Session, wish: Enqueue | None = None
) -> str:
    """The id of this call's request, which exists from now on."""
    wish = wish or Enqueue(session.topic, session.language or ports.default_language)
    return request_of_call(
        ports,
        tx,
        tx.calls.by_id(call.id) or call,
        language=wish.language,
        topic=wish.topic,
        urgent=wish.urgent or session.urgent,
        wishes=wishes_said(session),
    )


def wishes_said(session: Session) -> Wishes:
    """What the caller asked for by key about who answers, and where the help is needed."""
    near = area_in_words(session.area)
    return Wishes(woman=session.wants_woman, anybody=session.anybody, near=near)


def is_erased(tx: Transaction, call: Call) -> bool:
    """The request of this call was erased while it went on: nothing of it can be kept."""
    try:
        tx.keys.open(call.key_id)
    except KeyLost:
        return True
    return False
