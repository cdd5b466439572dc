"""What text can be stored, and the folded form in which texts are compared."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.text import fold, is_storable

SURROGATES = range(0xD800, 0xE000)


@pytest.mark.parametrize("text", ["", "a", "𠮷", "\ufffd", "\u0001", "\U0010ffff", "北野\n製作所"])
def test_given_text_that_both_databases_hold_then_it_is_storable(text: str) -> None:
    assert is_storable(text)


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "a\udfff", "\udc00\ud800"])
def test_given_nul_or_a_lone_surrogate_then_it_is_not_storable(text: str) -> None:
    assert not is_storable(text)


@settings(deadline=None)
@given(st.text(st.characters()))
def test_given_any_text_then_it_is_storable_exactly_if_utf8_takes_it_and_no_nul_is_in_it(
    text: str,
) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        encodes = False
    else:
        encodes = True

    assert is_storable(text) is (encodes and "\0" not in text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Northwind", "NORTHWIND"),
        ("ＮＯＲＴＨ", "north"),  # noqa: RUF001
        ("ｷﾀﾉ", "キタノ"),
        ("ﾊﾞ", "バ"),
        ("straße", "STRASSE"),
        ("Malmo\u0308", "malmö"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("①", "1"),
        ("㈱ミナト", "(株)ミナト"),
        ("ﬁ", "FI"),
    ],
)
def test_given_texts_that_differ_in_case_or_width_then_they_fold_alike(
    one: str, other: str
) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("malmö", "malmo"), ("は", "ば"), ("は", "ハ"), ("a", "b"), ("a b", "ab")]
)
def test_given_texts_that_differ_in_letters_then_they_fold_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@settings(deadline=None)
@given(st.text())
def test_given_any_text_then_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(st.text())
def test_given_any_text_then_its_folded_form_can_be_stored_if_the_text_can(text: str) -> None:
    assert is_storable(fold(text)) or not is_storable(text)


def test_given_every_character_then_folding_twice_is_folding_once() -> None:
    characters = (chr(code) for code in range(sys.maxunicode + 1) if code not in SURROGATES)

    assert [each for each in characters if fold(fold(each)) != fold(each)] == []
