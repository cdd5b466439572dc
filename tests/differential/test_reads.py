"""Any document is answered alike over HTTP, by the ordinary way, and by the oracle."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given

import resolvers.answering
from tests.costs import text_without_cost
from tests.differential.comparing import lines
from tests.differential.conftest import Asked
from tests.differential.examples import examples
from tests.differential.features import Features
from tests.differential.ways import Request, ordinary, over_http


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Of each request whether it was answered by its operation's plan."""
    found: list[bool] = []
    answer = resolvers.answering.answer

    async def noted(*given: Any) -> bytes | None:
        written = await answer(*given)
        found.append(written is not None)
        return written

    monkeypatch.setattr("server.running.answer", noted)
    return found


def test_given_any_document_then_all_ways_answer_alike(asked: Asked, planned: list[bool]) -> None:
    features = Features()

    @examples(220)
    @given(asked.author.requests())
    def check(requests: Sequence[Request]) -> None:
        for request in requests:
            expected = lines(asked.oracle.answer(request))
            answer = over_http(asked.client, request)
            assert lines(ordinary(asked.client, request)) == lines(answer)
            assert lines(text_without_cost(answer)) == expected
            features.count(request, expected)

    check()
    assert features.lacking() == {}
    assert sum(planned) >= 0.8 * features.calls
