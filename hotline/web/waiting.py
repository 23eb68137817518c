"""How long somebody has been waiting, in words. static/queue.js counts in the same steps."""

from __future__ import annotations

from datetime import datetime, timedelta

from babel import Locale
from babel.dates import format_timedelta
from flask_babel import gettext as _

from hotline.web.context import ports
from hotline.web.i18n import page_locale

#: The largest unit that is full, rounded down: nobody is told a longer wait than it is.
_STEPS = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1))


def since(moment: datetime) -> str:
    """'4 minutes', in the page's language."""
    return in_words(ports().clock.now() - moment, page_locale())


def in_words(length: timedelta, locale: Locale) -> str:
    """The length in its largest full unit; under a minute that is said, without a number."""
    for step in _STEPS:
        if length >= step:
            return format_timedelta(step * (length // step), threshold=1, locale=locale)
    return _("less than a minute")


def seconds(count: int) -> str:
    """The length of a recording: in seconds up to two minutes, then in minutes."""
    step = timedelta(seconds=1) if count < 120 else timedelta(minutes=1)
    whole = timedelta(seconds=count) // step
    # A threshold above the number keeps it in this unit ('90 seconds', not '2 minutes').
    return format_timedelta(step * whole, threshold=2, locale=page_locale())
