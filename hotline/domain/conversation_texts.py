"""The texts of conversations and of safe contact, in English: the masters of texts.po."""

from __future__ import annotations

CONVERSATION_TEXTS = {
    # To volunteers.
    "notice.message": "{code} has a new message. Open the page, or reply READ {code}.",
    "notice.urgent": "Hotline: {code} cannot wait. Please open it now. Reply {code} to take it.",
    "notice.call": "{code} asks to be called. Open the page to call them.",
    "talk.sent": "{code}: sent.",
    "talk.waits": "{code}: kept. It goes out when their hours begin.",
    "talk.refused": "{code}: not sent, they may not be texted. The page says why.",
    "talk.sensitive": (
        "{code}: not sent. A word in it may put them at risk. Say it in other words, "
        "or send it from the page."
    ),
    "talk.too_much": "{code}: not sent. Too long, or too many in one hour.",
    "talk.which": "You hold more than one request. Begin with its code: {code} and your words.",
    "talk.not_yours": "{code} is not yours, so nothing was sent.",
    "talk.nothing_new": "{code}: nothing new.",
    "talk.failed.number": (
        "{code}: not delivered, texts do not reach this number. "
        "Open the page: it says if you may call."
    ),
    "talk.failed.off": (
        "{code}: not delivered, their phone is off or has no signal. Open the page to try again."
    ),
    "talk.failed.whatsapp": (
        "{code}: not delivered yet. On WhatsApp they must write first. Then it goes out."
    ),
    "talk.failed": "{code}: not delivered. Open the page to see why, and try again or call.",
    # To people: safe contact, one question a message.
    "safe.ask": (
        "Is texting this phone safe? 1 yes 2 only sometimes 3 no: then delete this and call us. "
        "4 yes, but never say what I asked for"
    ),
    "safe.when": "When is it safe? 1 any time by day 2 mornings 3 evenings",
    "safe.no": "OK. We will not text again. Call any time.",
    "safe.how": (
        "How shall we answer? 1 text 2 call 3 I will write. "
        "You can add a word only we two know: 1 mango. "
        "Send only that word, and we keep silent till you write again."
    ),
    "safe.danger": (
        "A neighbor was told. If someone may die: 911 sends an ambulance, firefighters or police. "
        "Is writing here safe? 1 yes 2 sometimes 3 no"
    ),
    "safe.call_when": (
        "We will call this phone. When is it safe? 1 any time by day 2 mornings 3 evenings. "
        "You can add a word only we two know: 1 mango"
    ),
    # To a caller who pressed the key for texts, and said that they are safe here.
    "text.instead": "{name}: write here what you need, in any language.",
    "safe.call_kept": "Good. A neighbor will call this phone then. You can still write here.",
    # To people: what the line can do now, before anything is asked.
    "line.short": "Few of us are here now. An answer may take longer than usual.",
    "line.many": "Very many people write to us now. We read everything; an answer may take long.",
    "line.closed": "We are closed now. Write all the same: it waits for us.",
    "line.nobody": "Nobody who speaks your language is here now. Write all the same: it waits for them.",
    "line.limits": "Little or none left now: {what}. You can still ask.",
}
