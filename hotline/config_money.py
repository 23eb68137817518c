"""Settings about money: the day's budget, prices, and the countries that may be texted."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

import phonenumbers

from hotline.domain.spending import MILLION, MoneyRules
from hotline.errors import SettingsError

_DEFAULTS = MoneyRules()
#: More than a mutual-aid network spends in a day is a slip of the pen.
_MOST = Decimal(100_000)


def read_money(environ: Mapping[str, str]) -> MoneyRules:
    """HOTLINE_DAY_BUDGET, HOTLINE_TEXT_PRICE, HOTLINE_CALL_MINUTE_PRICE, HOTLINE_TEXT_COUNTRIES.

    Amounts are written in the carrier's currency (25 or 0.0079). Raises SettingsError.
    """
    return MoneyRules(
        day_budget=_amount(environ, "HOTLINE_DAY_BUDGET", _DEFAULTS.day_budget),
        text_price=_amount(environ, "HOTLINE_TEXT_PRICE", _DEFAULTS.text_price),
        call_minute_price=_amount(
            environ, "HOTLINE_CALL_MINUTE_PRICE", _DEFAULTS.call_minute_price
        ),
        countries=_countries(environ.get("HOTLINE_TEXT_COUNTRIES", "")),
    )


def _amount(environ: Mapping[str, str], name: str, default: int) -> int:
    written = environ.get(name, "").strip()
    if not written:
        return default
    try:
        amount = Decimal(written)
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount <= _MOST:
        raise SettingsError(f"{name} is not an amount of money: write it as 20 or 0.0083.")
    return int(amount * MILLION)


def _countries(written: str) -> frozenset[str]:
    """'US, CA, MX': two letters a country, as ISO 3166 writes them."""
    named = frozenset(part.strip().upper() for part in written.split(",") if part.strip())
    unknown = sorted(named - phonenumbers.SUPPORTED_REGIONS)
    if unknown:
        raise SettingsError(
            "HOTLINE_TEXT_COUNTRIES names a country that there is not: write two letters for "
            "each, as US,CA,MX."
        )
    return named or _DEFAULTS.countries
