"""The only place where ports meet adapters."""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from functools import cache, partial
from urllib.parse import urlsplit

from flask import Flask
from redis.exceptions import RedisError

from hotline.adapters.apprise_messenger import AppriseMessenger
from hotline.adapters.escalation_file import load_policy, policy_path
from hotline.adapters.logging import set_up_logging
from hotline.adapters.own_replies import load_replies, replies_path
from hotline.adapters.pins import Argon2Pins
from hotline.adapters.redis_server import redis_url as embedded_redis_url
from hotline.adapters.redis_server import socket_path
from hotline.adapters.rq_queue import RqJobQueue, connect
from hotline.adapters.signature import WebhookSignature
from hotline.adapters.signs_of_life import is_alive
from hotline.adapters.speech_models import SpeechModels
from hotline.adapters.twilio import TwilioCarrier
from hotline.adapters.vault import MasterVault
from hotline.adapters.web_push import WebPush
from hotline.clock import Clock, SystemClock
from hotline.config import Settings
from hotline.domain.outbox import QUEUES
from hotline.domain.wall_clock import zone_named
from hotline.errors import SettingsError
from hotline.ports import JobQueue, Ports, Readiness
from hotline.services.phone_desk import sound_at
from hotline.store.database import open_database
from hotline.store.readiness import database_state, master_key_fits
from hotline.store.unit_of_work import StoreUnitOfWork
from hotline.web import register_pages
from hotline.web.health import register_health
from hotline.web.languages import name_for
from hotline.web.live import LivePages
from ivr.bridge_conversation import BridgeConversation
from ivr.conversation import Conversation
from ivr.flows.library import FlowLibrary, default_flow_path
from ivr.flows.line_words import topics_of
from ivr.flows.model import Flow
from ivr.flows.yaml_nodes import FlowMistakes
from ivr.notice_calls import NoticeCalls
from ivr.prompt_readiness import unsaid
from ivr.prompts import PromptBook
from ivr.recorder import PromptRecorder
from ivr.recorder_calls import RecorderCalls
from ivr.recorder_desk import RecorderDesk
from ivr.text_conversation import TextConversation
from ivr.volunteer_calls import VolunteerCalls
from ivr.webhooks import register_bridges, register_notice_calls, register_webhooks
from workers.jobs import Workshop
from workers.speech import FencedTranscriber, SpeechProcess

_log = logging.getLogger("hotline")


class NoJobQueue:
    """For commands that run without Redis: the relay will find their rows."""

    def enqueue(self, rows: object) -> bool:
        return False

    def announce(self) -> None:
        return None


def build_flows(settings: Settings) -> FlowLibrary:
    """The flow, its last good version live.

    A file that is wrong at the start is refused with all its mistakes, unless an earlier
    start kept a good copy: then that one answers the phone, and the log says so.
    """
    path = settings.flow_path
    if path is None:
        return FlowLibrary(default_flow_path())
    last_good = settings.data_dir / "flow-last-good.yaml"
    try:
        library = FlowLibrary(path)
    except (FlowMistakes, OSError, UnicodeDecodeError) as error:
        if not last_good.exists():
            raise SettingsError(f"HOTLINE_FLOW cannot be used.\n{error}") from None
        _log.error("flow-refused-last-good-kept")
        return FlowLibrary(last_good)
    last_good.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    return library


def _readiness(settings: Settings, flow: Flow) -> Readiness:
    """What is asked before a shift; the catalogs are read when it is asked first."""
    models = SpeechModels(settings.data_dir / "models", settings.models_dir)

    @cache
    def book() -> PromptBook:
        loaded = PromptBook.load(data_dir=settings.data_dir, stand_ins=settings.stand_ins)
        return loaded.with_chains(flow.chains)

    return Readiness(
        unsaid=lambda language: unsaid(book(), flow, language),
        is_written_down=lambda language: models.find(language) is not None,
        silent_parts=lambda: _silent_parts(settings),
    )


def _silent_parts(settings: Settings) -> tuple[str, ...]:
    """Workers of which no sign of life comes; nothing where no Redis is known."""
    url = settings.redis_url
    if url is None and socket_path(settings.data_dir).exists():
        url = embedded_redis_url(settings.data_dir)
    if url is None:
        return ()
    try:
        connection = connect(url)
        return tuple(name for name in (*QUEUES, "relay") if not is_alive(connection, name))
    except RedisError:
        return ("redis",)


