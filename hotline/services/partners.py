"""The network's partners: kept by coordinators, sealed, each under a key of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hotline.domain.partners import (
    LONGEST_FIELD,
    LONGEST_NAME,
    MOST_PARTNERS,
    Card,
    StoredPartner,
    Way,
    card_from_json,
    card_to_json,
)
from hotline.errors import KeyLost, NotAPhoneNumber, NotFound, PartnerRefused
from hotline.ports import Ports, Transaction
from hotline.services.reach import is_ordinary
from hotline.types import PhoneNumber, Sealed, new_id


@dataclass(frozen=True)
class Partner:
    """One partner, opened."""

    id: str
    card: Card


def list_partners(ports: Ports) -> list[Partner]:
    """All of them by name."""
    with ports.unit_of_work(read_only=True) as tx:
        return partners_in(tx)


def partners_in(tx: Transaction) -> list[Partner]:
    opened = [Partner(each.id, card_of(tx, each)) for each in tx.partners.all()]
    return sorted(opened, key=lambda each: each.card.name.casefold())


def add_partner(ports: Ports, coordinator_id: str, card: Card) -> str:
    """Keep a new partner; its id. Raises PartnerRefused."""
    card = _checked(ports, card)
    now = ports.clock.now()
    with ports.unit_of_work() as tx:
        if len(tx.partners.all()) >= MOST_PARTNERS:
            raise PartnerRefused("many")
        key = tx.keys.create()
        sealed = key.seal_text("partner.card", card_to_json(card))
        partner = StoredPartner(new_id(), key.id, sealed)
        tx.partners.add(partner, coordinator_id, now)
        tx.audit.write(coordinator_id, "partner:add", partner.id, now)
        return partner.id


def change_partner(ports: Ports, coordinator_id: str, partner_id: str, card: Card) -> None:
    """Replace its card. Raises NotFound, PartnerRefused."""
    card = _checked(ports, card)
    now = ports.clock.now()
    with ports.unit_of_work() as tx:
        stored = _known(tx, partner_id)
        sealed: Sealed = tx.keys.open(stored.key_id).seal_text("partner.card", card_to_json(card))
        tx.partners.set_card(partner_id, sealed, coordinator_id, now)
        tx.audit.write(coordinator_id, "partner:change", partner_id, now)


def remove_partner(ports: Ports, coordinator_id: str, partner_id: str) -> None:
    """Forget it; its key goes, so that nothing more can be passed on to it. Raises NotFound."""
    with ports.unit_of_work() as tx:
        stored = _known(tx, partner_id)
        tx.partners.remove(partner_id)
        tx.keys.destroy(stored.key_id)
        tx.audit.write(coordinator_id, "partner:remove", partner_id, ports.clock.now())


def card_of(tx: Transaction, stored: StoredPartner | None) -> Card:
    """The opened card; one with a dot for a name when the partner is gone."""
    if stored is None:
        return Card("•")
    try:
        return card_from_json(tx.keys.open(stored.key_id).open_text("partner.card", stored.card))
    except KeyLost:
        return Card("•")


def _known(tx: Transaction, partner_id: str) -> StoredPartner:
    stored = tx.partners.by_id(partner_id)
    if stored is None:
        raise NotFound("There is no such partner.")
    return stored


def _checked(ports: Ports, card: Card) -> Card:
    name, does = " ".join(card.name.split()), " ".join(card.does.split())
    address = card.address.strip()
    if not name or len(name) > LONGEST_NAME:
        raise PartnerRefused("name")
    if len(does) > LONGEST_FIELD:
        raise PartnerRefused("long")
    if not _fits(ports, card.way, address):
        raise PartnerRefused("address")
    languages = tuple(dict.fromkeys(card.languages))
    kept = address if card.way is not Way.SCREEN else ""
    return replace(card, name=name, does=does, languages=languages, address=kept)


def _fits(ports: Ports, way: Way, address: str) -> bool:
    match way:
        case Way.TEXT:
            try:
                return is_ordinary(ports, PhoneNumber.parse(address))
            except NotAPhoneNumber:
                return False
        case Way.MAIL:
            return ports.messenger is not None and ports.messenger.can_use(address)
    return True
