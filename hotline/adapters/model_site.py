"""Fetches a model from Alpha Cephei's site: resumable, checked, one file at a time."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import requests

from hotline.errors import HotlineError

SITE = "https://alphacephei.com/vosk/models"
_MOST_LIST_BYTES = 4 * 1024 * 1024
_MOST_BYTES = 4 * 1024**3
_CONNECT_SECONDS, _READ_SECONDS = 10, 60
_TRIES = 3
#: Small, because what a break cuts off of a chunk is fetched again.
_CHUNK_BYTES = 1 << 14

#: Told what is going on: a word, bytes done, bytes in all (None where unknown).
Progress = Callable[[str, int, int | None], None]


class SiteFailed(HotlineError):
    """The site could not be reached, or gave what cannot be used; the sentence says what."""


@dataclass(frozen=True)
class Listed:
    """A model as the site lists it; md5 is that of the zip."""

    name: str
    md5: str


def site_address(environ: Mapping[str, str] | None = None) -> str:
    """Where models come from. HOTLINE_MODELS_URL may name a mirror by https, or loopback.

    Raises SiteFailed for any other address: the list that comes with the models says
    which hash is right, so it must not come over an open line.
    """
    variables = os.environ if environ is None else environ
    address = (variables.get("HOTLINE_MODELS_URL") or SITE).rstrip("/")
    parts = urlsplit(address)
    local = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")
    if not (local or (parts.scheme == "https" and parts.hostname)):
        raise SiteFailed("HOTLINE_MODELS_URL must begin with https:// (or name this machine).")
    return address


def look_up(site: str, name: str, code: str) -> Listed:
    """The model in the site's list: that name, else the small one that it has instead now.

    Raises SiteFailed when the list cannot be read or has neither.
    """
    try:
        with _get(f"{site}/model-list.json") as answer:
            body = answer.raw.read(_MOST_LIST_BYTES + 1, decode_content=True)
        if len(body) > _MOST_LIST_BYTES:
            raise ValueError
        models = requests.compat.json.loads(body)
        rows = {row["name"]: row for row in models if isinstance(row, dict)}
    except requests.RequestException:
        raise SiteFailed(f"The site {site} cannot be reached.") from None
    except (ValueError, KeyError, TypeError):
        raise SiteFailed(f"The list of models at {site} cannot be read.") from None
    row = rows.get(name) or next(
        (
            row
            for row in rows.values()
            if row.get("lang") == code
            and row.get("type") == "small"
            and str(row.get("obsolete")).lower() == "false"
        ),
        None,
    )
    if row is None:
        raise SiteFailed(f"The site has no model {name}, nor a small one for '{code}'.")
    found, md5 = str(row["name"]), str(row.get("md5", "")).lower()
    # Both become parts of paths or decide what is trusted, so their form is looked at.
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{1,80}", found):
        raise SiteFailed("The site's list holds a name that no model has.")
    return Listed(found, md5 if re.fullmatch(r"[0-9a-f]{32}", md5) else "")


def download(
    site: str, listed: Listed, folder: Path, progress: Progress, *, sha256: str = ""
) -> Path:
    """The zip of that model in that folder, whole and checked against its hash.

    What had come before a break is kept, and the transfer goes on from there, also in
    a later run. Raises SiteFailed; after a wrong hash the file is gone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{listed.name}.zip"
    if not (sha256 or listed.md5):
        raise SiteFailed(f"There is no hash to check {listed.name} by, so it is not fetched.")
    for remaining in reversed(range(_TRIES)):
        try:
            _continue(f"{site}/{listed.name}.zip", path, progress)
            break
        except requests.RequestException:
            if not remaining:
                megabytes = path.stat().st_size // 1_000_000 if path.exists() else 0
                raise SiteFailed(
                    f"The transfer of {listed.name} broke after {megabytes} MB. "
                    "Run the same command again: it goes on from there."
                ) from None
    progress("checking", 0, None)
    kind, wanted = ("sha256", sha256) if sha256 else ("md5", listed.md5)
    with open(path, "rb") as file:
        right = hashlib.file_digest(file, kind).hexdigest() == wanted
    if not right:
        path.unlink()
        raise SiteFailed(
            f"{listed.name} is not the file that the list describes ({kind} differs); it was "
            "deleted. Run the command again; if that repeats, ask the site's people."
        )
    return path


def _continue(address: str, path: Path, progress: Progress) -> None:
    """Fetch what is missing of the file; raises requests.RequestException on a break."""
    have = path.stat().st_size if path.exists() else 0
    with _get(address, {"Range": f"bytes={have}-"} if have else {}, accept=(416,)) as answer:
        if answer.status_code == 416:  # nothing is missing: the hash will tell
            return
        if answer.status_code != 206:
            have = 0
        length = answer.headers.get("Content-Length", "")
        total = have + int(length) if length.isdigit() else None
        if total is not None and total > _MOST_BYTES:
            raise SiteFailed("The file is larger than any model: it is not fetched.")
        with open(path, "ab" if have else "wb") as file:
            for part in answer.iter_content(_CHUNK_BYTES):
                have += len(part)
                if have > _MOST_BYTES:
                    raise SiteFailed("The file is larger than any model: it is not fetched.")
                file.write(part)
                progress("fetching", have, total)


def _get(
    address: str, headers: Mapping[str, str] | None = None, accept: tuple[int, ...] = ()
) -> requests.Response:
    """One answer, streamed; no redirect is followed, for it would leave the trusted site."""
    answer = requests.get(
        address,
        headers={"Accept-Encoding": "identity", **(headers or {})},
        stream=True,
        timeout=(_CONNECT_SECONDS, _READ_SECONDS),
        allow_redirects=False,
    )
    if answer.status_code not in (200, 206, *accept):
        answer.close()
        raise SiteFailed(f"The site answered {answer.status_code} for {address}.")
    return answer
