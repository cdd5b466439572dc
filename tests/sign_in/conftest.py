"""The provider of these tests, with a key of each kind."""

from collections.abc import Iterator

import pytest

from tests.sign_in.provider import Provider, provider, signer

RSA = signer("rsa")
EC = signer("ec", "ES256")
EDWARDS = signer("edwards", "EdDSA")


@pytest.fixture
def acme() -> Iterator[Provider]:
    """A provider of a test's own, which has three keys."""
    with provider(RSA, EC, EDWARDS) as running:
        yield running


@pytest.fixture(scope="module")
def steady() -> Iterator[Provider]:
    """One for a module's tests that change nothing of it."""
    with provider(RSA, EC, EDWARDS) as running:
        yield running
