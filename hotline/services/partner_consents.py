"""A person is asked whether this may go to this partner, and says yes, no, or takes it back (N4).

What they are asked about is kept sealed with their request: the words that they heard are
the words that may be passed on, and there are no others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hotline.domain.help_requests import HelpRequest
from hotline.domain.outbox import OutboxKind
from hotline.domain.partners import (
    AskedBy,
    Consent,
    Field,
    Passing,
    StoredConsent,
    envelope_from_json,
    envelope_to_json,
    read_envelope,
)
from hotline.errors import KeyLost, NotFound, PartnerRefused
from hotline.ports import Ports, Transaction
from hotline.services.conversation import held, write_in
from hotline.services.partners import card_of
from hotline.types import Language, new_id

#: What may become of a passing when the person takes their yes back.
_STILL_THERE = tuple(each for each in Passing if each is not Passing.TAKEN_BACK)


@dataclass(frozen=True)
class OpenedConsent:
    """One question, opened: `preview` is in the person's language."""

    id: str
    partner: str
    asked_by: AskedBy
    state: Consent
    envelope: Mapping[Field, str]
    preview: str


def ask(
    ports: Ports,
    volunteer_id: str,
    code: str,
    partner_id: str,
    how: AskedBy,
    ticked: Iterable[str],
    words: Mapping[str, str],
) -> str:
    """Keep the question, and send it when it is asked by text; its id.

    Raises NotFound, NotYours, PartnerRefused; TextRefused when it cannot be texted.
    """
    envelope = read_envelope(ticked, words)
    now = ports.clock.now()
    with ports.unit_of_work() as tx:
        request = held(tx, volunteer_id, code)
        partner = tx.partners.by_id(partner_id)
        if partner is None:
            raise NotFound("There is no such partner.")
        key = tx.keys.open(request.key_id)
        consent = StoredConsent(
            id=new_id(),
            request_id=request.id,
            partner_id=partner_id,
            asked_by=how,
            state=Consent.ASKED,
            volunteer_id=volunteer_id,
            at=now,
            envelope=key.seal_text("partner.envelope", envelope_to_json(envelope)),
        )
        for other in tx.partners.consents_of(request.id):
            # One question at a time: an answer can only mean the last.
            tx.partners.say(other.id, Consent.NO, now, only_from=[Consent.ASKED])
        tx.partners.ask(consent)
        tx.audit.write(volunteer_id, "partner:ask", request.id, now)
        if how is AskedBy.TEXT:
            text = preview(ports, card_of(tx, partner).name, envelope, request.language)
            may = ports.texts.text("partner.may", request.language)
            write_in(ports, tx, volunteer_id, request, f"{text} {may}")
        tx.requests.renew(request.id, volunteer_id, now + ports.policy.lease)
        tx.announce()
    return consent.id


def note_answer(ports: Ports, volunteer_id: str, code: str, consent_id: str, yes: bool) -> None:
    """What the person said to the volunteer. Raises NotFound, NotYours, PartnerRefused answered."""
    with ports.unit_of_work() as tx:
        request = held(tx, volunteer_id, code)
        consent = consent_in(tx, request, consent_id)
        if not answer_in(ports, tx, consent, yes, said_to=volunteer_id):
            raise PartnerRefused("answered")


def answer_in(
    ports: Ports, tx: Transaction, consent: StoredConsent, yes: bool, *, said_to: str
) -> bool:
    """The answer, from whoever took it: a volunteer, or the person's own key or text."""
    now = ports.clock.now()
    state = Consent.YES if yes else Consent.NO
    if not tx.partners.say(consent.id, state, now, only_from=[Consent.ASKED]):
        return False
    tx.audit.write(said_to, f"partner:{state.value}", consent.request_id, now)
    tx.announce()
    return True


def note_taken_back(ports: Ports, volunteer_id: str, code: str, consent_id: str) -> None:
    """The person told the volunteer. Raises NotFound, NotYours, PartnerRefused no-consent."""
    with ports.unit_of_work() as tx:
        request = held(tx, volunteer_id, code)
        if not take_back_in(ports, tx, consent_in(tx, request, consent_id), said_to=volunteer_id):
            raise PartnerRefused("no-consent")


def take_back_in(ports: Ports, tx: Transaction, consent: StoredConsent, *, said_to: str) -> bool:
    """Nothing more goes out; a partner who was told already is asked to erase it."""
    now = ports.clock.now()
    both = [Consent.ASKED, Consent.YES]
    if not tx.partners.say(consent.id, Consent.TAKEN_BACK, now, only_from=both):
        return False
    passing = tx.partners.passing_of(consent.id)
    if passing and tx.partners.move(passing.id, Passing.TAKEN_BACK, now, _STILL_THERE):
        tx.outbox.add(OutboxKind.TO_PARTNER, passing.id)
    tx.audit.write(said_to, "partner:take-back", consent.request_id, now)
    tx.announce()
    return True


def take_all_back(ports: Ports, tx: Transaction, request_id: str, *, said_to: str) -> None:
    """Of a request that is erased: partners are told, and the words go with the key."""
    for consent in tx.partners.consents_of(request_id):
        take_back_in(ports, tx, consent, said_to=said_to)
    tx.partners.forget_envelopes(request_id)


def waiting_question(ports: Ports, tx: Transaction, request: HelpRequest) -> OpenedConsent | None:
    """The question that the person has not answered yet, or None."""
    return _latest(ports, tx, request, Consent.ASKED)


def given_yes(ports: Ports, tx: Transaction, request: HelpRequest) -> OpenedConsent | None:
    """The latest yes that still holds, or None."""
    return _latest(ports, tx, request, Consent.YES)


def preview(ports: Ports, partner: str, envelope: Mapping[Field, str], language: Language) -> str:
    """Word by word what is asked: who would be told, and what."""
    content = content_of(ports, envelope, language)
    return ports.texts.text("partner.preview", language, partner=partner, content=content)


def content_of(ports: Ports, envelope: Mapping[Field, str], language: Language) -> str:
    """The fields as sentences; the words in them are the consented ones, in any language."""
    return " ".join(
        ports.texts.text(f"partner.{field.value}", language, words=said)
        for field, said in envelope.items()
    )


def consent_in(tx: Transaction, request: HelpRequest, consent_id: str) -> StoredConsent:
    """The question of this request. Raises NotFound for another request's too."""
    consent = tx.partners.consent(consent_id)
    if consent is None or consent.request_id != request.id:
        raise NotFound("There is no such question.")
    return consent


def envelope_of(tx: Transaction, request: HelpRequest, consent: StoredConsent) -> dict[Field, str]:
    """What was asked about; nothing when it was erased."""
    if consent.envelope is None:
        return {}
    try:
        key = tx.keys.open(request.key_id)
        return envelope_from_json(key.open_text("partner.envelope", consent.envelope))
    except KeyLost:
        return {}


def opened(
    ports: Ports, tx: Transaction, request: HelpRequest, consent: StoredConsent
) -> OpenedConsent:
    envelope = envelope_of(tx, request, consent)
    name = card_of(tx, tx.partners.by_id(consent.partner_id)).name
    words = preview(ports, name, envelope, request.language)
    return OpenedConsent(consent.id, name, consent.asked_by, consent.state, envelope, words)


def _latest(
    ports: Ports, tx: Transaction, request: HelpRequest, state: Consent
) -> OpenedConsent | None:
    found = [each for each in tx.partners.consents_of(request.id) if each.state is state]
    return opened(ports, tx, request, found[-1]) if found else None
