"""Partners, the yes of people and what became of it, in the words of a page."""

from __future__ import annotations

from flask_babel import gettext as _

from hotline.domain.partners import ANSWERS as ANSWERS
from hotline.domain.partners import AskedBy, Consent, Field, Passing, Way

FIELDS, WAYS, HOW = tuple(Field), tuple(Way), tuple(AskedBy)


def field(value: Field) -> str:
    match value:
        case Field.NEED:
            return _("What is needed")
        case Field.LANGUAGE:
            return _("Language")
        case Field.AREA:
            return _("Part of town")
    return _("How to answer")


def way(value: Way) -> str:
    match value:
        case Way.SCREEN:
            return _("Shown to the volunteer, who passes it on")
        case Way.TEXT:
            return _("By text")
    return _("By e-mail or another service")


def how(value: AskedBy) -> str:
    match value:
        case AskedBy.CALL:
            return _("I read it to them in a call")
        case AskedBy.TEXT:
            return _("By text")
    return _("They hear it when they call with their number")


def asked(value: AskedBy) -> str:
    """What stands above the words that they are asked with."""
    match value:
        case AskedBy.CALL:
            return _("Read this to them, word by word:")
        case AskedBy.TEXT:
            return _("They were texted this:")
    return _("They hear this when they call with their number:")


def consent(value: Consent) -> str:
    match value:
        case Consent.ASKED:
            return _("Not answered yet")
        case Consent.YES:
            return _("They said yes")
        case Consent.NO:
            return _("They said no")
    return _("They took it back")


def passing(value: Passing) -> str:
    match value:
        case Passing.SENT:
            return _("Passed on")
        case Passing.FAILED:
            return _("It did not arrive")
        case Passing.ACCEPTED:
            return _("The partner said yes")
        case Passing.CANNOT:
            return _("The partner can't")
        case Passing.DONE:
            return _("The partner says it is done")
        case Passing.TAKEN_BACK:
            return _("They took it back")
    return _("On its way")


def refusal(kind: str) -> str:
    match kind:
        case "name":
            return _("A partner needs a name of at most 60 letters.")
        case "long":
            return _("That is too long: 120 letters are the most.")
        case "address":
            return _("That address cannot be used for this way.")
        case "many":
            return _("There are 200 partners already: take one away first.")
        case "empty":
            return _("Write something in each field that is ticked.")
        case "nothing" | "field":
            return _("Tick what is to be passed on.")
        case "no-consent" | "not-consented":
            return _("They have not said yes to that.")
    return _("That has been answered already.")
