"""Every rule of the format, each with its line and column; YAML's traps; all mistakes at once."""

from __future__ import annotations

import time

import pytest

from ivr.flows.library import default_flow_path
from ivr.flows.loader import load_flow
from ivr.flows.model import LanguageStep, MenuStep, RecordStep
from tests.flows.builders import MENU, SHORTEST, default_flow, flow_of, mistakes_of, told


def test_the_shortest_file_is_already_humane() -> None:
    flow = flow_of(SHORTEST)
    step = flow.step("hello")
    assert isinstance(step, RecordStep)
    assert (step.max_seconds, step.silence_seconds, step.stop_key) == (300, 10, "#")
    assert step.keep_if_hung_up
    assert step.then == "~kept"
    assert [language.tag for language in flow.languages] == ["en"]


def test_the_default_flow_has_no_mistake_and_no_warning() -> None:
    flow = default_flow()
    assert flow.warnings == ()
    tags = [language.tag for language in flow.languages]
    assert tags == ["en", "es", "ko", "fr", "zh", "vi", "ar"]
    assert len(flow.version) == 16


def test_the_same_words_are_the_same_version() -> None:
    assert flow_of().version == flow_of().version
    assert flow_of().version != flow_of(MENU + "# more\n").version


def test_choose_language_goes_on_to_the_step_below() -> None:
    step = flow_of(MENU.replace("choose_language: {}\n    then: need", "choose_language:")).step(
        "which"
    )
    assert isinstance(step, LanguageStep)
    assert step.then == "need"


# What YAML would turn into something else stays what was written.


@pytest.mark.parametrize("words", ["no", "yes", "on", "off", "010", "01234", "22:30", "~", "null"])
def test_a_word_stays_a_word(words: str) -> None:
    assert flow_of(SHORTEST.replace("Hello neighbor.", words)).step("hello").say == words


def test_keys_and_phone_numbers_stay_text() -> None:
    menu = flow_of(MENU.replace("topic: food", "topic: +15551234567")).step("need")
    assert isinstance(menu, MenuStep)
    assert menu.options[0].topic == "+15551234567"
    assert menu.options[0].key == "1"


@pytest.mark.parametrize(
    ("line", "start"),
    [
        ("    say: Press 1: food", "menu.yaml:4:17: a second colon in one line"),
        ("    say: *", "menu.yaml:4:11: a * or & that stands alone"),
        ("    say: *star", "menu.yaml:4:10: a * that does not stand in quotes"),
        ("    say: 'x", "menu.yaml:4:10: a quotation mark is opened and never closed"),
        ("\tsay: x", "menu.yaml:4:1: a tab at the beginning of a line"),
        ("    say: @home", "menu.yaml:4:10: text cannot begin with @"),
        ("    say: {x: y", "menu.yaml:5:11: a { that is not closed with }"),
        ("    say: [x, y", "menu.yaml:5:11: a [ that is not closed with ]"),
        ('    say: "x\\q"', "menu.yaml:4:12: a \\ inside double quotes"),
        ("    say: a\x07b", "menu.yaml:4:11: a letter that no text may have"),
        ("    say: " + "[" * 2000, "menu.yaml:4:"),
    ],
)
def test_yaml_errors_are_told_in_plain_words(line: str, start: str) -> None:
    [mistake] = told(SHORTEST.replace("    say: Hello neighbor.", line))
    assert mistake.startswith(start)
    assert "token" not in mistake
    assert " – " in mistake


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", "menu.yaml:1:1: the file is empty – begin with 'hotline:' and the name"),
        ("hello", "menu.yaml:1:1: this is no flow – begin with 'hotline:' and the name"),
        (
            "hotline: A\n---\nhotline: B\n",
            "menu.yaml:2:1: a second '---': one file is one flow – "
            "put the second flow into its own file",
        ),
    ],
)
def test_what_is_no_flow_at_all(text: str, mistake: str) -> None:
    assert told(text) == [mistake]


def test_a_comment_sign_without_quotes_is_an_empty_value() -> None:
    assert told(SHORTEST.replace("record: {}", "record: {stop_key: #}\n    }"))[0].startswith(
        "menu.yaml:"
    )
    [mistake] = told(SHORTEST.replace("say: Hello neighbor.", "say: #hello"))
    assert "text that begins with # needs quotes" in mistake


def test_tags_make_no_objects() -> None:
    flow = flow_of(SHORTEST.replace("Hello neighbor.", "!!python/object/apply:os.getcwd x"))
    assert flow.step("hello").say == "x"


def test_aliases_that_contain_themselves_do_no_harm() -> None:
    assert told("hotline: A\nsteps: &a\n  one: *a\n")


# The twelve rules.


