"""A phone number cannot be printed, and a language needs no list."""

from __future__ import annotations

import pytest

from hotline.errors import NotAPhoneNumber
from hotline.types import Language, PhoneNumber, is_sid, new_id


def test_a_number_has_no_text_form():
    number = PhoneNumber.parse("+15550100001")
    for use in (str, format, "{}".format, "%s".__mod__):
        with pytest.raises(TypeError):
            use(number)
    assert "555" not in repr(number)
    assert "555" not in repr([number])
    assert number.reveal() == "+15550100001"


@pytest.mark.parametrize(
    "written", ["+15550100001", "(555) 010-0001", "555 010 0001", " +1 555-010-0001 "]
)
def test_a_number_is_read_as_people_write_it(written):
    assert PhoneNumber.parse(written).reveal() == "+15550100001"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "anonymous",
        "Restricted",
        "+266696687",
        "+86282452253",
        "client:rosa",
        "12",
        "+1",
        "911x",
    ],
)
def test_withheld_spelled_out_and_impossible_numbers_are_nobody(written):
    with pytest.raises(NotAPhoneNumber):
        PhoneNumber.parse(written)
    assert PhoneNumber.parse_caller(written) is None


@pytest.mark.parametrize("tag", ["en", "ht", "mam", "zh-Hant", "quc"])
def test_languages_that_no_library_knows_are_languages(tag):
    assert str(Language(tag)) == tag


@pytest.mark.parametrize("tag", ["", "English", "e", "en_US", "../x", "en-"])
def test_what_is_no_tag_is_refused(tag):
    with pytest.raises(ValueError, match="language tag"):
        Language(tag)


def test_sids_have_the_documented_form():
    assert is_sid("RE" + "a" * 32, "RE")
    assert not is_sid("RE" + "a" * 31, "RE")
    assert not is_sid("CA" + "a" * 32, "RE")
    assert not is_sid("RE" + "a" * 30 + "/.", "RE")


def test_ids_are_random_version_4():
    assert new_id()[12] == "4"
    assert new_id() != new_id()
