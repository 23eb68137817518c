"""Texts about passing a request on: to the person who is asked, and to the partner."""

from __future__ import annotations

PARTNER_TEXTS = {
    # To the person, in their language: what would be passed on, whole.
    "partner.preview": "With your yes we would tell {partner} this, and nothing else: {content}",
    "partner.may": "May we? 1 yes 2 no",
    "partner.need": "What is needed: {words}.",
    "partner.language": "Language: {words}.",
    "partner.area": "Part of town: {words}.",
    "partner.answer": "How to answer: {words}.",
    "partner.yes": "Thank you. We tell them that and nothing else. You can take it back here at any time.",
    "partner.no": "All right. We tell them nothing.",
    # What a person reads when the partner has answered; it names nobody.
    "partner.accepted": "The people whom we asked for you, with your yes, have said yes.",
    "partner.cannot": "The people whom we asked for you can't do it. We go on looking.",
    "partner.done": "The people whom we asked for you say that it is done. Write here if it is not.",
    # To the partner.
    "partner.envelope": "{name} passes on, with the person's yes ({reference}): {content}",
    "partner.taken_back": (
        "{name}: {reference} was taken back. Please erase what we told you, "
        "and do not contact the person."
    ),
}
