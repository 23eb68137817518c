"""The spend breaker: what goes out by itself stops when the day's money is spent (F3).

It is asked in the transaction that writes a text down. Closed for money when it cannot be
asked: a fault of the counting costs an answer, never the words that came. What people do
with their own hands goes on past the budget and is counted: the answers to a volunteer's
own text, sign-in codes, and what a volunteer writes or dials. Without them nobody could
take the requests that a flood buries.
"""

from __future__ import annotations

from dataclasses import dataclass

from hotline.domain.spending import ALARMS, alarm_due
from hotline.domain.volunteers import Volunteer
from hotline.ports import Ports, Transaction
from hotline.services.written_texts import write_text_to_volunteer

#: The day's last alarm, and the texts that say so.
_STOPPED = ALARMS[-1]
_ALARM_TEXTS = {50: "money.half", 80: "money.most", _STOPPED: "money.stopped"}


@dataclass(frozen=True)
class MoneyNow:
    """How the day stands, for pages and doctor. `percent` may be above 100."""

    percent: int
    stopped: bool


def take(ports: Ports, tx: Transaction, price: int) -> bool:
    """True when something automatic may go out for this price; it is counted then."""
    return tx.apart(lambda: _take(ports, tx, price), False)


def note(ports: Ports, tx: Transaction, price: int) -> None:
    """Count what a person asked for with their own hands; it is never refused."""
    tx.apart(lambda: _note(ports, tx, price), None)


def money_now(ports: Ports, tx: Transaction) -> MoneyNow:
    """Today's share of the budget, and whether automatic texts have stopped."""
    budget = ports.money.day_budget
    spent = tx.spending.of_day(ports.clock.now().date())
    percent = spent * 100 // budget if budget else 100
    return MoneyNow(percent, tx.spending.was_warned(ports.clock.now().date(), _STOPPED))


def _take(ports: Ports, tx: Transaction, price: int) -> bool:
    today = ports.clock.now().date()
    # What the alarms themselves cost is kept back, so that a flood cannot eat it.
    most = ports.money.day_budget - _cost_of_alarms(ports, tx)
    if not tx.spending.take(today, price, most):
        _tell(ports, tx, _STOPPED)
        return False
    _tell_if_due(ports, tx)
    return True


def _note(ports: Ports, tx: Transaction, price: int) -> None:
    tx.spending.note(ports.clock.now().date(), price)
    _tell_if_due(ports, tx)


def _tell_if_due(ports: Ports, tx: Transaction) -> None:
    budget = ports.money.day_budget
    share = alarm_due(tx.spending.of_day(ports.clock.now().date()), budget)
    if share:
        _tell(ports, tx, share)


def _tell(ports: Ports, tx: Transaction, share: int) -> None:
    """Once a day and share: a text to every coordinator, and a line on their pages."""
    if not tx.spending.warn_once(ports.clock.now().date(), share):
        return
    tx.announce()
    for volunteer in _coordinators(tx):
        language = volunteer.languages[0] if volunteer.languages else ports.default_language
        text = ports.texts.text(_ALARM_TEXTS[share], language, name=ports.hotline_name)
        write_text_to_volunteer(ports, tx, volunteer, text)
        tx.spending.note(ports.clock.now().date(), ports.money.price_of_text(text))


def _cost_of_alarms(ports: Ports, tx: Transaction) -> int:
    """Two segments for each coordinator and alarm."""
    return 2 * ports.money.text_price * len(ALARMS) * tx.volunteers.count_coordinators()


def _coordinators(tx: Transaction) -> list[Volunteer]:
    return [each for each in tx.volunteers.all() if each.is_coordinator]
