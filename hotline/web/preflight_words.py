"""What was found before a shift, in a sentence, and what to do about it."""

from __future__ import annotations

from flask_babel import gettext as _

from hotline.domain.preflight import Finding, Kind
from hotline.services.line_tests import Asked, Outcome
from hotline.web import shift_words, shown
from hotline.web.i18n import page_locale
from hotline.web.languages import name_in, own_name


def sentence(found: Finding) -> str:
    """One plain sentence in the page's language."""
    language = ""
    if found.language is not None:
        language = name_in(found.language, page_locale()) or own_name(found.language)
    # Isolated, as <bdi> would: a name of another direction turns nothing around it.
    name = f"\u2068{shown.words(found.name)}\u2069"
    if found.gap is not None:
        return shift_words.gap(found.gap)
    match found.kind:
        case Kind.UNSPOKEN:
            return _("No volunteer speaks %(language)s.", language=language)
        case Kind.DEAD_PHONE:
            return _("The phone of %(name)s could not be rung.", name=name)
        case Kind.NOT_TOLD:
            return _("A message to %(name)s did not arrive.", name=name)
        case Kind.NO_WAY:
            return _("%(name)s cannot be told that a request waits.", name=name)
        case Kind.SILENT_PROMPTS:
            return _(
                "In %(language)s, sentences that callers hear as silence: %(count)s.",
                language=language,
                count=found.count,
            )
        case Kind.FOREIGN_PROMPTS:
            return _(
                "In %(language)s, sentences that callers hear in another language: %(count)s.",
                language=language,
                count=found.count,
            )
        case Kind.NO_MODEL:
            return _("Messages in %(language)s are heard, not written down.", language=language)
        case Kind.GIVEN_UP:
            return _(
                "Given up after every try: %(count)s. `hotline doctor` says what it was.",
                count=found.count,
            )
    return _("A part of the machine gives no sign of life: %(part)s.", part=found.part)


def what_to_do(found: Finding) -> str:
    """The next step; '' where the sentence says it already."""
    match found.kind:
        case Kind.EMPTY | Kind.NO_SPEAKER:
            return _(
                "Put somebody on the rota, or open a shift: those who could take it are asked."
            )
        case Kind.UNSPOKEN:
            return _("Ask for somebody who speaks it, or take the language out of the menu.")
        case Kind.DEAD_PHONE:
            return _("Ask them for another number.")
        case Kind.NOT_TOLD:
            return _(
                "Call them, and ask how they can be told. "
                "It goes from here when a text arrives again."
            )
        case Kind.NO_WAY:
            return _("Ask them to choose a text or a call under “About me”.")
        case Kind.SILENT_PROMPTS | Kind.FOREIGN_PROMPTS:
            return _("Let a speaker record them on the page of voices.")
        case Kind.NO_MODEL:
            return _(
                "Nothing is lost: somebody has to listen. "
                "Where there is a speech model, whoever keeps the machine can fetch it."
            )
        case Kind.PART_SILENT:
            return _("Tell whoever keeps the machine at once: texts and calls may wait.")
    return ""


def said_of_asked(asked: Asked) -> str:
    """What the page says right after the button."""
    match asked:
        case Asked.IN_A_CALL:
            return _("Your phone is in a call of the line, or about to be. Try again after it.")
        case Asked.OFTEN:
            return _("That was tried often: wait an hour.")
        case Asked.NO_MONEY:
            return _("Today's money for texts and calls is spent. Try again tomorrow.")
        case _other:
            return _("Your phone rings in a moment. Press 1, and then look at this page again.")


def how_it_went(outcome: Outcome) -> str:
    """How it went, and what to do."""
    match outcome:
        case Outcome.UNDER_WAY:
            return _("It is under way. Look at this page again in a minute.")
        case Outcome.PRESSED:
            return _("You pressed 1: the line can ring you.")
        case Outcome.NO_KEY:
            return _("The call was picked up, but 1 was not pressed: a machine, or a wrong key.")
        case Outcome.NOBODY:
            return _("Nobody picked up, or the phone was busy. Try again with the phone at hand.")
        case Outcome.REFUSED:
            return _(
                "The phone company refused to ring your number. Check that it is right. If it is, "
                "whoever looks after the server must look at the account there."
            )
        case _other:
            return _(
                "Your phone was not rung: too many calls today, or it came too late. Try again later."
            )
