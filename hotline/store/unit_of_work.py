"""One transaction with every repository; what it asks for outside goes after commit."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from hotline.clock import Clock
from hotline.domain.outbox import OutboxRow
from hotline.errors import StoreBusy
from hotline.ports import JobQueue, Result, Vault
from hotline.store.accounts import SessionRepository, VolunteerRepository
from hotline.store.audit import AuditRepository
from hotline.store.bookings import BookingRepository
from hotline.store.bridges import BridgeRepository, LegRepository
from hotline.store.browsers import BrowserRepository
from hotline.store.call_memory import FlowVersionRepository, PhoneLanguageRepository
from hotline.store.callbacks import AttemptRepository
from hotline.store.calls import CallRepository
from hotline.store.care import CareRepository
from hotline.store.carrier_copies import CarrierCopyRepository
from hotline.store.consents import ConsentRepository
from hotline.store.conversations import ConversationRepository
from hotline.store.database import forget_log
from hotline.store.events import EventRepository
from hotline.store.figures import FigureRepository
from hotline.store.follow_ups import FollowUpRepository
from hotline.store.help_requests import HelpRequestRepository
from hotline.store.hours import HoursRepository
from hotline.store.keys import KeyRepository
from hotline.store.line import LineRepository
from hotline.store.listened import ListenedRepository
from hotline.store.media import MediaRepository
from hotline.store.messages import MessageRepository
from hotline.store.notices import NoticeRepository
from hotline.store.offers import OfferRepository
from hotline.store.opt_outs import OptOutRepository, TextSessionRepository
from hotline.store.outbox import OutboxRepository
from hotline.store.partners import PartnerRepository
from hotline.store.passing import passes_by_itself
from hotline.store.purge import PurgeRepository
from hotline.store.recordings import RecordingRepository
from hotline.store.shift_asks import ShiftAskRepository
from hotline.store.shift_notes import ShiftNoteRepository
from hotline.store.shifts import ShiftRepository
from hotline.store.spending import SpendingRepository
from hotline.store.turns import turns_for

_log = logging.getLogger("hotline.store")


class StoreTransaction:
    """The repositories over one connection; it commits when its block is left well."""

    def __init__(self, connection: object, vault: Vault, clock: Clock) -> None:
        self.keys = KeyRepository(connection, vault)
        self.requests = HelpRequestRepository(connection)
        self.calls = CallRepository(connection)
        self.bridges = BridgeRepository(connection)
        self.legs = LegRepository(connection)
        self.attempts = AttemptRepository(connection)
        self.bookings = BookingRepository(connection)
        self.browsers = BrowserRepository(connection)
        self.recordings = RecordingRepository(connection)
        self.volunteers = VolunteerRepository(connection)
        self.hours = HoursRepository(connection)
        self.shifts = ShiftRepository(connection)
        self.messages = MessageRepository(connection)
        self.notices = NoticeRepository(connection)
        self.offers = OfferRepository(connection)
        self.care = CareRepository(connection)
        self.conversations = ConversationRepository(connection)
        self.opt_outs = OptOutRepository(connection)
        self.text_sessions = TextSessionRepository(connection)
        self.phone_languages = PhoneLanguageRepository(connection)
        self.flow_versions = FlowVersionRepository(connection)
        self.media = MediaRepository(connection)
        self.outbox = OutboxRepository(connection, clock)
        self.events = EventRepository(connection)
        self.audit = AuditRepository(connection)
        self.sessions = SessionRepository(connection)
        self.purge = PurgeRepository(connection)
        self.line = LineRepository(connection)
        self.spending = SpendingRepository(connection)
        self.carrier_copies = CarrierCopyRepository(connection)
        self.consents = ConsentRepository(connection)
        self.partners = PartnerRepository(connection)
        self.figures = FigureRepository(connection)
        self.follow_ups = FollowUpRepository(connection)
        self.listened = ListenedRepository(connection)
        self.shift_asks = ShiftAskRepository(connection)
        self.shift_notes = ShiftNoteRepository(connection)
        self._connection: Connection = connection  # type: ignore[assignment]
        self.announced = False

    def announce(self) -> None:
        """After commit, tell the open pages that the queue has changed."""
        self.announced = True

    def apart(self, act: Callable[[], Result], otherwise: Result) -> Result:
        """Do it; when the database refuses, undo that alone and give `otherwise`."""
        try:
            with self._connection.begin_nested():
                return act()
        except SQLAlchemyError as error:
            _log.error("part-refused", extra={"kind": type(error).__name__})
            return otherwise


class StoreUnitOfWork:
    """Callable that opens a transaction: `with unit_of_work() as tx:`.

    After commit, new outbox rows are enqueued. When that fails nothing
    is lost: the relay finds the rows.
    """

    def __init__(self, engine: Engine, vault: Vault, clock: Clock, jobs: JobQueue) -> None:
        self._engine = engine
        self._vault = vault
        self._clock = clock
        self._jobs = jobs
        self._turns = turns_for(engine)

    @contextmanager
    def __call__(self, *, read_only: bool = False) -> Iterator[StoreTransaction]:
        """`read_only` never waits for a writer; writing in it anyway is an error.

        Raises StoreBusy when the database was busy or away; nothing is written then, unless
        the connection was lost in the middle of the commit: then nobody knows.
        """
        engine, turn = self._engine, self._turns
        if read_only:
            engine, turn = engine.execution_options(hotline_read_only=True), nullcontext
        with turn():
            with _told_when_busy(), engine.begin() as connection:
                tx = StoreTransaction(connection, self._vault, self._clock)
                yield tx
            if tx.keys.destroyed:
                # Within the turn: it keeps all writers out while it waits for a reader.
                forget_log(self._engine)
        new_rows: list[OutboxRow] = tx.outbox.take_new()
        if new_rows:
            self._jobs.enqueue(new_rows)
        if tx.announced:
            self._jobs.announce()


@contextmanager
def _told_when_busy() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        if passes_by_itself(error):
            raise StoreBusy from error
        raise
