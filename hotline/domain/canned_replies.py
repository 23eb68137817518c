"""Replies chosen by their meaning: read in the volunteer's language, sent in the person's.

English masters; translations/<tag>/LC_MESSAGES/texts.po has the others. Each fits one
segment, or two of other letters, and passes the deny-list. A network adds its own in a file
(hotline/adapters/own_replies.py).
"""

from __future__ import annotations

#: In the order of a page: first contact, questions, news, endings.
CANNED_REPLIES = {
    "canned.looking": "We are looking for a way to help. We will write again, also if it is a no.",
    "canned.more": "Please tell us a little more, in your own words and your own language.",
    "canned.when_call": "When can we call you? Write a day and a time, or that you would rather not.",
    "canned.where": "Where can we bring it? A crossing or a bus stop is enough.",
    "canned.how_many": "For how many people is it? Is there anything they can't eat?",
    "canned.today": "We can do it today. Is that good for you? 1 yes 2 no",
    "canned.tomorrow": "We can do it tomorrow. Is that in time? 1 yes 2 no",
    "canned.on_its_way": "It is on its way to you. Write here if anything changes.",
    "canned.cannot": "We can't help with this ourselves. We will write to you who may.",
    "canned.still": "Do you still need this? 1 yes 2 no",
    "canned.came": "Did it come, and was it all right? Write to us if anything is missing.",
    "canned.thanks": "Thank you for writing to us. You can write here again at any time.",
}
