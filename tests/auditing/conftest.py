"""The OpenID provider of these tests."""

from collections.abc import Iterator

import pytest

from tests.sign_in.conftest import RSA
from tests.sign_in.provider import Provider, provider


@pytest.fixture(scope="module")
def acme() -> Iterator[Provider]:
    with provider(RSA) as running:
        yield running
