"""Writes the log of consent, which carriers and regulators may ask for (T10)."""

from __future__ import annotations

from collections.abc import Sequence

from hotline.domain.consents import Consent, Keyword
from hotline.ports import Ports, Transaction
from hotline.types import PhoneNumber


def note_consent(ports: Ports, tx: Transaction, number: PhoneNumber, keyword: Keyword) -> None:
    """One line, in the transaction of what it tells."""
    tx.consents.add(Consent(ports.clock.now(), keyword.value, _hash(ports, number)))


def forget_consent(ports: Ports, tx: Transaction, number: PhoneNumber) -> None:
    """Erase what the log has of this number."""
    tx.consents.forget(_hash(ports, number))


def consent_log(ports: Ports) -> Sequence[Consent]:
    """The whole log, the oldest first."""
    with ports.unit_of_work(read_only=True) as tx:
        return tx.consents.all()


def _hash(ports: Ports, number: PhoneNumber) -> str:
    # A kind of its own: the log cannot be joined with requests or opt-outs.
    return ports.vault.fingerprint("consent", number.marks(ports.vault.fingerprint).opt_out)
