"""What can be an idempotency key, and what a key that is stored says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.idempotency import (
    KeyedCall,
    Remembered,
    Replay,
    Run,
    decide_keyed,
    is_key,
    key_id,
)
from domain.refusals import IdempotencyKeyReused, Refused

KEYS = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=255)
CALL = KeyedCall("id", "this call", ("input", "idempotencyKey"))
ONE, OTHER = "usr_00000000000000000000000001", "usr_00000000000000000000000002"


@given(KEYS)
def test_whatever_ascii_prints_is_a_key(text: str) -> None:
    assert is_key(text)


@given(st.text(), st.characters(exclude_categories=()).filter(lambda c: not " " <= c <= "~"))
def test_nothing_else_is_in_one(text: str, character: str) -> None:
    assert not is_key(text + character)
    assert not is_key(character + text)


@pytest.mark.parametrize("text", ["", "x" * 256])
def test_a_key_has_1_to_255_characters(text: str) -> None:
    assert not is_key(text)


@given(st.tuples(st.sampled_from([ONE, OTHER]), KEYS), st.data())
def test_no_two_keys_are_stored_as_one(first: tuple[str, str], data: st.DataObject) -> None:
    second = data.draw(st.tuples(st.sampled_from([ONE, OTHER]), st.sampled_from([first[1], "k"])))

    assert (key_id(*first) == key_id(*second)) is (first == second)
    assert len(key_id(*first)) == 64


def test_a_key_that_is_new_is_to_be_run() -> None:
    assert decide_keyed(CALL, Remembered("this call")) == Run()


def test_a_call_that_was_made_is_replayed() -> None:
    assert decide_keyed(CALL, Remembered("this call", "{}")) == Replay("{}")


def test_another_call_has_used_the_key() -> None:
    decision = decide_keyed(CALL, Remembered("another", "{}"))

    assert decision == Refused((IdempotencyKeyReused(("input", "idempotencyKey")),))
