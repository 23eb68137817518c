"""What a day may cost at the carrier, and when somebody must look (promise F3).

Money is counted in millionths of the carrier's currency (a dollar is 1,000,000), so that
a share of a cent is a whole number. Prices are estimates that stand in the settings: the
breaker is there to end a flood, not to keep the books.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from hotline.domain.segments import segments

MILLION = 1_000_000
#: Shares of the day's budget, in percent, at which coordinators are told; at the last,
#: what goes out by itself stops.
ALARMS = (50, 80, 100)


@dataclass(frozen=True)
class MoneyRules:
    """The day's budget, prices, and the countries whose ordinary phones may be texted.

    The default prices are a US long code's with carrier fees, rounded up (2026).
    """

    day_budget: int = 20 * MILLION
    text_price: int = 12_000
    call_minute_price: int = 15_000
    countries: frozenset[str] = frozenset({"US", "CA"})

    def price_of_text(self, body: str) -> int:
        """A text of so many segments."""
        return segments(body) * self.text_price

    def price_of_call(self, seconds: int) -> int:
        """A call; carriers count begun minutes."""
        return ceil(max(seconds, 1) / 60) * self.call_minute_price


DEFAULT_MONEY = MoneyRules()


def alarm_due(spent: int, budget: int) -> int:
    """The highest share of ALARMS that has been reached, or 0."""
    reached = [share for share in ALARMS if spent * 100 >= share * budget]
    return max(reached, default=0)
