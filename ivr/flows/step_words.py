"""What is said at a step while it waits, and how it waits: words, choices, seconds."""

from __future__ import annotations

from hotline.types import NOT_KNOWN_YET, Language
from ivr.flows.model import (
    DANGER_KEY,
    DONE,
    LANGUAGES_ON_A_PAGE,
    RECEIPT_KEY,
    SAY_LANGUAGE,
    TEXT_KEY,
    AskStep,
    ConsentStep,
    Flow,
    LanguageStep,
    MenuStep,
    ReceiptStep,
    RecordStep,
    RememberStep,
    SafeContactStep,
    Step,
    TextingStep,
)
from ivr.flows.session import Effect, Listen, Prompt, Record, Session, changed
from ivr.flows.words import BEFORE_KEY, Voice

#: Seconds: the first wait, each wait once somebody has shown that they need longer (V8),
#: and every wait of a relay call (V12).
FIRST_WAIT = 10
LONGER_WAIT = 20
RELAY_WAIT = 60
#: Digits of a receipt.
RECEIPT_DIGITS = 8
#: Digits of a phone number with the prefix that leads abroad: 011 and fifteen.
LONGEST_NUMBER = 18
#: A safe word is one word.
SAFE_WORD_SECONDS, SAFE_WORD_SILENCE = 10, 5
#: "On weekdays after six, not on Friday" takes ten.
SAY_WHEN_SECONDS = 30

#: Pages of the questions on safe contact.
MAY, HOURS, OTHERS, SAFE_WORD, TEXT_HOURS, NUMBER_KEYED, NUMBER_SURE, SAY_WHEN = range(8)
_CONTACT_WORDS = {
    MAY: ("contact_may", ("contact_call", "contact_text", "contact_no", "contact_other")),
    HOURS: ("contact_when", ("contact_any_time", "contact_mornings", "contact_evenings")),
    OTHERS: ("contact_others", ("contact_nothing", "contact_friend", "contact_name")),
    SAFE_WORD: ("contact_safe_word", ()),
    TEXT_HOURS: ("contact_when_text", ("contact_any_time", "contact_mornings", "contact_evenings")),
    NUMBER_KEYED: ("contact_number", ()),
    SAY_WHEN: ("contact_when_tone", ()),
}
#: Pages of a receipt.
NUMBER, OPENED, ERASING, PARTNER = range(4)
#: Stands where the words are said that would be passed on; the engine never has them.
ENVELOPE = "receipt.envelope"
_STATES = {"queued", "claimed", "resolved", "unreached", "sent", "accepted", "cannot", "done"}

Prompts = tuple[Prompt, ...]


def voice_of(flow: Flow, session: Session) -> Voice:
    """How the engine speaks to this caller now."""
    language = session.language or flow.master
    return Voice(flow, language, session.slower, session.channel, session.louder)


def own_words(flow: Flow, session: Session, *names: str) -> Prompts:
    """The engine's own words of these names, for this caller.

    Whose language nobody knows yet hears them in each language of the first page, simply.
    """
    voice = voice_of(flow, session)
    if session.language == NOT_KNOWN_YET and session.channel != "text":
        simple = voice_of(flow, changed(session, slower=True))
        return tuple(simple.own(name, each) for name in names for each in languages_on(flow, 0))
    return tuple(voice.own(name) for name in names)


