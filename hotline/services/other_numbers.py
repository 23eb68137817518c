"""A number that a caller keyed in, at which they want to be called (V15, E2, F1).

Nobody knows whose it is. So it may be called and never texted, it finds no request, it is
rung a few times a day whatever asks for it, and what its owner wished for holds. None of
that is told when it is keyed in: nobody learns here whether we know a number.
"""

from __future__ import annotations

from dataclasses import dataclass

from hotline.domain.help_requests import HelpRequest
from hotline.domain.limits import KEYED_NUMBER_RUNG
from hotline.errors import KeyLost, NotAPhoneNumber
from hotline.ports import Ports, Transaction
from hotline.services.reach import is_ordinary
from hotline.types import PhoneNumber

#: What leads abroad: from North America, and from most of the world.
_ABROAD = ("011", "00")


@dataclass(frozen=True)
class Keyed:
    """What was keyed in: a number, or none; `dear` when it is one that we do not call."""

    number: PhoneNumber | None = None
    dear: bool = False


def number_keyed(ports: Ports, digits: str) -> Keyed:
    """The number that these keys mean, if it is an ordinary phone of the allowed countries."""
    dear = False
    for text, region in _readings(ports, digits):
        try:
            number = PhoneNumber.parse(text, region)
        except NotAPhoneNumber:
            continue
        if is_ordinary(ports, number) and number not in ports.own_numbers:
            return Keyed(number)
        dear = True
    return Keyed(dear=dear)


def other_number(tx: Transaction, request: HelpRequest) -> PhoneNumber | None:
    """The number that the person of this request keyed in, if there is one."""
    if request.other_contact is None:
        return None
    try:
        key = tx.keys.open(request.key_id)
        return PhoneNumber(key.open_text("contact", request.other_contact))
    except KeyLost:
        return None


def wants_silence(ports: Ports, tx: Transaction, number: PhoneNumber) -> bool:
    """True when whoever has this number wants to hear nothing from us (T5)."""
    return tx.opt_outs.has(number.marks(ports.vault.fingerprint).opt_out)


def has_been_rung_enough(ports: Ports, tx: Transaction, number: PhoneNumber) -> bool:
    """True when it rests, whichever requests it was rung for."""
    since = ports.clock.now() - KEYED_NUMBER_RUNG.within
    return tx.sessions.count_tries(_mark(ports, number), since) >= KEYED_NUMBER_RUNG.count


def note_rung(ports: Ports, tx: Transaction, number: PhoneNumber) -> None:
    """It is rung now."""
    tx.sessions.note_try(_mark(ports, number), ports.clock.now())


def _mark(ports: Ports, number: PhoneNumber) -> str:
    return number.marks(ports.vault.fingerprint).rung


def _readings(ports: Ports, digits: str) -> list[tuple[str, str]]:
    """In each allowed country, at home first; with a prefix, in the whole world."""
    abroad = [
        (f"+{digits.removeprefix(prefix)}", "ZZ") for prefix in _ABROAD if digits.startswith(prefix)
    ]
    regions = sorted(ports.money.countries, key=lambda region: (region != "US", region))
    return abroad[:1] or [(digits, region) for region in regions]
