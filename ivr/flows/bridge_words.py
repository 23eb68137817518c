"""What volunteers, interpreters and people called back hear around a bridge, in English.

Option first, then the key. Nothing here tells a number or a name.
"""

from __future__ import annotations

BRIDGE_WORDS = {
    "engine.bridge_live": (
        "This is {hotline}. Somebody is on the line. Language: {language}. About: {topic}."
    ),
    "engine.bridge_callback": (
        "This is {hotline}. You are about to call somebody back. "
        "Language: {language}. About: {topic}."
    ),
    "engine.bridge_notice": "This is {hotline}. A request is waiting. To hear it, press one.",
    "engine.bridge_test": (
        "This is {hotline}. This is a test of the line. To say that you hear it, press one."
    ),
    "engine.bridge_test_done": "Thank you. The line can ring you. Goodbye.",
    "engine.bridge_notice_pass": "Not now: press two.",
    "engine.bridge_interpret": (
        "This is {hotline}. An interpreter is needed: {language}. About: {topic}."
    ),
    "engine.bridge_short_turns": (
        "Speak in short turns, and as the person speaks: say I. "
        "It stays between you, and nothing is recorded."
    ),
    "engine.bridge_urgent": "It is urgent: somebody is in danger.",
    "engine.bridge_slow": "They asked for slow and plain words.",
    "engine.bridge_woman": "They asked for a woman.",
    "engine.bridge_patient": "There may be long pauses. Wait for them.",
    "engine.bridge_take": "To take it, press one.",
    "engine.bridge_ring": "When you are ready, press one, and we ring them.",
    "engine.bridge_join": "To come in, press one.",
    "engine.bridge_pass": "If not, press two. A no harms nobody.",
    "engine.bridge_off": "If you are off, press three.",
    "engine.bridge_word": "This is their safe word. Say it first, and wait until they answer.",
    "engine.bridge_no_word": "Do not say who we are until you know that it is them.",
    "engine.bridge_others_nothing": (
        "If somebody else answers, or a machine: hang up, and say nothing."
    ),
    "engine.bridge_others_friend": (
        "If somebody else answers, or a machine: say only that a friend called."
    ),
    "engine.bridge_others_name": (
        "If somebody else answers, or a machine: you may say who we are."
    ),
    "engine.bridge_ringing": "We are ringing them. Please stay on the line.",
    "engine.bridge_taken": "Somebody else has taken it. Thank you all the same.",
    "engine.bridge_over": "The call is over. Thank you.",
    "engine.bridge_five_minutes": (
        "Five minutes are left. Then this call ends; your request stays, and you can call again."
    ),
    "engine.bridge_time_up": "The time for this call is over.",
    "engine.bridge_stays": "Your request stays with us. You can call us again at any time.",
    "engine.bridge_call_again": (
        "The request stays with you. If they allow calls, you can call them again: on its page, "
        "or by calling us."
    ),
    "engine.bridge_thanks": "Thank you. A no harms nobody. Goodbye.",
    "engine.bridge_no_answer": (
        "They did not answer. Thank you for trying. The page says when to try again."
    ),
    "engine.bridge_not_now": "They may not be called right now. The page says when.",
    "engine.bridge_cut_off": (
        "The line of your neighbor was cut off. Please stay: they may come back in a moment."
    ),
    "engine.bridge_gave_up": (
        "They could not come back. We keep what you told us. Goodbye, and take care."
    ),
    "engine.bridge_moment": "One moment, please.",
    "engine.topic_food": "food or water",
    "engine.topic_housing": "home or bills",
    "engine.topic_health": "medicine or care",
    "engine.topic_transport": "a ride",
    "engine.topic_safety": "safety",
    "engine.topic_money": "money",
    "engine.topic_supplies": "supplies",
    "engine.topic_offer": "something to share",
    "engine.topic_other": "something else",
}
