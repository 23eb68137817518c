"""Where a page may send somebody next: only to a path of this site."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_PLAIN_PATH = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")


def local_path(wanted: str | None, otherwise: str) -> str:
    """`wanted` when it is a plain path of this site, else `otherwise`.

    Two slashes, backslashes, spaces and control characters are refused: browsers read
    some of them as the start of another site's address.
    """
    if not wanted or len(wanted) > 200 or not _PLAIN_PATH.fullmatch(wanted):
        return otherwise
    parts = urlsplit(wanted)
    return otherwise if parts.scheme or parts.netloc else wanted
