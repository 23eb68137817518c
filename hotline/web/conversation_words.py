"""How a text's way is told, why one is not sent, and who is to be called: in words."""

from __future__ import annotations

from flask_babel import gettext as _

from hotline.domain.conversations import CallReason, CallWish, ThreadLine
from hotline.domain.delivery import Delivery, Failure


def delivery(line: ThreadLine) -> str:
    """Where one of our texts is."""
    match line.delivery:
        case Delivery.WAITS:
            return _("waits to be sent")
        case Delivery.HELD:
            return _("waits: on WhatsApp they must write first")
        case Delivery.ON_ITS_WAY:
            return _("on its way")
        case Delivery.SENT:
            return _("sent; no word yet whether it arrived")
        case Delivery.DELIVERED:
            return _("delivered")
        case Delivery.TRIED_AGAIN:
            return _("not delivered; sent once more below")
    return _not_delivered(line.failure)


def refusal(kind: str) -> str:
    """Why a text is not sent."""
    match kind:
        case "empty":
            return _("Write something first.")
        case "too-long":
            return _("That is too long for a text. Send it in two.")
        case "too-many":
            return _("These are too many texts for one hour. Wait a little.")
        case "sensitive":
            return _("A word in it may put them at risk if others read it. Send it anyway?")
        case "never-again":
            return _("It would not arrive a second time either.")
        case "not-failed":
            return _("It is being sent again already.")
        case "no-number":
            return _("They gave no number: they write or call again themselves.")
        case "opted-out":
            return _("They asked for no texts.")
        case "not-reached":
            return _("This number cannot be texted.")
    return _("They said that they may not be texted.")


def call_wish(wish: CallWish) -> str:
    """Who is to be called, and why."""
    if not wish.may_call and wish.reason is CallReason.ASKED:
        return _("They asked to be called, and have not said when it is safe.")
    if not wish.may_call:
        return _("Texts do not reach them, and they did not say yes to calls: wait for them.")
    if wish.reason is CallReason.ASKED:
        return _("They asked to be called.")
    return _("Texts do not reach them: call them.")


def _not_delivered(failure: Failure | None) -> str:
    match failure:
        case Failure.LANDLINE:
            return _("not delivered: this is a landline")
        case Failure.UNREACHABLE:
            return _("not delivered: the phone is off or has no signal")
        case Failure.NO_SUCH_NUMBER:
            return _("not delivered: there is no such number any more")
        case Failure.OPTED_OUT:
            return _("not delivered: they asked for no texts")
        case Failure.BLOCKED:
            return _("not delivered: their phone or phone company blocks us")
        case Failure.FILTERED:
            return _("not delivered: the phone company took it for advertising")
        case Failure.WINDOW_CLOSED:
            return _("not delivered: on WhatsApp they must write first")
        case Failure.OUR_SETUP:
            return _("not delivered: our number is not set up for this; tell a coordinator")
        case Failure.THEIR_RULES:
            return _("not sent: they said that they may not be texted")
        case Failure.NOT_REACHED:
            return _("not sent: this number cannot be texted")
    return _("not delivered, and nobody knows why")
