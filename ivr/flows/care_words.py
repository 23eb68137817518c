"""The engine's words for consent, danger, safe contact and receipts, in English.

Said in every flow, whatever its file says: no flow can forget to ask. Translated like the
rest of engine_words.py, of which they are a part.
"""

from __future__ import annotations

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

CARE_WORDS = {
    # What was understood, and how to change it.
    "engine.chosen": "You chose:",
    "engine.to_change": "To change it, press star.",
    # Consent.
    "engine.consent": (
        "You can say what you need after a tone. Only that is recorded. Neighbors who speak your "
        "language hear it, and a machine of ours writes it down. Three days after it is handled, "
        "the recording is erased; the words after thirty."
    ),
    "engine.consent_yes": "If you agree, stay on the line, or",
    "engine.consent_no": "Without a recording",
    "engine.consent_again": (
        "We record only after the tone. If you agree, stay on the line. For no recording, "
        "press two."
    ),
    "engine.without_recording": "All right. Nothing is recorded.",
    "engine.nobody_free_waits": (
        "No neighbor can come to the phone right now. Your request waits for the next one who "
        "is free."
    ),
    "engine.relay": (
        "If this is a relay or TTY call: there are no menus. We wait a minute each time, and "
        "longer while you speak or type."
    ),
    # Doors of the first menu.
    "engine.door_danger": "If somebody is in danger right now",
    "engine.door_receipt": "If you have a number from us",
    # To write instead of talking, and to end it all.
    "engine.door_text": "To write to us instead",
    "engine.door_stop": "To stop all texts and calls",
    "engine.texting_ask": (
        "We text the phone that you call from, and only if that is safe. Is it safe?"
    ),
    "engine.texting_yes": "Yes, text this phone",
    "engine.texting_no": "No text",
    "engine.texting_sent": (
        "Thank you. A text comes to this phone. Answer it in your own language. If none comes, "
        "this phone cannot get texts: call us again."
    ),
    "engine.texting_none": "All right. We send no text.",
    "engine.texting_cannot": "We cannot text this phone. Nothing is lost: we go on here.",
    "engine.stopped": (
        "You get no texts and no calls from us any more. For texts again, text us the word START."
    ),
    # Safe contact.
    "engine.contact_may": (
        "Now up to four short questions. To skip one, stay quiet. First: may we contact the "
        "phone that you called from?"
    ),
    "engine.contact_call": "Yes, call it",
    "engine.contact_text": "Only send a text",
    "engine.contact_no": "No, I will call you",
    "engine.contact_other": "Call a number that I key in",
    "engine.contact_may_withheld": (
        "Now up to four short questions. To skip one, stay quiet. First: your number is "
        "withheld. May we call you at a number that you key in?"
    ),
    "engine.contact_number": "Key in that number, with its area code. Then press pound.",
    "engine.contact_number_wrong": "That is not a whole phone number. Nothing is lost.",
    "engine.contact_number_dear": (
        "We cannot call that number. We call ordinary phones of this country."
    ),
    "engine.contact_number_is": "We heard:",
    "engine.contact_number_right": "If it is right",
    "engine.contact_number_again": "To key it in again",
    "engine.contact_one_number": "We take one number in this call, and we have it.",
    "engine.contact_when": "Three questions left. When is it safe to call?",
    "engine.contact_when_text": "One question left. When is it safe to text?",
    "engine.contact_any_time": "Any time by day",
    "engine.contact_mornings": "Only mornings",
    "engine.contact_evenings": "Only evenings",
    "engine.contact_say_when": "Let me say when",
    "engine.contact_when_tone": (
        "After the tone, say when we may call you. Then press pound. A neighbor listens to it "
        "before they call."
    ),
    "engine.contact_others": "Two left. If somebody else answers, or a machine?",
    "engine.contact_nothing": "Say nothing and hang up",
    "engine.contact_friend": "Say: a friend from the neighborhood",
    "engine.contact_name": "Say who we are",
    "engine.contact_safe_word": (
        "Last one. After the tone, say a word by which you will know that it is us. Then press "
        "pound. For no word, stay quiet."
    ),
    "engine.contact_kept_yes": "Thank you. We contact you in this way only.",
    "engine.contact_kept_no": "We will not contact you. You call us, whenever you like.",
    # The language of a phone.
    "engine.remember": (
        "One last thing. Shall we remember your language for this phone? Then every call from "
        "it begins in this language, whoever calls."
    ),
    "engine.remember_yes": "Yes, remember it",
    "engine.remember_no": "No, remember nothing",
    "engine.remember_kept": "All right. We remember your language.",
    "engine.remember_nothing": "All right. We remember nothing.",
    "engine.remembered": "For another language, press star.",
    # Receipts.
    "engine.receipt_is": "This is your number with us:",
    "engine.receipt_again": "Once more:",
    "engine.receipt_use": (
        "To hear how it stands, to add something or to erase everything: call from any phone, "
        "press eight, and key in your number."
    ),
    "engine.receipt_number": "Key in the eight digits of your number.",
    "engine.receipt_unknown": "We do not find that number.",
    "engine.receipt_locked": (
        "There were many tries. To protect people's numbers, this is closed for a day. You can "
        "still leave us a message."
    ),
    "engine.receipt_queued": "Your request is waiting for a neighbor who is free.",
    "engine.receipt_claimed": "A neighbor has your request and takes care of it.",
    "engine.receipt_unreached": (
        "We tried to call you three times and did not reach you. You can leave us a message."
    ),
    "engine.receipt_resolved": "Your request has been dealt with.",
    "engine.receipt_sent": "With your yes, we asked others to help you. They have not answered yet.",
    "engine.receipt_accepted": "The people whom we asked for you have said yes.",
    "engine.receipt_cannot": "The people whom we asked for you can't do it. We go on looking.",
    "engine.receipt_done": "The people whom we asked for you say that it is done.",
    "engine.receipt_partner": "We have a question. Others may help you, if you let us tell them.",
    "engine.receipt_partner_yes": "Yes, tell them that",
    "engine.receipt_partner_no": "No, tell them nothing",
    "engine.receipt_partner_kept": "Thank you. We tell them that and nothing else.",
    "engine.receipt_partner_nothing": "All right. We tell them nothing.",
    "engine.receipt_partner_back": "To take back what we may tell others",
    "engine.receipt_partner_taken_back": "All right. We tell them nothing more.",
    "engine.receipt_add": "To add a message",
    "engine.receipt_contact": "To change how we may contact you",
    "engine.receipt_erase": "To erase everything",
    "engine.receipt_erase_sure": "Everything that you told us will be gone, for us too.",
    "engine.receipt_erase_yes": "To erase it now",
    "engine.receipt_not_erased": "Nothing was erased.",
    "engine.receipt_erased": "Everything is erased.",
    **{f"engine.digit_{digit}": word for digit, word in enumerate(_DIGITS)},
}