def test_rule_1_unknown_names_with_did_you_mean() -> None:
    assert "menu.yaml:3:8: no step called 'helo' – did you mean 'hello'?" in told(
        MENU.replace("start: hello", "start: helo")
    )
    assert "menu.yaml:7:11: no step called 'wich' – did you mean 'which'?" in told(
        MENU.replace("then: which", "then: wich")
    )
    [mistake] = told(MENU.replace("    other_text:", "    othr_text:"))
    assert mistake == (
        "menu.yaml:16:5: step 'need' has no 'othr_text' – did you mean 'other_text'?"
    )


def test_rule_1_a_misspelt_link_is_told_once() -> None:
    assert len(told(MENU.replace("then: which", "then: wich"))) == 1


def test_rule_1_unknown_keys_at_every_level() -> None:
    text = MENU.replace("hotline:", "hotlin:", 1).replace("topic: food", "topik: food")
    text = text.replace("record: {}", "record: {maximum: 3}").replace("digits: 6", "digit: 6")
    assert [line.split(" – ")[0] for line in told(text)] == [
        "menu.yaml:1:1: a flow has no 'hotlin'",
        "menu.yaml:14:37: choice '1' has no 'topik'",
        "menu.yaml:19:11: 'ask' has no 'digit'",
        "menu.yaml:23:14: 'record' has no 'maximum'",
    ]


def test_rule_2_unreachable() -> None:
    assert told(MENU + "  orphan:\n    say: Nobody.\n    then: done\n") == [
        "menu.yaml:28:3: nothing leads to step 'orphan' – lead there with 'then' or 'goto', "
        "or delete it"
    ]


def test_rule_3_no_way_out() -> None:
    assert told(MENU.replace("    then: which\n", "")) == [
        "menu.yaml:5:3: step 'hello' leads nowhere – add 'then: which'",
    ]


def test_rule_4_round_and_round() -> None:
    text = MENU.replace("    then: done", "    then: hello").replace(
        "    other_text: story", "    other_text: story\n    no_input: story"
    )
    assert any("a silent caller goes round for ever" in line for line in told(text))
    loop = "hotline: A\nsteps:\n  a:\n    say: x\n    then: b\n  b:\n    say: y\n    then: a\n"
    assert told(loop) == [
        "menu.yaml:3:3: a silent caller goes round for ever: a → b → a – "
        "lead one of them to a step with 'queue: {}'"
    ]


def test_rule_5_what_is_no_key() -> None:
    [mistake] = told(MENU.replace("      2: {label", "      12: {label"))
    assert mistake == "menu.yaml:15:7: '12' is not a phone key – use 1, 2, 3, 4, 5, 6 or 8"


def test_rule_5_a_key_twice() -> None:
    text = MENU.replace("      2: {label", "      1: {label")
    assert told(text)[0] == (
        "menu.yaml:15:7: '1' is written twice (first on line 14) – keep one of them"
    )


@pytest.mark.parametrize(
    "words",
    [
        "For a bed press 3.",
        "Para una cama oprima 3.",
        "Para una cama, marque el 3.",
        "잠자리는 3번을 누르세요",
        "للطعام اضغط ٣",
        "ले press ३",
    ],
)
def test_rule_5_a_key_that_is_told_and_missing(words: str) -> None:
    [mistake] = mistakes_of(MENU.replace("What would help?", words))
    assert (mistake.line, mistake.column) == (12, 10)
    assert mistake.message == "the words say 3, and there is no choice 3"


def test_rule_5_keys_that_exist_or_are_reserved_may_be_told() -> None:
    assert not told(MENU.replace("What would help?", "Press 1 for food, press 0 for a person."))
    assert not told(MENU.replace("What would help?", "We are here for 3 more hours."))


def test_rule_9_a_word_that_leads_to_two_places() -> None:
    [mistake] = mistakes_of(MENU.replace("topic: housing", "topic: housing, words: [Comída.]"))
    assert mistake.line == 15
    assert mistake.message == "'Comída.' leads to two places: choices 1 and 2"


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("alto", "STOP"),
        ("FIN", "STOP"),
        ("Ayuda", "HELP"),
        ("yes", "START"),
        ("توقف", "STOP"),
        ("그만", "STOP"),
        ("dừng", "STOP"),
        ("arrêt", "STOP"),
    ],
)
def test_rule_9_words_that_carriers_keep(word: str, meaning: str) -> None:
    [mistake] = mistakes_of(MENU.replace("[groceries, comida]", f"[{word}]"))
    assert mistake.message == f"'{word}' means {meaning} to phone companies and people"
    assert mistake.line == 14


def test_rule_10_the_letter_that_made_a_text_dear() -> None:
    long = "We are here. " * 10 + "Kay nan ê."
    flow = flow_of(SHORTEST.replace("    record", f'    text: "{long}"\n    record'))
    [warning] = flow.warnings
    assert str(warning).startswith("menu.yaml:5:11: ê makes this text 3 segments, not 1")