def pages(flow: Flow) -> int:
    """How many pages of languages there are."""
    return -(-len(flow.languages) // LANGUAGES_ON_A_PAGE)


def languages_on(flow: Flow, page: int) -> tuple[Language, ...]:
    """The languages of one page, in the file's order: the keys 1 to 4."""
    first = page * LANGUAGES_ON_A_PAGE
    return flow.languages[first : first + LANGUAGES_ON_A_PAGE]


def words_at(flow: Flow, session: Session, step: Step) -> Prompts:
    """Everything that is said at a step that waits, before it waits."""
    voice = voice_of(flow, session)
    words = voice.of_step(step)
    if isinstance(step, LanguageStep):
        return words + _languages(flow, session, voice)
    if isinstance(step, MenuStep):
        for option in step.options:
            words += voice.of_option(step, option)
        return words + _doors(flow, session, step, voice)
    if isinstance(step, RecordStep):
        if step == SAY_LANGUAGE:
            return tuple(voice.own("say_language", each) for each in languages_on(flow, 0))
        return words or (voice.own("message"),)
    if isinstance(step, ConsentStep):
        return (voice.own("consent"), *choices(voice, "consent_yes", "consent_no"))
    if isinstance(step, RememberStep):
        return (voice.own("remember"), *choices(voice, "remember_yes", "remember_no"))
    if isinstance(step, TextingStep):
        return (voice.own("texting_ask"), *choices(voice, "texting_yes", "texting_no"))
    if isinstance(step, SafeContactStep):
        return words + _contact(session, voice)
    if isinstance(step, ReceiptStep):
        return words + _receipt(session, voice)
    return words


def choices(voice: Voice, *names: str) -> Prompts:
    """The engine's own choices, their keys 1, 2, 3: each said before its key."""
    said: Prompts = ()
    for key, name in enumerate(names, start=1):
        said += (voice.own(name, pause=BEFORE_KEY), voice.own(f"press_{key}"))
    return said


def steering(flow: Flow, session: Session, step: Step) -> Prompts:
    """The keys that always work: told once, with the first menu, after its choices."""
    if not isinstance(step, MenuStep) or session.channel == "text":
        return ()
    if any(not isinstance(flow.step(name), LanguageStep) for name in session.history):
        return ()
    can_write = step.option(TEXT_KEY) is None and session.reachable and session.textable
    door = texting_door(flow, session) if can_write and not session.opened else ()
    return (voice_of(flow, session).own("steering"), *door)


def texting_door(flow: Flow, session: Session) -> Prompts:
    """How to write instead of talking."""
    voice = voice_of(flow, session)
    return (voice.own("door_text", pause=BEFORE_KEY), voice.own(f"press_{TEXT_KEY}"))


def wait_at(session: Session, step: Step, prompts: Prompts) -> Effect:
    """What is waited for, and how long."""
    safe_word = isinstance(step, SafeContactStep) and session.menu_page == SAFE_WORD
    if safe_word:
        return Record(SAFE_WORD_SECONDS, SAFE_WORD_SILENCE, DONE, prompts)
    if isinstance(step, SafeContactStep) and session.menu_page == SAY_WHEN:
        return Record(SAY_WHEN_SECONDS, SAFE_WORD_SILENCE, DONE, prompts)
    if isinstance(step, RecordStep):
        # Whoever asked for slower may also search for words, or need a breath between them.
        longer = session.patient or session.slower
        silence = RELAY_WAIT if longer else step.silence_seconds
        return Record(step.max_seconds, silence, step.stop_key, prompts)
    # Key 7 is also the way to more time, set once for the whole call.
    seconds = LONGER_WAIT if session.misses or session.slower else FIRST_WAIT
    seconds = RELAY_WAIT if session.patient else seconds
    if isinstance(step, ReceiptStep) and session.menu_page == NUMBER:
        return Listen(RECEIPT_DIGITS, max(seconds, LONGER_WAIT), DONE, prompts)
    if isinstance(step, SafeContactStep) and session.menu_page == NUMBER_KEYED:
        return Listen(LONGEST_NUMBER, max(seconds, LONGER_WAIT), DONE, prompts)
    if isinstance(step, AskStep) and step.digits > 1:
        return Listen(step.digits, seconds, DONE, prompts)
    # No finishing key: '#' has to arrive as a key of its own.
    return Listen(1, seconds, "", prompts)


def _languages(flow: Flow, session: Session, voice: Voice) -> Prompts:
    words: Prompts = ()
    for key, language in enumerate(languages_on(flow, session.menu_page), start=1):
        words += voice.of_language(language, str(key))
    if pages(flow) == 1:
        return words
    # Nobody has chosen yet: by phone it is said to all who know a language of this page.
    on_page = languages_on(flow, session.menu_page)
    for language in (voice.language,) if voice.channel == "text" else on_page:
        words += (voice.own("more_languages", language, BEFORE_KEY), voice.own("press_9", language))
    return words


def _doors(flow: Flow, session: Session, step: MenuStep, voice: Voice) -> Prompts:
    if step.name != flow.first_menu or session.channel == "text":
        return ()
    names = {DANGER_KEY: "door_danger", RECEIPT_KEY: "door_receipt"}
    said: Prompts = ()
    for key in flow.doors:
        said += (voice.own(names[key], pause=BEFORE_KEY), voice.own(f"press_{key}"))
    return said


def _contact(session: Session, voice: Voice) -> Prompts:
    if session.menu_page == NUMBER_SURE:
        # Digit by digit, as they were keyed in: one slip rings a stranger.
        spoken = (voice.own(f"digit_{digit}") for digit in session.other_number)
        sure = choices(voice, "contact_number_right", "contact_number_again")
        return (voice.own("contact_number_is"), *spoken, *sure)
    question, answers = _CONTACT_WORDS.get(session.menu_page, _CONTACT_WORDS[MAY])
    if question == "contact_may" and not session.reachable:
        # Nothing to call or text: 3 and 4 mean what they mean for everybody.
        withheld = [("contact_other", "press_4"), ("contact_no", "press_3")]
        said = (
            prompt
            for name, key in withheld
            for prompt in (voice.own(name, pause=BEFORE_KEY), voice.own(key))
        )
        return (voice.own("contact_may_withheld"), *said)
    if session.menu_page == HOURS and session.agreed is True:
        answers = (*answers, "contact_say_when")
    return (voice.own(question), *choices(voice, *answers))


def _receipt(session: Session, voice: Voice) -> Prompts:
    if session.menu_page == ERASING:
        return (voice.own("receipt_erase_sure"), *choices(voice, "receipt_erase_yes"))
    if session.menu_page == PARTNER:
        envelope = Prompt(ENVELOPE, "", voice.language, session.slower, pause_seconds=BEFORE_KEY)
        yes_or_no = choices(voice, "receipt_partner_yes", "receipt_partner_no")
        return (voice.own("receipt_partner"), envelope, *yes_or_no)
    if session.menu_page == OPENED:
        known = session.opened_state if session.opened_state in _STATES else "queued"
        names = ["receipt_add", "receipt_contact", "receipt_erase"]
        names += ["receipt_partner_back"] if session.partner == "yes" else []
        # One key for it, whether or not there is a fourth choice before it.
        stop = (voice.own("door_stop", pause=BEFORE_KEY), voice.own("press_5"))
        return (voice.own(f"receipt_{known}"), *choices(voice, *names), *stop)
    return (voice.own("receipt_number"),)
