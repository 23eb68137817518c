"""Every text we send, in English: the master that translations/<tag>/.../texts.po follow.

A text can be read by whoever holds the phone, and by phone companies. So a notice has no
topic, no words of the caller and no number; each fits one segment of 160 letters, or two
of other scripts. No answer is a word that carriers take for STOP, HELP or START.
"""

from __future__ import annotations

from hotline.domain.booking_texts import BOOKING_TEXTS
from hotline.domain.canned_replies import CANNED_REPLIES
from hotline.domain.conversation_texts import CONVERSATION_TEXTS
from hotline.domain.follow_ups import FOLLOW_UP_TEXTS
from hotline.domain.partner_texts import PARTNER_TEXTS
from hotline.domain.shift_texts import SHIFT_TEXTS

TEXTS = {
    # To volunteers.
    "notice.waiting": "Hotline: a request is waiting ({code}). Reply {short} to take it.",
    "notice.many": "Hotline: {count} requests are waiting: {codes}. Reply one of these to take it.",
    "notice.test": "Hotline: this is a test. You will hear of waiting requests here.",
    "lease.warning": "You hold {code}. It goes back at {time} unless you answer: reply KEEP {code}.",
    "lease.kept": "{code} stays with you until {time}.",
    "lease.over": "{code} went back to the queue. Thank you for looking at it.",
    "claim.not_yours": "{code} is not with you.",
    "hand_over.asked": "{name} asks you to take over {code}. Reply {short} to take it.",
    "claim.won": "{code} is yours. Open the page to listen.",
    "claim.taken": "{code} is already taken by {holder} since {since}.",
    "claim.unknown": "We do not know the code {code}. It is in the text that told you of a request.",
    "claim.closed": "{code} has been dealt with. Thank you.",
    "release.done": "{code} is back in the queue. Thank you for saying so.",
    "resolve.done": "{code} is done. Thank you.",
    "live.nobody": "Hotline: nobody was free for a caller just now. Please look at the page.",
    "live.dead_number": "Hotline: the phone of {name} cannot be rung. Please check the number.",
    "help.wanted": "Hotline: a volunteer asks for your help with {code}. Please call them.",
    "sign_in.code": (
        "Your sign-in code: {code}. It is good for 10 minutes. We never ask for it by phone."
    ),
    # To people who ask for help.
    "ack.request": (
        "This is {name}, neighbors helping neighbors. We have your message, "
        "and somebody will answer. Reply STOP to stop texts."
    ),
    "text.first": (
        "{name}: we have your message. Anyone holding this phone can read it. STOP ends texts."
    ),
    "text.done": "Thank you. We have your message, and a neighbor will answer.",
    "text.added": "Thank you, we added that. A neighbor will read it.",
    "text.person": "A neighbor will read what you write here, and answer. Take your time.",
    "optout.stop": (
        "{name}: no more texts. Your request stays with us. "
        "Text ERASE to erase it, START to get texts again."
    ),
    "optout.start": "{name}: we answer by text again. STOP ends texts.",
    "optout.help": (
        "{name}: neighbors helping for free. Your phone company may charge for texts. "
        "Write, or call and press 0. STOP ends texts. ERASE erases what you wrote."
    ),
    "optout.erase": "{name}: what you wrote here is erased.",
    # To coordinators, when the day's money runs out (promise F3).
    "money.half": (
        "{name}: half of today's money for texts is spent. Is somebody flooding us? The page shows more."
    ),
    "money.most": (
        "{name}: 80% of today's money for texts is spent. At 100% automatic texts stop until midnight UTC."
    ),
    "money.stopped": (
        "{name}: today's money is spent. Automatic texts have stopped; requests still come in. Please watch the page."
    ),
}
TEXTS |= CANNED_REPLIES | CONVERSATION_TEXTS | FOLLOW_UP_TEXTS | PARTNER_TEXTS | SHIFT_TEXTS
TEXTS |= BOOKING_TEXTS
