"""A real headless Chromium for the tests that say so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

#: Chromium looks for updates and field trials on the network unless told not to.
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


BEEPS = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


@contextmanager
def chromium(*, microphone: bool = False) -> Iterator[Any]:
    """A browser context; skips, with the reason, where there is no Chromium.

    With `microphone` it has a false one that beeps, and pages may use it.
    """
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium is installed (on Debian: apt install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[*QUIET, *(BEEPS if microphone else [])]
        )
        context = browser.new_context(
            viewport={"width": 1100, "height": 900},
            permissions=["microphone"] if microphone else [],
        )
        context.set_default_timeout(15_000)
        try:
            yield context
        finally:
            browser.close()
