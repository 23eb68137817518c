"""The carrier's door: every route behind one guard, every answer TwiML."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from hotline.adapters.signature import WebhookSignature
from ivr.bridge_conversation import BridgeConversation
from ivr.conversation import Conversation
from ivr.notice_calls import NoticeCalls
from ivr.prompts import PromptBook
from ivr.recorder_calls import RecorderCalls
from ivr.text_conversation import TextConversation
from ivr.volunteer_calls import VolunteerCalls
from ivr.webhooks.bridge import bridge_blueprint, bridge_sounds_blueprint
from ivr.webhooks.guard import guard_with
from ivr.webhooks.messages import messages_blueprint
from ivr.webhooks.notice_call import notice_call_blueprint
from ivr.webhooks.prompts import prompts_blueprint
from ivr.webhooks.recorder import recorder_blueprint, takes_blueprint
from ivr.webhooks.voice import voice_blueprint
from ivr.webhooks.volunteer import heard_blueprint, volunteer_blueprint


def register_bridges(
    app: Flask, conversation: BridgeConversation, signature: WebhookSignature
) -> None:
    """Mount /twilio/bridge/..., and the safe word, whose address is worth something for a minute."""
    legs = bridge_blueprint(conversation)
    guard_with(legs, signature)
    app.register_blueprint(legs, url_prefix="/twilio")
    app.register_blueprint(bridge_sounds_blueprint(conversation), url_prefix="/twilio")


def register_notice_calls(app: Flask, calls: NoticeCalls, signature: WebhookSignature) -> None:
    """Mount /twilio/notice-call/..."""
    notices = notice_call_blueprint(calls)
    guard_with(notices, signature)
    app.register_blueprint(notices, url_prefix="/twilio")


def register_webhooks(
    app: Flask,
    conversation: Conversation,
    texts: TextConversation,
    signature: WebhookSignature,
    book: PromptBook,
    volunteers: VolunteerCalls,
    sound_at: Callable[[str], bytes | None],
    recorder: RecorderCalls | None = None,
) -> None:
    """Mount /twilio/...; but for what is played, nothing passes without a signature."""
    for blueprint in (
        voice_blueprint(conversation, recorder.begin)
        if recorder
        else voice_blueprint(conversation),
        messages_blueprint(texts),
        volunteer_blueprint(volunteers),
    ):
        guard_with(blueprint, signature)
        app.register_blueprint(blueprint, url_prefix="/twilio")
    if recorder is not None:
        lines = recorder_blueprint(recorder)
        guard_with(lines, signature)
        app.register_blueprint(lines, url_prefix="/twilio")
        app.register_blueprint(takes_blueprint(recorder), url_prefix="/twilio")
    app.register_blueprint(heard_blueprint(sound_at, signature), url_prefix="/twilio")
    app.register_blueprint(prompts_blueprint(book, conversation.board_sound), url_prefix="/twilio")
