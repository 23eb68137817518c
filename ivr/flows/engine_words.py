"""The engine's own words, in English: what is said in every flow, whatever its file says.

Their translations stand in translations/<tag>/LC_MESSAGES/prompts.po with the context
`engine.<name>`. Option first, a pause, then the key; no blame; nothing longer than a breath.
"""

from __future__ import annotations

from ivr.flows.care_words import CARE_WORDS
from ivr.flows.line_sayings import LINE_WORDS
from ivr.flows.waiting_words import WAITING_WORDS

_PRESS = {
    "1": "press one",
    "2": "press two",
    "3": "press three",
    "4": "press four",
    "5": "press five",
    "6": "press six",
    "8": "press eight",
}

ENGINE_WORDS = {
    # Each language says its own name: in es this is "Español".
    "engine.language_name": "English",
    "engine.more_languages": "For more languages",
    "engine.press_9": "press nine",
    # After the last page of languages, in each language of the first page.
    "engine.say_language": (
        "After the tone, say the name of your language and what you need. Only neighbors hear it."
    ),
    **{f"engine.press_{key}": words for key, words in _PRESS.items()},
    "engine.steering": (
        "At any time: for a person, press zero. To hear it again, nine. "
        "Slower, seven. To go back, star. Take all the time you need."
    ),
    "engine.take_your_time": "Take your time. There is no hurry.",
    "engine.not_a_choice": "That key does nothing here. Nothing is lost.",
    "engine.just_talk": "You do not need to press anything. Just tell us.",
    "engine.nobody_free": (
        "No neighbor can come to the phone right now. Leave us your message: "
        "the next one who is free will listen to it."
    ),
    "engine.message": (
        "Tell us what you need, in your own words and your own language, after the tone. "
        "A neighbor who speaks your language will listen. We keep it sealed, and erase it "
        "three days after we have dealt with it. When you are done, press pound or hang up."
    ),
    "engine.not_heard": "We did not hear anything. Let us try once more, after the tone.",
    "engine.kept": "Thank you. We have your message. A neighbor will take care of it.",
    "engine.goodbye": "Goodbye, and take care.",
    "engine.apology": (
        "We are sorry, something is not working on our side. It is not your fault. "
        "Please leave your message after the tone, and a neighbor will listen to it."
    ),
    "engine.apology_consent": (
        "What you say after the tone is recorded. Only neighbors hear it. It is erased three "
        "days after it is handled. For no recording, hang up and call again later."
    ),
    "engine.apology_unrecorded": (
        "We are sorry, something is not working on our side. It is not your fault. Nothing is "
        "recorded. Please call again in a few minutes."
    ),
    # Said in every language one after the other, by the document for when all else is down.
    "engine.away": "Sorry, we cannot answer right now. Please leave a message after the tone.",
    "engine.away_consent": "Only neighbors hear it. Later it is erased.",
    "engine.text_not_a_choice": "Sorry, that is not on the list. Write it any way you like.",
    **CARE_WORDS,
    **LINE_WORDS,
    **WAITING_WORDS,
}
