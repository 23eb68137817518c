"""Browsers in which a volunteer wants notices: what each gave us, and how long a notice is good."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from hotline.types import Sealed

#: More browsers than this are forgotten ones.
MOST_BROWSERS = 5
#: A notice that a browser did not take within this time is not shown late: the queue has moved on.
NOTICE_LIVES = timedelta(minutes=5)
#: A newer notice takes the place of one that still waits at the push service (RFC 8030, 5.4).
TOPIC = "requests"


@dataclass(frozen=True)
class Subscription:
    """Where a browser takes notices (RFC 8030), and for which eyes (RFC 8291).

    `public` and `auth` are the browser's key and secret, `ours` the key of this hotline under
    which it agreed to take them; all in base64url without padding. The address alone lets
    nobody read or write a notice, but it tells who makes the browser: it is kept sealed.
    """

    endpoint: str
    public: str
    auth: str
    ours: str = ""


@dataclass(frozen=True)
class Browser:
    """One browser of one volunteer. `gone_at`: it takes no notices any more, and why is not known."""

    id: str
    volunteer_id: str
    subscription: Sealed | None
    since: datetime
    gone_at: datetime | None = None


def subscription_to_json(subscription: Subscription) -> str:
    return json.dumps(asdict(subscription))


def subscription_from_json(text: str) -> Subscription:
    return Subscription(**json.loads(text))
