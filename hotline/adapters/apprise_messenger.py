"""Apprise: one library for the many services by which volunteers want to be told.

Only services that carry a message from one account to one person are let in, not Apprise's
ways to call any web address: a volunteer's setting must not reach into this network.
"""

from __future__ import annotations

import logging
import re
from contextlib import nullcontext
from urllib.parse import quote, urlsplit

from hotline.adapters.outside_only import is_outside, outside_only
from hotline.errors import CarrierRefused, CarrierUnavailable

#: Scheme -> whether its host is one that the volunteer names.
SERVICES = {
    "discord": False,
    "gotify": True,
    "gotifys": True,
    "line": False,
    "mailto": True,
    "mailtos": True,
    "matrix": True,
    "matrixs": True,
    "mmost": True,
    "mmosts": True,
    "ntfy": True,
    "ntfys": True,
    "pbul": False,
    "pover": False,
    "rocket": True,
    "rockets": True,
    "schan": False,
    "signal": True,
    "signals": True,
    "slack": False,
    "tgram": False,
    "threema": False,
    "whatsapp": False,
    "zulip": False,
}
LONGEST_ADDRESS = 400
#: These open on a service of its own when they name no host: ntfy://topic.
_OWN_CLOUD = frozenset({"ntfy", "ntfys"})
_EMAIL = re.compile(r"[^@\s/:?#&=,<>\"']+@[^@\s/:?#&=,<>\"']+\.[A-Za-z]{2,}")
_SECONDS = 10
#: What an address may set. Others of Apprise's name files of this machine that are sent along
#: (template), servers that are called as well (smtp, attach), or keep a worker busy (retry).
_MAY_SET = frozenset(
    {
        "channel", "device", "format", "from", "mode", "name", "pass", "priority", "silent",
        "sound", "source", "tags", "thread", "to", "topic", "user",
    }
)  # fmt: skip


class AppriseMessenger:
    """`mail_account`: Apprise's mailto(s):// address of the network's own mail account, by
    which plain e-mail addresses are reached; without it those cannot be used.

    `allow_private` lets hosts of this network in, for a network that runs its own ntfy.
    """

    def __init__(self, mail_account: str | None = None, *, allow_private: bool = False) -> None:
        self._mail_account = mail_account
        self._allow_private = allow_private
        # It writes addresses into its log, and they are secrets like phone numbers.
        logging.getLogger("apprise").disabled = True

    def can_use(self, address: str) -> bool:
        return self._url(address) is not None

    def send(self, address: str, words: str) -> None:
        import apprise

        url = self._url(address)
        asset = apprise.AppriseAsset(
            app_id="Hotline",
            app_desc="Hotline",
            # Tokens of people's services are not written to the disk.
            storage_mode=apprise.PersistentStoreMode.MEMORY,
        )
        timeouts = f"{'&' if url and '?' in url else '?'}cto={_SECONDS}&rto={_SECONDS}"
        # The service itself and not Apprise's list of them, which may send from another thread.
        service = apprise.Apprise.instantiate(f"{url}{timeouts}", asset=asset) if url else None
        if service is None:
            raise CarrierRefused("That address cannot be used.")
        # The network's own mail server may well stand in its own network.
        inside = self._allow_private or _EMAIL.fullmatch(address.strip())
        try:
            with nullcontext() if inside else outside_only():
                sent = service.notify(body=words)
        except Exception as error:
            # Each of its hundred services fails in its own way; an address may stand in the text.
            raise CarrierUnavailable(type(error).__name__) from None
        if not sent:
            raise CarrierUnavailable("The service did not take it.")

    def _url(self, address: str) -> str | None:
        """The address as Apprise takes it, or None when it may not be used."""
        import apprise

        address = address.strip()
        if len(address) > LONGEST_ADDRESS or not address.isprintable():
            return None
        if _EMAIL.fullmatch(address):
            if self._mail_account is None:
                return None
            mark = "&" if "?" in self._mail_account else "?"
            return f"{self._mail_account}{mark}to={quote(address)}"
        try:
            parts = urlsplit(address)
            scheme, host = parts.scheme.lower(), parts.hostname or ""
        except ValueError:
            return None
        if scheme not in SERVICES:
            return None
        # A query could name another mode or target, and so make a host of the topic.
        is_cloud = scheme in _OWN_CLOUD and not parts.path.strip("/") and not parts.query
        if SERVICES[scheme] and not is_cloud and not self._may_reach(host):
            return None
        if not _sets_nothing_else(address):
            return None
        return address if apprise.Apprise.instantiate(address, suppress_exceptions=True) else None

    def _may_reach(self, host: str) -> bool:
        if self._allow_private:
            return bool(host)
        if is_outside(host):
            return True
        name = host.lower().rstrip(".")
        inside = (".local", ".internal", ".lan", ".home", ".arpa", ".localhost")
        # 127.1 and 0x7f.1 are addresses to a resolver, and no names.
        is_name = re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", name) is not None
        is_name = is_name and not re.fullmatch(r"[0-9a-fx.]+", name)
        return is_name and not name.endswith(inside)


def _sets_nothing_else(address: str) -> bool:
    """Whether its query holds only what it may set, read as Apprise reads it: from the first ?."""
    pairs = re.split("[&;]", address.partition("?")[2])
    return all(pair.partition("=")[0].lower() in _MAY_SET for pair in pairs if pair)
