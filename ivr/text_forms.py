"""What the carrier's form says of a text: a wish about texts, and the files that came along."""

from __future__ import annotations

from collections.abc import Mapping

from hotline.domain.media import MOST_FILES
from hotline.domain.opt_outs import Wish, classify
from hotline.types import MediaSid, is_sid

#: Words to which the carrier itself answers when they are the whole message (reference 4.4).
CARRIER_STOPS = frozenset(
    {"stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"}
)
CARRIER_STARTS = frozenset({"start", "unstop", "yes"})


def wish_in(
    form: Mapping[str, str], silent: bool, *, by_whatsapp: bool = False
) -> tuple[Wish | None, bool]:
    """What the text asks about texts, and whether the carrier has answered it already.

    On WhatsApp the carrier answers no keyword by itself, unless it says so (OptOutType).
    """
    told = form.get("OptOutType", "").casefold()
    if told in set(Wish):
        return Wish(told), True
    bare = form.get("Body", "").strip().casefold()
    if bare in CARRIER_STOPS:
        return Wish.STOP, not by_whatsapp
    if bare in CARRIER_STARTS and silent:
        return Wish.START, not by_whatsapp
    return classify(form.get("Body", "")), False


def files_in(form: Mapping[str, str]) -> list[MediaSid]:
    """The sids of the files: the last part of each address, and only if it has their form."""
    written = form.get("NumMedia", "0")
    count = min(int(written), MOST_FILES) if written.isdecimal() and len(written) < 4 else 0
    sids = (form.get(f"MediaUrl{n}", "").rsplit("/", 1)[-1] for n in range(count))
    return [MediaSid(sid) for sid in dict.fromkeys(sids) if is_sid(sid, "ME")]
