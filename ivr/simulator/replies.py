"""Asks the application what to answer to a text, and sends what it says."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from ivr.simulator.documents import Target
from ivr.simulator.refusals import TextRefused
from ivr.simulator.store import Row
from ivr.simulator.transport import Answer, WebhookFailed
from ivr.simulator.twiml import MESSAGE_VERBS, TwimlError, Verb, check_names, parse

if TYPE_CHECKING:
    from ivr.simulator.exchange import Exchange

MAX_REDIRECTS = 10


def follow_reply(exchange: Exchange, number: Row, text: Row, params: dict[str, str]) -> None:
    """Posts a text to the number's webhook, or to its fallback, and carries out the answer."""
    if not number["sms_url"]:
        return
    target = Target(number["sms_url"], number["sms_method"])
    fallback = number["sms_fallback_url"]
    for _ in range(MAX_REDIRECTS):
        try:
            answer = exchange.transport.send(target.url, params | target.params, target.method)
            following = _perform(exchange, answer, text)
        except (TwimlError, WebhookFailed) as problem:
            exchange.store.alert(time.time(), problem.code, str(problem), target.url, text["sid"])
            if not fallback:
                return
            extra = {"ErrorCode": str(problem.code), "ErrorUrl": target.url}
            following = Target(fallback, number["sms_fallback_method"], extra)
            fallback = None
        if following is None:
            return
        target = following


def _perform(exchange: Exchange, answer: Answer, text: Row) -> Target | None:
    for verb in _verbs(answer):
        if verb.name == "Redirect":
            method = verb.attributes.get("method", "POST").upper()
            return Target(urljoin(answer.url, verb.text), method)
        _send(exchange, answer, verb, text)
    return None


def _verbs(answer: Answer) -> tuple[Verb, ...]:
    """An answer in plain words is itself the reply; an empty one is none."""
    kind = answer.content_type.split(";")[0].strip().lower()
    if kind == "text/plain":
        words = answer.body.decode("utf-8", "replace").strip()
        return (Verb("Message", {}, words),) if words else ()
    if not answer.body.strip():
        return ()
    if kind not in ("text/xml", "application/xml", "text/html"):
        raise WebhookFailed(12300, answer.url, f"The content type {kind!r} is not TwiML.")
    verbs = parse(answer.body)
    check_names(verbs, MESSAGE_VERBS)
    return verbs


def _send(exchange: Exchange, answer: Answer, verb: Verb, text: Row) -> None:
    body = " ".join(
        [verb.text, *(child.text for child in verb.children if child.name == "Body")]
    ).strip()
    media = tuple(
        urljoin(answer.url, child.text) for child in verb.children if child.name == "Media"
    )
    callback = verb.attributes.get("statusCallback") or verb.attributes.get("action")
    try:
        exchange.texts.send(
            sender=verb.attributes.get("from") or text["recipient"],
            recipient=verb.attributes.get("to") or text["sender"],
            body=body,
            direction="outbound-reply",
            status_callback=urljoin(answer.url, callback) if callback else None,
            media_urls=media,
        )
    except TextRefused as problem:
        exchange.store.alert(time.time(), problem.code, str(problem), answer.url, text["sid"])
