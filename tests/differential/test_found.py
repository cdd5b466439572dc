"""The smallest documents of which the ways have ever disagreed."""

import pytest

from tests.costs import text_without_cost
from tests.differential.comparing import lines
from tests.differential.conftest import Asked
from tests.differential.ways import Request, ordinary, over_http

NESTED_PAGE_INFO = (
    "{ opportunities(first: 2) { nodes { quotes { pageInfo { hasPreviousPage } } } } }",
    "{ opportunities(first: 2) { nodes { quotes(last: 1) { pageInfo { hasNextPage } } } } }",
)
PAGE_INFO = (
    "{ accounts { pageInfo { __typename } } }",
    "{ accounts { pageInfo { hasPreviousPage } } }",
    "{ accounts(last: 2) { totalCount pageInfo { hasNextPage } } }",
)
"""pageInfo alone, of which no record decides anything."""

NOTHING_OF_RECORDS = (
    "{ quoteStatusReasons { __typename } }",
    "{ opportunityStatusReasons { code @skip(if: true) } }",
    "{ quotes { nodes { lines { __typename } } } }",
    '{ nodes(ids: ["acc_00000000000000000000000001", "?"]) { __typename } }',
    "{ users { edges { node { __typename } } } }",
)
"""Lists of records of which nothing is read that is stored."""


@pytest.mark.parametrize("document", [*NESTED_PAGE_INFO, *PAGE_INFO, *NOTHING_OF_RECORDS])
def test_given_a_document_that_was_answered_wrongly_then_all_ways_agree(
    asked: Asked, document: str
) -> None:
    call = Request(document)

    expected = lines(asked.oracle.answer(call))

    assert lines(text_without_cost(ordinary(asked.client, call))) == expected
    assert lines(text_without_cost(over_http(asked.client, call))) == expected
