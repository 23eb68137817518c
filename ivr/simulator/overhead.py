"""AnnounceUrl: words that one participant of a room hears, while the talk there goes on."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from ivr.simulator.conferences import Participant, Room
from ivr.simulator.documents import Document, Target, read
from ivr.simulator.parameters import call_parameters
from ivr.simulator.transport import WebhookFailed
from ivr.simulator.twiml import TwimlError, Verb

if TYPE_CHECKING:
    from ivr.simulator.exchange import Exchange

# "Play, Say, Pause, or Redirect verbs".
_ALLOWED = frozenset({"Say", "Play", "Pause", "Redirect"})
# An announcement that redirects in a circle.
MAX_DOCUMENTS = 10


def announce(exchange: Exchange, room: Room, who: Participant, target: Target) -> None:
    """Fetches what is to be heard and plays it to this participant; returns at once.

    "The URL we call for an announcement to the participant": the others hear nothing of it,
    and a document that cannot be had, or holds other verbs, is silence and an alert.
    """
    threading.Thread(
        target=_play, args=(exchange, room, who, target), name="announcement", daemon=True
    ).start()


def _play(exchange: Exchange, room: Room, who: Participant, target: Target) -> None:
    following: Target | None = target
    try:
        for _ in range(MAX_DOCUMENTS):
            if following is None:
                return
            document = _ask(exchange, room, who, following)
            following = _say_all(exchange, room, who, document)
        raise TwimlError(11215, "The documents redirect in a circle.")
    except (TwimlError, WebhookFailed) as problem:
        exchange.store.alert(time.time(), problem.code, str(problem), target.url, who.leg.sid)


def _ask(exchange: Exchange, room: Room, who: Participant, target: Target) -> Document:
    """Asks the application, signed as every webhook. Which fields it posts is not documented."""
    params = call_parameters(exchange.settings.account_sid, who.leg)
    params |= {"ConferenceSid": room.sid, "FriendlyName": room.name}
    return read(exchange.transport.send(target.url, params, target.method))


def _say_all(exchange: Exchange, room: Room, who: Participant, document: Document) -> Target | None:
    """Lets the verbs be heard; gives where a Redirect leads. Raises TwimlError 12200."""
    for verb in document.verbs:
        if verb.name not in _ALLOWED:
            raise TwimlError(12200, f"{verb.name} stands in no announcement.")
        if who.leg.sid not in room.participants:
            return None
        if verb.name == "Redirect":
            return document.target(verb.text, verb.attributes.get("method"))
        _say(exchange, who, document, verb)
    return None


def _say(exchange: Exchange, who: Participant, document: Document, verb: Verb) -> None:
    if verb.name == "Play":
        url = document.target(verb.text, None).url
        exchange.sounds.fetch(url)
        who.leg.announce("play", url=url, in_room=True)
    elif verb.name == "Say" and verb.text:
        who.leg.announce(
            "say",
            text=verb.text,
            language=verb.attributes.get("language") or "en-US",
            voice=verb.attributes.get("voice", ""),
            in_room=True,
        )
