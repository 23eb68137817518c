"""Telling a volunteer in the ways they chose: a text, their browsers, and services of their own.

Calls are for waiting requests alone (services/notice_calls.py); all else goes as a text then.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from hotline.domain.delivery import Failure
from hotline.domain.limits import TEST_NOTICES as TESTS
from hotline.domain.outbox import OutboxKind
from hotline.domain.telling import (
    MOST_ADDRESSES,
    Telling,
    telling_from_json,
    telling_to_json,
)
from hotline.domain.volunteers import Volunteer
from hotline.errors import BrowserGone, CarrierRefused, NotFound, TellingRefused
from hotline.ports import Ports, Transaction
from hotline.services.browsers import living, tell_browser
from hotline.services.deliveries import note_failed
from hotline.services.texts_to_volunteers import queue_text_to_volunteer
from hotline.services.written_texts import write_text


def tell(
    ports: Ports,
    tx: Transaction,
    volunteer: Volunteer,
    words: str,
    *,
    automatic: bool,
    rung: bool = False,
) -> bool:
    """Write the words down for each way that they chose; False when none can be gone.

    With `rung` their phone is rung about the same: a text goes only when that comes to nothing.

    What costs money is refused when the day's money is spent; other services cost none.
    """
    telling = telling_of(tx, volunteer)
    told = rung
    for address in telling.addresses:
        _write(ports, tx, volunteer, {"address": address, "words": words})
        told = True
    for browser_id in telling.browsers if ports.push else ():
        _write(ports, tx, volunteer, {"browser": browser_id, "words": words})
        told = True
    if not rung and (telling.text or not told):
        told = queue_text_to_volunteer(ports, tx, volunteer, words, automatic=automatic) or told
    return told


def tell_elsewhere(ports: Ports, message_id: str) -> None:
    """Send one written message to its address. Raises CarrierUnavailable to be tried again."""
    with ports.unit_of_work(read_only=True) as tx:
        message = tx.messages.by_id(message_id)
        if message is None or message.status != "waiting":
            return
        key = tx.keys.open(message.key_id)
        letter = json.loads(key.open_text("message.body", message.body))
        way = ports.push if "browser" in letter else ports.messenger
        if way is None:
            return
    status = "sent"
    try:
        if "browser" in letter:
            tell_browser(ports, letter["browser"], letter["words"], written=message.at)
        elif ports.messenger:
            ports.messenger.send(letter["address"], letter["words"])
    except BrowserGone:
        status = "failed"
        _tell_once_more(ports, message.volunteer_id, letter["words"])
    except CarrierRefused:
        # The other ways and the other volunteers were asked at the same time.
        status = "failed"
    with ports.unit_of_work() as tx:
        sid_fingerprint = ports.vault.fingerprint("sid", message_id)
        tx.messages.set_sid(message_id, sid_fingerprint)
        tx.messages.raise_status(sid_fingerprint, status)
        # A browser says nothing of a phone: its own page says that it stopped (services/browsers).
        if status == "failed" and "browser" not in letter:
            note_failed(ports, tx, message_id, Failure.LOST)


def telling_of(tx: Transaction, volunteer: Volunteer) -> Telling:
    """The ways that this volunteer chose; a text to their phone when they chose none."""
    sealed = tx.care.reach(volunteer.id)
    chosen = Telling()
    if sealed is not None:
        plain = tx.keys.open(volunteer.key_id).open_text("volunteer.reach", sealed)
        chosen = telling_from_json(plain)
    return replace(chosen, browsers=living(tx, volunteer.id))


def own_telling(ports: Ports, volunteer_id: str) -> Telling:
    """The same for their own page."""
    with ports.unit_of_work(read_only=True) as tx:
        volunteer = tx.volunteers.by_id(volunteer_id)
        return telling_of(tx, volunteer) if volunteer else Telling()


def set_telling(ports: Ports, volunteer_id: str, telling: Telling) -> None:
    """Keep the ways, sealed. Raises NotFound, TellingRefused with the line that is wrong."""
    addresses = tuple(dict.fromkeys(each.strip() for each in telling.addresses if each.strip()))
    other_way = telling.call or own_telling(ports, volunteer_id).browsers
    if not telling.text and not addresses and not other_way:
        raise TellingRefused("none")
    if len(addresses) > MOST_ADDRESSES:
        raise TellingRefused("many")
    for number, address in enumerate(addresses, 1):
        if ports.messenger is None or not ports.messenger.can_use(address):
            raise TellingRefused("address", number)
    with ports.unit_of_work() as tx:
        volunteer = tx.volunteers.by_id(volunteer_id)
        if volunteer is None:
            raise NotFound("There is no such volunteer.")
        key = tx.keys.open(volunteer.key_id)
        plain = telling_to_json(Telling(telling.text, addresses, telling.call))
        tx.care.set_reach(volunteer_id, key.seal_text("volunteer.reach", plain))


def send_test(ports: Ports, volunteer_id: str) -> bool:
    """A test notice by every way they chose. Raises NotFound."""
    with ports.unit_of_work() as tx:
        volunteer = tx.volunteers.by_id(volunteer_id)
        if volunteer is None:
            raise NotFound("There is no such volunteer.")
        language = volunteer.languages[0] if volunteer.languages else ports.default_language
        words = ports.texts.text("notice.test", language)
        now = ports.clock.now()
        # A button that costs money each time it is pressed.
        if tx.messages.count_out_to(f"test:{volunteer_id}", now - TESTS.within) >= TESTS.count:
            return False
        tx.messages.note_out_to(f"test:{volunteer_id}", now)
        return tell(ports, tx, volunteer, words, automatic=True)


def _tell_once_more(ports: Ports, volunteer_id: str | None, words: str) -> None:
    """Their last way has just come to an end: this notice goes as a text."""
    with ports.unit_of_work() as tx:
        volunteer = tx.volunteers.by_id(volunteer_id) if volunteer_id else None
        if volunteer is None:
            return
        left = telling_of(tx, volunteer)
        if not (left.text or left.call or left.is_elsewhere):
            queue_text_to_volunteer(ports, tx, volunteer, words, automatic=True)


def _write(ports: Ports, tx: Transaction, volunteer: Volunteer, letter: Mapping[str, str]) -> None:
    key = tx.keys.open(volunteer.key_id)
    kind = OutboxKind.TELL_ELSEWHERE
    write_text(ports, tx, key, json.dumps(letter), volunteer_id=volunteer.id, kind=kind)
