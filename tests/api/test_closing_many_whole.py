"""Calls about many that can't be meant as a whole, and how many there may be."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.batches import (
    CLOSE,
    CLOSE_QUOTES,
    WHAT,
    close_many,
    counts,
    invalid,
    whole_call_refused,
)
from tests.api.demo import AIKO, ROBOTS, STORES
from tests.api.requests import nothing_changes, post
from tests.conftest import execute

MANY = [CLOSE, CLOSE_QUOTES]
EACH = {"policy": "EACH"}

COPIES = """
  INSERT INTO opportunity (
    id, version, name, name_folded, owner_id, state, is_open, status_reason_id, stage, currency,
    started_on, created_at, created_by_id, updated_at
  )
  WITH RECURSIVE numbers(n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM numbers WHERE n < {last})
  SELECT
    'opp_0000000000000000000000' || n, 1, 'Copy', 'copy', owner_id, 'OPEN', is_open,
    status_reason_id, stage, currency, started_on, created_at, created_by_id, updated_at
  FROM numbers CROSS JOIN opportunity
  WHERE opportunity.id = '{copied}'
"""


TWICE = "It is given twice."
OTHER_LENGTH = "It needs one entry for each of the ids, and none without ids."
ONE = "Give one of these and only one: ids, filter."
OPEN = {"state": {"eq": "OPEN"}}
WHOLE: list[tuple[dict[str, Any], list[Any]]] = [
    ({}, [invalid(ONE)]),
    ({"ids": None, "filter": None}, [invalid(ONE)]),
    ({"ids": [STORES], "filter": OPEN}, [invalid(ONE)]),
    ({"ids": [], "filter": OPEN}, [invalid(ONE)]),
    (
        {"ids": [f"{number}" for number in range(1001)]},
        [invalid("It has more than 1000 entries.", "ids")],
    ),
    (
        {"ids": [STORES, ROBOTS, STORES, ROBOTS, STORES]},
        [invalid(TWICE, "ids", place) for place in "234"],
    ),
    ({"ids": ["", ""]}, [invalid(TWICE, "ids", "1")]),
    ({"ids": [STORES], "expectedVersions": []}, [invalid(OTHER_LENGTH, "expectedVersions")]),
    ({"ids": [], "expectedVersions": [1]}, [invalid(OTHER_LENGTH, "expectedVersions")]),
    ({"filter": OPEN, "expectedVersions": []}, [invalid(OTHER_LENGTH, "expectedVersions")]),
    (
        {"ids": [STORES, STORES], "expectedVersions": [1]},
        [invalid(TWICE, "ids", "1"), invalid(OTHER_LENGTH, "expectedVersions")],
    ),
]


@pytest.mark.parametrize("field", MANY)
def test_a_call_that_cant_be_meant_has_no_results(
    client: TestClient, database_url: str, field: str
) -> None:
    with nothing_changes(database_url):
        for given, errors in WHOLE:
            for more in ({}, EACH, {"dryRun": True}):
                assert close_many(client, field, {**given, **more}) == whole_call_refused(*errors)


@pytest.mark.parametrize("field", MANY)
def test_what_is_to_be_chosen_is_said_in_the_readers_language(
    client: TestClient, field: str
) -> None:
    words = "ids, filter のどちらか一方を指定してください。"
    assert close_many(client, field, {}, "ja") == whole_call_refused(invalid(words))


@pytest.mark.parametrize("field", MANY)
def test_a_filter_may_match_1000(client: TestClient, database_url: str, field: str) -> None:
    execute(database_url, COPIES.format(last=2000, copied=STORES))
    given = {"filter": {"name": {"eq": "Copy"}}, **EACH}

    with nothing_changes(database_url):
        too_many = close_many(client, field, given)
    execute(
        database_url,
        "UPDATE opportunity SET name = 'No' WHERE id = 'opp_00000000000000000000001500'",
    )
    fitting = close_many(client, field, given)

    message = "It matches more than 1000; nothing was done. Narrow it down."
    assert too_many == whole_call_refused(invalid(message, "filter"))
    done = (1000, 0, 0) if field == CLOSE else (0, 1000, 0)
    assert counts(fitting) == done
    assert fitting["errors"] == []


def nested(depth: int) -> Any:
    return {"not": nested(depth - 1)} if depth else {"name": {"eq": "x"}}


WRONG: list[tuple[Any, str]] = [
    ({}, "input.filter is empty; say which opportunities."),
    ({"and": []}, "input.filter.and is empty; leave it out to match everything."),
    ({"or": [{}]}, "input.filter.or.0 is empty; leave it out to match everything."),
    ({"state": None}, "input.filter.state is null; leave it out."),
    ({"name": {"contains": ""}},
     "input.filter.name.contains is empty; leave it out to match everything."),
    (nested(14), f"input.filter{'.not' * 13} is nested more than 12 deep."),
    ({"ownerId": {"in": [AIKO] * 1001}}, "input.filter.ownerId.in has more than 1000 entries."),
]  # fmt: skip


@pytest.mark.parametrize("field", MANY)
def test_a_filter_that_is_wrong_is_a_fault_as_in_a_query(
    client: TestClient, database_url: str, field: str
) -> None:
    """An empty one above all: nobody closes everything by mistake."""
    kind = f"{field[0].upper()}{field[1:]}Input!"
    document = f"mutation($input: {kind}) {{ {field}(input: $input) {{ closedCount }} }}"
    query = "query($f: OpportunityFilter) { opportunities(filter: $f) { totalCount } }"

    with nothing_changes(database_url):
        for filter_, message in WRONG:
            answer = post(client, document, {"input": {**WHAT[field], "filter": filter_}})
            asked = post(client, query, {"f": filter_})

            (fault,), (same,) = answer["errors"], asked["errors"]
            assert answer["data"] == {field: None}
            assert (fault["message"], fault["path"]) == (message, [field])
            assert fault["extensions"] == {"code": "BAD_USER_INPUT"} == same["extensions"]
            if filter_:
                assert f"input.{same['message']}" == message
