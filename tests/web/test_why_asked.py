"""The order is explainable: each reason has its sentence, on the page, in each language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask_babel import force_locale

from hotline.domain.escalation import Target
from hotline.domain.routing import Wish
from hotline.services.offer_view import Asked
from hotline.web import offer_words
from tests.web.site import Site

ASKED = Asked(
    "Rosa", Target.BEST_FIT.value, datetime(2026, 6, 1, tzinfo=UTC), True, speaks=True,
    has_topic=False,
)  # fmt: skip
REASONS = {
    "language": ASKED,
    "topic": replace(ASKED, has_topic=True),
    "area": replace(ASKED, helps_near=True),
    "area and topic": replace(ASKED, has_topic=True, helps_near=True),
    "everybody": replace(ASKED, why=Target.ON_SHIFT.value, speaks=False),
    "coordinator": replace(ASKED, why=Target.COORDINATORS.value),
}


def _said(site: Site, language: str) -> list[str]:
    with site.app.test_request_context("/"), force_locale(language):
        reasons = [offer_words.why_asked(each) for each in REASONS.values()]
        return reasons + [offer_words.unmet(each) for each in Wish]


@pytest.mark.parametrize("language", ["es", "ht", "ko", "zh", "vi", "ar", "fr"])
def test_v21_every_reason_is_said_in_each_language(site: Site, language: str):
    """Issue 5.2: why these people were asked, and which wish keeps others from it."""
    english, own = _said(site, "en"), _said(site, language)
    assert len(set(english)) == len(set(own)) == len(REASONS) + len(Wish)
    assert all(own)
    assert not set(own) & set(english)