def test_rule_10_a_text_the_carrier_would_refuse() -> None:
    text = SHORTEST.replace("    record", f"    text: {'a ' * 900}\n    record")
    assert mistakes_of(text)[0].message == "a text cannot have 1799 letters"


def test_rule_11_too_long_to_keep_in_mind() -> None:
    [warning] = flow_of(SHORTEST.replace("Hello neighbor.", "Hello neighbor. " * 30)).warnings
    assert (warning.line, warning.column) == (4, 10)
    assert "seconds of speech" in warning.message


def test_rule_11_too_many_choices() -> None:
    more = "".join(f"      {key}: {{label: L{key}, goto: story}}\n" for key in "34568")
    text = MENU.replace("    other_text", more + "    other_text")
    assert mistakes_of(text)[0].message == "7 choices are too many to remember"
    five = "".join(f"      {key}: {{label: L{key}, goto: story}}\n" for key in "345")
    [warning] = flow_of(MENU.replace("    other_text", five + "    other_text")).warnings
    assert warning.message == "menu 'need' has five choices"


@pytest.mark.parametrize("key", ["0", "7", "9", '"*"', '"#"'])
def test_rule_12_reserved_keys_are_no_choices(key: str) -> None:
    [mistake] = mistakes_of(MENU.replace("      2: {label", f"      {key}: {{label"))
    assert (mistake.line, mistake.column) == (15, 7)
    assert "cannot be a choice: in every step it means" in mistake.message


# Values.


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("record: {}", "record: {max: 301}", "'max' cannot be '301'"),
        ("record: {}", "record: {max: lots}", "'max' cannot be 'lots'"),
        ("record: {}", "record: {silence: 1}", "'silence' cannot be '1'"),
        ("record: {}", 'record: {stop_key: "5"}', "'5' cannot end a recording"),
        ("record: {}", "record: {}\n    if_hung_up: kep", "'if_hung_up' cannot be 'kep'"),
        ("record: {}", "record: yes", "'record' needs named lines here"),
        (
            "record: {}",
            "record: {}\n    queue: {}",
            "step 'story' does two things: 'record' and 'queue'",
        ),
        ("say: Tell us.", "say: {a: b}", "'say' needs text here"),
        ("say: Tell us.", 'say: ""', "'say' is empty"),
        ("say: Tell us.", "say: By {promis}.", "there is no {promis}"),
        ("say: Tell us.", 'say: "By {Promise}."', "a { or } that stands alone"),
        ("label: Food, ", "", "choice '1' has no 'label'"),
        ("[en, es, ko]", "[en, es, es]", "'es' is written twice"),
        ("[en, es, ko]", "[]", "'languages' is empty"),
        ("  code:", "  Code one:", "'Code one' cannot be the name of a step"),
    ],
)
def test_values_that_cannot_be(old: str, new: str, message: str) -> None:
    assert message in [mistake.message for mistake in mistakes_of(MENU.replace(old, new))]


def test_a_language_is_no_list_of_ours() -> None:
    assert [str(tag) for tag in flow_of(MENU.replace("ko]", "mam]")).languages] == [
        "en",
        "es",
        "mam",
    ]
    [mistake] = mistakes_of(MENU.replace("ko]", "Korean]"))
    assert (mistake.line, mistake.column) == (2, 21)


def test_all_mistakes_are_told_at_once_in_the_files_order() -> None:
    text = (
        MENU.replace("start: hello", "start: helo")
        .replace("{label: Home, goto: code", "{goto: cod")
        .replace("record: {}", "record: {max: 1}")
    )
    lines = [mistake.line for mistake in mistakes_of(text)]
    assert lines == sorted(lines)
    assert len(lines) >= 4


def test_a_mistake_reads_file_line_column_message_hint() -> None:
    [mistake] = mistakes_of(MENU.replace("then: which", "then: wich"))
    assert str(mistake) == "menu.yaml:7:11: no step called 'wich' – did you mean 'which'?"


def test_two_hundred_steps_load_quickly(capsys: pytest.CaptureFixture[str]) -> None:
    steps = "".join(
        f"  s{number}:\n    say: Words of step {number}, and more of them.\n    menu:\n"
        f"      1: {{label: Go on, goto: s{number + 1}, topic: food, words: [on{number}]}}\n"
        f"      2: {{label: Stop here, goto: s200}}\n"
        for number in range(200)
    )
    text = f"hotline: A\nsteps:\n{steps}  s200:\n    queue: {{}}\n"
    began = time.perf_counter()
    flow = load_flow(text, "long.yaml")
    took = (time.perf_counter() - began) * 1000
    with capsys.disabled():
        print(f"\n200 steps load in {took:.0f} ms")
    assert len(flow.steps) == 201


def test_the_default_file_is_what_the_path_names() -> None:
    assert default_flow_path().name == "default.yaml"
