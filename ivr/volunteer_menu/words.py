"""What the volunteers' menu says, in English: heard after a PIN, by people who cannot look.

Translated in prompts.po under `volunteer.<name>`, like the callers' words. They are no part
of a language's completeness: a language is offered to callers before its volunteers' menu
is recorded. A label, then the thing itself, because the order of words differs so much.
"""

from __future__ import annotations

VOLUNTEER_WORDS = {
    # Before somebody has shown who they are.
    "volunteer.pin": (
        "For volunteers: key in your PIN, then pound. From another phone than your own: star, "
        "then pound. If you called for help, just wait."
    ),
    "volunteer.number": "Key in the number of your own phone with its area code, then pound.",
    "volunteer.pin_now": "Now your PIN, then pound.",
    "volunteer.refused": "That did not fit.",
    "volunteer.locked": "That was tried too often. Wait a while, or ask your coordinator.",
    # At home.
    "volunteer.hello": "Hello, and thank you for being here.",
    "volunteer.waiting": "Requests that wait for you:",
    "volunteer.none_waiting": "No request is waiting for you.",
    "volunteer.holding": "Requests that you have taken:",
    "volunteer.many": "more than nine",
    "volunteer.next": "To hear the next request",
    "volunteer.mine": "For what you have taken",
    "volunteer.break": "To be left alone for now",
    "volunteer.unbreak": "To be called again",
    "volunteer.steer": "At any time: to hear it again, nine. Slower, seven. To go back, star.",
    "volunteer.is_off": "We leave you alone now. What you have taken stays yours.",
    "volunteer.is_on": "You are back. We call you again.",
    # A request.
    "volunteer.urgent": "Urgent: somebody may be in danger.",
    "volunteer.language": "Language:",
    "volunteer.other_language": "one that is not on our list",
    "volunteer.about": "About:",
    "volunteer.other_topic": "something else",
    "volunteer.age_minutes": "It came in the last ten minutes.",
    "volunteer.age_hour": "It came in the last hour.",
    "volunteer.age_day": "It came some hours ago.",
    "volunteer.age_days": "It has waited for more than a day.",
    "volunteer.may_call": "They may be called.",
    "volunteer.may_text": "They want texts only, no calls.",
    "volunteer.may_nothing": "They do not want to be contacted. They will call us.",
    "volunteer.others_nothing": "If somebody else answers, say nothing and hang up.",
    "volunteer.others_friend": "If somebody else answers, say: a friend from the neighborhood.",
    "volunteer.others_name": "If somebody else answers, you may say who we are.",
    "volunteer.safe_word": "By this word they know that it is us:",
    "volunteer.when": "When they may be called:",
    "volunteer.story": "In their own words:",
    "volunteer.no_sound": "There is no recording to play.",
    "volunteer.by_text": "It came as a text. Its words are on the page.",
    "volunteer.closed": "Once it is yours, you hear the rest.",
    # Choices.
    "volunteer.take": "To take it",
    "volunteer.skip": "To skip it",
    "volunteer.call": "To call the person",
    "volunteer.hear": "To hear it again",
    "volunteer.done": "When it is done",
    "volunteer.give_back": "To give it back",
    "volunteer.help": "For help from your coordinators",
    "volunteer.another": "For the next one that you have taken",
    "volunteer.sure": "Is it done? Three days from now its recording is erased.",
    "volunteer.sure_yes": "If it is done",
    "volunteer.sure_no": "If not, press star.",
    # What happened.
    "volunteer.taken": "It is yours. Thank you.",
    "volunteer.already": "Another neighbor has just taken it. Thank you.",
    "volunteer.gone": "That one is no longer with you.",
    "volunteer.no_more": "That was all that waits for you.",
    "volunteer.none_held": "You have taken no request.",
    "volunteer.resolved": "Thank you. It is marked as done.",
    "volunteer.given_back": "Thank you. It waits for the others again.",
    "volunteer.not_now": "They may not be called right now. Please try later.",
    "volunteer.tried_enough": "They were called three times already. No more calls are made.",
    "volunteer.helped": "Your coordinators get a text now.",
    "volunteer.nobody_helps": "There is no coordinator whom we could text.",
    "volunteer.silent": "We hear nothing. What you have taken stays yours. Call whenever you like.",
    "volunteer.goodbye": "Goodbye, and thank you.",
    "volunteer.sorry": "Something is not working on our side. Please call again.",
}
