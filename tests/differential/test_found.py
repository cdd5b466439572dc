"""pageInfo says what it is asked for, even where that says nothing of the page's records."""

import pytest

from tests.differential.comparing import lines
from tests.differential.conftest import Asked
from tests.differential.ways import Request, ordinary, over_http

DOCUMENTS = (
    "{ accounts { pageInfo { __typename } } }",
    "{ accounts { pageInfo { hasPreviousPage } } }",
    "{ accounts(first: 0) { pageInfo { hasPreviousPage } } }",
    "{ accounts(last: 2) { totalCount pageInfo { hasNextPage } } }",
    "{ opportunities(first: 2) { nodes { quotes { pageInfo { hasPreviousPage } } } } }",
    "{ opportunities(first: 2) { nodes { quotes(last: 1) { pageInfo { hasNextPage } } } } }",
)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_given_page_info_that_no_record_decides_then_it_is_answered(
    asked: Asked, document: str
) -> None:
    request = Request(document)

    expected = lines(asked.oracle.answer(request))

    assert lines(ordinary(asked.client, request)) == expected
    assert lines(over_http(asked.client, request)) == expected
