"""Notices in a volunteer's browser: agreed to there, listed, ended, and sent.

The service of the browser's maker carries them. It cannot read them, and learns which browser
is told something by this hotline, and when.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from hotline.domain.browsers import (
    MOST_BROWSERS,
    NOTICE_LIVES,
    Subscription,
    subscription_from_json,
    subscription_to_json,
)
from hotline.errors import BrowserGone, NotFound, TellingRefused
from hotline.ports import Ports, Transaction
from hotline.types import new_id

_PURPOSE = "volunteer.browser"


@dataclass(frozen=True)
class BrowserView:
    """One of a volunteer's own browsers on their page."""

    id: str
    since: datetime
    gone_at: datetime | None


def add_browser(ports: Ports, volunteer_id: str, subscription: Subscription) -> str:
    """Keep what the browser gave, sealed; gives its id. A browser that agrees again stays one.

    Raises NotFound, TellingRefused.
    """
    if ports.push is None or not ports.push.can_use(subscription):
        raise TellingRefused("browser")
    now = ports.clock.now()
    mark = ports.vault.fingerprint("browser", subscription.endpoint)
    with ports.unit_of_work() as tx:
        tx.volunteers.hold([volunteer_id])
        volunteer = tx.volunteers.by_id(volunteer_id)
        if volunteer is None:
            raise NotFound("There is no such volunteer.")
        key = tx.keys.open(volunteer.key_id)
        browser_id = new_id()
        sealed = key.seal_text(_PURPOSE, subscription_to_json(subscription))
        tx.browsers.put(browser_id, volunteer_id, mark, sealed, now)
        if len(living(tx, volunteer_id)) > MOST_BROWSERS:
            raise TellingRefused("browsers")
        tx.audit.write(volunteer_id, "browser:add", browser_id, now)
    return browser_id


def own_browsers(ports: Ports, volunteer_id: str) -> list[BrowserView]:
    """Those that take notices and those that stopped by themselves, the oldest first."""
    with ports.unit_of_work(read_only=True) as tx:
        return [
            BrowserView(each.id, each.since, each.gone_at) for each in tx.browsers.of(volunteer_id)
        ]


def remove_browser(ports: Ports, volunteer_id: str, browser_id: str) -> None:
    """End the notices in one's own browser. Raises NotFound for another's and for none."""
    with ports.unit_of_work() as tx:
        browser = tx.browsers.by_id(browser_id)
        if browser is None or browser.volunteer_id != volunteer_id:
            raise NotFound("There is no such browser.")
        tx.browsers.forget(browser_id)
        tx.audit.write(volunteer_id, "browser:remove", browser_id, ports.clock.now())


def end_in_this_browser(ports: Ports, browser_id: str) -> None:
    """Whoever signs out is told nothing more there. An unknown id is no error."""
    with ports.unit_of_work() as tx:
        tx.browsers.forget(browser_id)


def living(tx: Transaction, volunteer_id: str) -> tuple[str, ...]:
    """The ids of those of a volunteer's browsers that take notices."""
    return tuple(each.id for each in tx.browsers.of(volunteer_id) if each.gone_at is None)


def tell_browser(ports: Ports, browser_id: str, words: str, *, written: datetime) -> None:
    """Send the words to it, unless they are too old. One that takes none any more is let go.

    Raises CarrierUnavailable to be tried again, BrowserGone and CarrierRefused.
    """
    with ports.unit_of_work(read_only=True) as tx:
        browser = tx.browsers.by_id(browser_id)
        volunteer = tx.volunteers.by_id(browser.volunteer_id) if browser else None
        if browser is None or browser.subscription is None or volunteer is None:
            return
        key = tx.keys.open(volunteer.key_id)
        subscription = subscription_from_json(key.open_text(_PURPOSE, browser.subscription))
        language = volunteer.languages[0] if volunteer.languages else ports.default_language
    left = NOTICE_LIVES - (ports.clock.now() - written)
    if ports.push is None or left.total_seconds() <= 0:
        return
    notice = json.dumps({"words": words, "lang": language.tag})
    try:
        ports.push.send(subscription, notice.encode(), left)
    except BrowserGone:
        with ports.unit_of_work() as tx:
            tx.browsers.gone(browser_id, ports.clock.now())
        raise
