"""Any document is answered alike over HTTP, by the ordinary way, and by the oracle."""

from collections.abc import Sequence

from hypothesis import given

from tests.differential.comparing import lines
from tests.differential.conftest import Asked
from tests.differential.examples import examples
from tests.differential.ways import Request, ordinary, over_http


def test_given_any_document_then_all_ways_answer_alike(asked: Asked) -> None:
    @examples(150)
    @given(asked.author.requests())
    def check(requests: Sequence[Request]) -> None:
        for request in requests:
            expected = lines(asked.oracle.answer(request))
            assert lines(ordinary(asked.client, request)) == expected
            assert lines(over_http(asked.client, request)) == expected

    check()
