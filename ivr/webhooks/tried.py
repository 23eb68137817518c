"""The one place where a webhook is tried again: the database was busy or away for a moment.

The carrier does not come back after a fault of ours (reference 1.2), so a conflict that would
pass by itself would cost a text. Trying again is safe for the same reason as a webhook that
comes twice: whatever it does once hangs on the sid that it names (services/webhooks.py).
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable

from hotline.errors import StoreBusy

_log = logging.getLogger("hotline.webhooks")

#: Seconds before each further try, more or less: of two who met, one should be first.
PAUSES = (0.1, 0.3, 0.8, 1.6)
#: Seconds after which no new try begins. One try waits for 10.5 s at most (store/turns.py,
#: store/database.py), and the carrier for 15 s in all.
LAST_BEGINNING = 2.5


def tried(act: Callable[[], str]) -> str:
    """What `act` gives. Raises StoreBusy when the time is over, and whatever else goes wrong."""
    begun = time.monotonic()
    for pause in PAUSES:
        try:
            return act()
        except StoreBusy:
            pause *= random.uniform(0.5, 1.5)  # noqa: S311
            if time.monotonic() + pause - begun > LAST_BEGINNING:
                raise
            _log.info("webhook-tried-again")
            time.sleep(pause)
    return act()