def build_ports(
    settings: Settings, jobs: JobQueue | None = None, clock: Clock | None = None
) -> Ports:
    """What the services reach: database, vault, texts. Raises SettingsError."""
    clock = clock or SystemClock()
    vault = MasterVault(settings.require_master_key())
    engine = open_database(settings.database_url)
    if not master_key_fits(engine, vault):
        raise SettingsError(
            "The master key is not the one under which this database was sealed: give the right "
            "one (HOTLINE_MASTER_KEY, HOTLINE_MASTER_KEY_FILE, or master.key in the data folder)."
        )
    flow = build_flows(settings).current()
    mail_secret = settings.mail_account
    policy = load_policy(policy_path(settings.escalation_file, settings.data_dir))
    return Ports(
        clock=clock,
        unit_of_work=StoreUnitOfWork(engine, vault, clock, jobs or NoJobQueue()),
        vault=vault,
        pins=Argon2Pins(),
        texts=PromptBook.load().with_chains(flow.chains),
        default_language=flow.languages[0],
        hotline_name=flow.name,
        zone=zone_named(settings.time_zone),
        cover=settings.cover,
        preflight_ahead=settings.preflight_ahead,
        readiness=_readiness(settings, flow),
        languages=tuple(flow.languages),
        topics=tuple(topics_of(flow)),
        topic_words={name: tuple(each.words) for name, (_, each) in topics_of(flow).items()},
        chains=flow.chains,
        language_name=name_for,
        money=settings.money,
        own_numbers=settings.own_numbers,
        house=replace(
            settings.house,
            replies=load_replies(replies_path(settings.replies_file, settings.data_dir)),
        ),
        live=policy.ring.over(settings.live) if settings.live else None,
        whatsapp_templates=settings.whatsapp_templates,
        messenger=AppriseMessenger(mail_secret.reveal() if mail_secret else None),
        push=_push(settings),
        policy=policy,
    )


def _push(settings: Settings) -> WebPush | None:
    """Notices in browsers; None where the network wants none, or no page can ask for them."""
    if settings.push_hosts is None or settings.public_url is None:
        return None
    contact = settings.security_contact or ""
    if not contact.startswith("mailto:"):
        contact = f"https://{urlsplit(settings.public_url).hostname}"
    secret = MasterVault(settings.require_master_key()).derive_secret("web push 1")
    return WebPush(secret, contact, hosts=settings.push_hosts)


def build_workshop(settings: Settings) -> Workshop:
    """The tools of a worker. The decoding process starts with its first job."""
    jobs = RqJobQueue(connect(settings.require_redis_url()))
    models = SpeechModels(settings.data_dir / "models", settings.models_dir)
    return Workshop(
        ports=build_ports(settings, jobs),
        carrier=TwilioCarrier(
            settings.require_carrier(),
            settings.require_phone_number(),
            settings.require_public_url(),
        ),
        transcriber=FencedTranscriber(models, SpeechProcess(models=models.roots())),
    )


def prompt_in_the_fence(sound: bytes) -> bytes:
    """A recording made fit for the phone in a decoding process that lives as long as that.

    Raises BadRecording, TranscriptionFailed.
    """
    process = SpeechProcess()
    try:
        return process.as_prompt(sound)
    finally:
        process.close()


def _recorder_calls(
    settings: Settings, ports: Ports, recorder: PromptRecorder, book: PromptBook
) -> RecorderCalls | None:
    """Recording by phone; None where no number of our own is known."""
    if settings.phone_number is None:
        return None
    public_url = settings.require_public_url()
    carrier = TwilioCarrier(settings.require_carrier(), settings.phone_number, public_url)
    desk = RecorderDesk(ports, settings.data_dir)
    return RecorderCalls(recorder, desk, book, carrier, public_url)


def create_app(settings: Settings, clock: Clock | None = None) -> Flask:
    """The web application: webhooks, pages and health. Raises SettingsError when unsafe."""
    redis_url = settings.require_redis_url()
    public_url = settings.require_public_url()
    jobs = RqJobQueue(connect(redis_url))
    ports = build_ports(settings, jobs, clock)
    app = Flask("hotline.web")
    app.config.update(
        SECRET_KEY=MasterVault(settings.require_master_key()).derive_secret("pages 1"),
        PUBLIC_URL=public_url,
        SECURITY_CONTACT=settings.security_contact,
        PUBLIC_FIGURES=settings.public_figures,
        MAX_CONTENT_LENGTH=64 * 1024,
    )
    book = PromptBook.load(data_dir=settings.data_dir, stand_ins=settings.stand_ins)
    flows = build_flows(settings)
    volunteers = VolunteerCalls(ports, flows, book, public_url)
    conversation = Conversation(
        ports,
        flows,
        book,
        public_url,
        settings.language_numbers,
        settings.relay_numbers,
        volunteers=volunteers,
        volunteer_number=settings.volunteer_number,
    )
    signature = WebhookSignature(settings.require_carrier(), public_url)
    texts = TextConversation(ports, build_flows(settings), book)
    recorder = PromptRecorder(ports, flows, book, settings.data_dir, prompt_in_the_fence)
    register_webhooks(
        app,
        conversation,
        texts,
        signature,
        book,
        volunteers,
        partial(sound_at, ports),
        _recorder_calls(settings, ports, recorder, book),
    )
    register_bridges(app, BridgeConversation(ports, book, public_url), signature)
    register_notice_calls(app, NoticeCalls(ports, book, volunteers, public_url), signature)
    engine = open_database(settings.database_url)
    register_health(app, partial(database_state, engine), partial(connect, redis_url))
    live = LivePages(partial(connect, redis_url, patient=True))
    app.extensions["hotline-live-stop"] = live.stop
    register_pages(app, ports, live, flows, book, recorder)
    return app


def create_app_from_env() -> Flask:
    """For a WSGI server: settings from the environment."""
    set_up_logging()
    return create_app(Settings.from_env(os.environ))
