"""An envelope goes to a partner, once and only with the yes; what the partner says comes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hotline.domain.help_requests import HelpRequest
from hotline.domain.outbox import OutboxKind
from hotline.domain.partners import (
    ANSWERS,
    Consent,
    Field,
    Passing,
    StoredPassing,
    Way,
    part_of,
)
from hotline.errors import CarrierRefused, NotFound, PartnerRefused, TextRefused
from hotline.ports import Carrier, Ports, Transaction
from hotline.services import spending
from hotline.services.conversation import held, write_in
from hotline.services.partner_consents import (
    OpenedConsent,
    consent_in,
    content_of,
    envelope_of,
    opened,
)
from hotline.services.partners import Partner, card_of, partners_in
from hotline.types import Language, MessageSid, PhoneNumber, new_id


@dataclass(frozen=True)
class Step:
    """One question and what came of it, for the page. `to_show` is what the volunteer passes on."""

    consent: OpenedConsent
    passing: StoredPassing | None
    way: Way
    to_show: str = ""


@dataclass(frozen=True)
class PartnerView:
    """All that the holder's page says of partners."""

    partners: tuple[Partner, ...] = ()
    steps: tuple[Step, ...] = ()
    language: Language | None = None


def pass_on(
    ports: Ports, volunteer_id: str, code: str, consent_id: str, fields: Iterable[str]
) -> StoredPassing:
    """Pass on these of the consented fields; shown at once, or sent by a worker.

    Raises NotFound, NotYours, PartnerRefused: no-consent, not-consented, nothing, answered.
    """
    now = ports.clock.now()
    with ports.unit_of_work() as tx:
        request = held(tx, volunteer_id, code)
        consent = consent_in(tx, request, consent_id)
        if consent.state is not Consent.YES:
            raise PartnerRefused("no-consent")
        part = part_of(envelope_of(tx, request, consent), fields)
        partner = tx.partners.by_id(consent.partner_id)
        if partner is None:
            raise NotFound("There is no such partner.")
        is_shown = card_of(tx, partner).way is Way.SCREEN
        passing = StoredPassing(
            id=new_id(),
            consent_id=consent_id,
            request_id=request.id,
            fields=tuple(part),
            state=Passing.SENT if is_shown else Passing.WAITING,
            volunteer_id=volunteer_id,
            at=now,
            sent_at=now if is_shown else None,
        )
        if not tx.partners.pass_on(passing):
            raise PartnerRefused("answered")
        if not is_shown:
            tx.outbox.add(OutboxKind.TO_PARTNER, passing.id)
        tx.audit.write(volunteer_id, "partner:pass-on", request.id, now)
        tx.requests.renew(request.id, volunteer_id, now + ports.policy.lease)
        tx.announce()
    return passing


def note_partners_answer(
    ports: Ports, volunteer_id: str, code: str, passing_id: str, answer: Passing
) -> bool:
    """What the partner said; True when the person is told by text, where they allow one.

    Raises NotFound, NotYours, PartnerRefused for an answer that cannot be, or come after this.
    """
    now = ports.clock.now()
    with ports.unit_of_work() as tx:
        request = held(tx, volunteer_id, code)
        passing = tx.partners.passing(passing_id)
        if passing is None or passing.request_id != request.id:
            raise NotFound("There is no such question.")
        before = [Passing.SENT, Passing.ACCEPTED, Passing.FAILED]
        if answer not in ANSWERS or not tx.partners.move(passing.id, answer, now, before):
            raise PartnerRefused("answered")
        tx.audit.write(volunteer_id, f"partner:{answer.value}", request.id, now)
        tx.announce()
        text = ports.texts.text(f"partner.{answer.value}", request.language)
        try:
            write_in(ports, tx, volunteer_id, request, text)
        except TextRefused:
            # Then their number tells it when they call.
            return False
        return True


