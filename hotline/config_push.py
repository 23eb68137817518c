"""Setting of notices in browsers: which services may carry them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hotline.errors import SettingsError

_NAME = re.compile(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}")


def read_push_hosts(environ: Mapping[str, str]) -> tuple[str, ...] | None:
    """HOTLINE_PUSH_HOSTS: names besides those of the browsers' makers; None for "none".

    Raises SettingsError.
    """
    written = environ.get("HOTLINE_PUSH_HOSTS", "").strip().lower()
    if written == "none":
        return None
    names = tuple(filter(None, (part.strip() for part in written.split(","))))
    if not all(_NAME.fullmatch(name) for name in names):
        raise SettingsError(
            "HOTLINE_PUSH_HOSTS has a part that is no name of a server: write names only, parted by "
            "commas, as push.example.org; or none, and there are no notices in browsers."
        )
    return names
