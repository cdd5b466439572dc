"""Whatever is changed of a valid token, nobody else is signed in by it."""

import asyncio
import string

from hypothesis import given
from hypothesis import strategies as st

from server.sign_in.refusing import TokenRefused
from tests.differential.examples import examples
from tests.sign_in.conftest import EC, EDWARDS, RSA
from tests.sign_in.provider import Provider, Signer

CHARACTERS = f"{string.ascii_letters}{string.digits}-_"
OTHERS = st.one_of(st.sampled_from(f"{CHARACTERS}.=+/ \0\n"), st.characters())
SIGNERS = st.sampled_from([RSA, EC, EDWARDS])


def refused(acme: Provider, tokens: list[str]) -> list[bool]:
    verifier = acme.tokens()

    async def each() -> list[bool]:
        return [await is_refused(token) for token in tokens]

    async def is_refused(token: str) -> bool:
        try:
            await verifier.verify(token)
        except TokenRefused:
            return True
        return False

    return asyncio.run(each())


def test_every_single_bit_counts(steady: Provider) -> None:
    # The last character of a part has bits that stand for nothing: they count, too.
    for by in (RSA, EC, EDWARDS):
        token = steady.token(by)
        changed = [
            f"{token[:place]}{chr(ord(token[place]) ^ 1 << bit)}{token[place + 1 :]}"
            for place in range(len(token))
            for bit in range(7)
        ]

        assert refused(steady, [token, *changed]) == [False, *[True] * len(changed)]


@given(data=st.data(), by=SIGNERS)
@examples(60)
def test_every_character_counts(steady: Provider, data: st.DataObject, by: Signer) -> None:
    token = steady.token(by)
    place = data.draw(st.integers(0, len(token)))
    other = data.draw(OTHERS.filter(lambda each: token[place : place + 1] != each))
    kinds = {
        "replaced": f"{token[:place]}{other}{token[place + 1 :]}",
        "added": f"{token[:place]}{other}{token[place:]}",
        "left out": f"{token[:place]}{token[place + 1 :]}",
        "cut": token[:place],
    }
    changed = [each for each in kinds.values() if each != token]

    assert refused(steady, changed) == [True] * len(changed)


@given(data=st.data(), one=SIGNERS, other=SIGNERS)
@examples(40)
def test_parts_of_two_tokens_are_none(
    steady: Provider, data: st.DataObject, one: Signer, other: Signer
) -> None:
    tokens = [steady.token(one, sub="a"), steady.token(other, sub="b")]
    choice = data.draw(st.lists(st.integers(0, 1), min_size=3, max_size=3))
    mixed = ".".join(tokens[of].split(".")[part] for part, of in enumerate(choice))

    assert refused(steady, [mixed]) == [mixed not in tokens]


@given(token=st.one_of(st.text(), st.text(f"{CHARACTERS}."), st.binary().map(bytes.hex)))
@examples(100)
def test_no_text_makes_it_fail(steady: Provider, token: str) -> None:
    assert refused(steady, [token]) == [True]