def send_envelope(ports: Ports, carrier: Carrier, passing_id: str) -> None:
    """Send what waits, or ask a partner who was told to erase it. Asked for by the outbox.

    The yes is looked at once more here. Raises CarrierUnavailable to be tried again.
    """
    with ports.unit_of_work() as tx:
        passing = tx.partners.passing(passing_id)
        consent = tx.partners.consent(passing.consent_id) if passing else None
        request = tx.requests.by_id(passing.request_id) if passing else None
        partner = tx.partners.by_id(consent.partner_id) if consent else None
        if passing is None or consent is None or request is None:
            return
        if partner is None:
            # Taken off the list meanwhile.
            _finish(ports, tx, passing, Passing.FAILED)
            return
        card = card_of(tx, partner)
        language = card.languages[0] if card.languages else ports.default_language
        if passing.state is Passing.TAKEN_BACK:
            if passing.sent_at is None:
                return
            words = ports.texts.text(
                "partner.taken_back",
                language,
                name=ports.texting_name,
                reference=passing.reference,
            )
        elif passing.state in (Passing.WAITING, Passing.TRYING) and consent.state is Consent.YES:
            part = part_of(envelope_of(tx, request, consent), passing.fields)
            words = _letter(ports, passing, part, language)
            tx.partners.move(passing.id, Passing.TRYING, ports.clock.now(), [Passing.WAITING])
        else:
            return
        phone = PhoneNumber.parse(card.address) if card.way is Way.TEXT else None
        if phone and tx.opt_outs.has(phone.marks(ports.vault.fingerprint).opt_out):
            _finish(ports, tx, passing, Passing.FAILED)
            return
        if phone:
            spending.note(ports, tx, ports.money.price_of_text(words))
    ended = Passing.SENT
    try:
        if phone:
            _text(carrier, phone, words, passing)
        elif card.way is Way.MAIL and ports.messenger is not None:
            ports.messenger.send(card.address, words)
    except CarrierRefused:
        ended = Passing.FAILED
    with ports.unit_of_work() as tx:
        _finish(ports, tx, passing, ended)


def give_up_on_envelope(ports: Ports, passing_id: str) -> None:
    """After all its tries: the page says that it did not arrive."""
    with ports.unit_of_work() as tx:
        passing = tx.partners.passing(passing_id)
        if passing is not None:
            _finish(ports, tx, passing, Passing.FAILED)


def partner_view(ports: Ports, volunteer_id: str, code: str) -> PartnerView:
    """For the one who holds the request; empty for everybody else."""
    with ports.unit_of_work(read_only=True) as tx:
        request = tx.requests.by_code(code)
        if request is None or request.claimed_by != volunteer_id:
            return PartnerView()
        steps = tuple(
            _step(ports, tx, request, each.id) for each in tx.partners.consents_of(request.id)
        )
        return PartnerView(tuple(partners_in(tx)), steps, request.language)


def told_by_receipt(tx: Transaction, request: HelpRequest) -> str:
    """How the latest passing on stands, in a word of `Passing` that a receipt tells; else ''."""
    for consent in reversed(tx.partners.consents_of(request.id)):
        passing = tx.partners.passing_of(consent.id)
        if passing and passing.state in (Passing.SENT, *ANSWERS):
            return passing.state.value
    return ""


def _step(ports: Ports, tx: Transaction, request: HelpRequest, consent_id: str) -> Step:
    consent = consent_in(tx, request, consent_id)
    partner = tx.partners.by_id(consent.partner_id)
    card = card_of(tx, partner)
    passing = tx.partners.passing_of(consent_id)
    to_show = ""
    if passing and passing.state is Passing.SENT and card.way is Way.SCREEN:
        language = card.languages[0] if card.languages else ports.default_language
        part = _still_consented(envelope_of(tx, request, consent), passing.fields)
        to_show = _letter(ports, passing, part, language)
    return Step(opened(ports, tx, request, consent), passing, card.way, to_show)


def _still_consented(envelope: dict[Field, str], fields: Iterable[Field]) -> dict[Field, str]:
    return {field: envelope[field] for field in fields if field in envelope}


def _letter(
    ports: Ports, passing: StoredPassing, part: dict[Field, str], language: Language
) -> str:
    return ports.texts.text(
        "partner.envelope",
        language,
        name=ports.hotline_name,
        reference=passing.reference,
        content=content_of(ports, part, language),
    )


def _text(carrier: Carrier, phone: PhoneNumber, words: str, passing: StoredPassing) -> None:
    sid: MessageSid | None = None
    if passing.state in (Passing.TRYING, Passing.TAKEN_BACK):
        # An attempt that gave no answer may have gone out all the same.
        sid = carrier.find_text(phone, words, passing.at)
    if sid is None:
        carrier.send_text(phone, words, passing.id)


def _finish(ports: Ports, tx: Transaction, passing: StoredPassing, ended: Passing) -> None:
    """A take-back in between stands, and a partner who was told all the same hears of it."""
    if passing.state is Passing.TAKEN_BACK:
        return
    now = ports.clock.now()
    under_way = [Passing.WAITING, Passing.TRYING]
    if tx.partners.move(passing.id, ended, now, under_way, sent=ended is Passing.SENT):
        tx.announce()
    elif ended is Passing.SENT and tx.partners.move(
        passing.id, Passing.TAKEN_BACK, now, [Passing.TAKEN_BACK], sent=True
    ):
        tx.outbox.add(OutboxKind.TO_PARTNER, passing.id)
