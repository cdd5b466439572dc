"""A fault of the server's own: logged in full under an id, and answered by that id alone."""

import logging
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.demo import HARBOUR, ROBOTS, STORES
from tests.api.requests import post
from tests.conftest import execute

LEAKS = re.compile(
    r"no such table|does not exist|relation|SELECT|INSERT|UPDATE |sqlite|postgres|asyncpg|"
    r"sqlalch|Error\(|Traceback|\.py|/|site-packages|quote_line",
    re.IGNORECASE,
)
"""What an exception, its statement or its traceback would say."""

CLOSES = f'{{ opportunity(id: "{ROBOTS}") {{ closes {{ id }} }} }}'


@pytest.fixture
def broken(client: TestClient, database_url: str) -> TestClient:
    """The application, whose database has lost a table since it was started."""
    execute(database_url, "ALTER TABLE opportunity_close RENAME TO opportunity_close_moved")
    return client


def assert_logged(caplog: pytest.LogCaptureFixture, identifier: str) -> None:
    """The id leads to the one record, which has the traceback."""
    (record,) = (each for each in caplog.records if identifier in each.getMessage())
    assert record.name == "clinch"
    assert record.levelno == logging.ERROR
    assert record.exc_info is not None
    assert "opportunity_close" in caplog.text
    assert "Traceback (most recent call last)" in caplog.text
    assert "database.py" in caplog.text or "reading.py" in caplog.text


def the_fault(answer: Any) -> Any:
    (error,) = answer["errors"]
    identifier = error["extensions"]["id"]
    assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR", "id": identifier}
    assert re.fullmatch(r"[0-9a-f]{32}", identifier)
    assert not LEAKS.search(str(answer)), answer
    return error


def test_a_query_that_fails_is_null_and_leads_to_the_log(
    broken: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "clinch"):
        answer = post(broken, CLOSES)

    error = the_fault(answer)
    identifier = error["extensions"]["id"]
    assert answer["data"] == {"opportunity": None}
    assert error["message"] == (f"Something went wrong on our side. It is logged as {identifier}.")
    assert error["path"] == ["opportunity"]
    assert error["locations"] == [{"line": 1, "column": 3}]
    assert_logged(caplog, identifier)


def test_the_words_are_in_the_readers_language(
    broken: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "clinch"):
        error = the_fault(post(broken, CLOSES, headers={"Accept-Language": "ja"}))

    identifier = error["extensions"]["id"]
    assert error["message"] == f"サーバー側で問題が発生しました。ログ ID: {identifier}"
    assert_logged(caplog, identifier)


def test_a_mutation_that_fails_is_null_and_another_keeps_its_answer(
    broken: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    document = f"""mutation {{
      quotes: closeQuotes(input: {{opportunityId: "{ROBOTS}"}}) {{ opportunity {{ version }} }}
      first: closeOpportunity(input: {{opportunityId: "{STORES}", outcome: WON}}) {{ __typename }}
      second: closeOpportunity(input: {{opportunityId: "{HARBOUR}", outcome: WON}}) {{
        close {{ id }}
      }}
    }}"""

    with caplog.at_level(logging.ERROR, "clinch"):
        answer = post(broken, document)

    assert answer["data"] == {
        "quotes": {"opportunity": {"version": 2}},
        "first": None,
        "second": None,
    }
    first, second = answer["errors"]
    assert (first["path"], second["path"]) == (["first"], ["second"])
    assert first["extensions"]["id"] != second["extensions"]["id"]
    assert not LEAKS.search(str(answer))
    for error in (first, second):
        assert_logged(caplog, error["extensions"]["id"])
    read = post(broken, f'{{ opportunity(id: "{ROBOTS}") {{ version state }} }}')
    assert read == {"data": {"opportunity": {"version": 2, "state": "OPEN"}}}


def test_a_refusal_whose_records_cant_be_read_is_a_fault_too(
    broken: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    document = f"""mutation {{
      closeOpportunity(input: {{opportunityId: "{ROBOTS}", outcome: WON}}) {{
        errors {{ ... on BlockingQuotesError {{ opportunity {{ closes {{ id }} }} }} }}
      }}
    }}"""

    with caplog.at_level(logging.ERROR, "clinch"):
        answer = post(broken, document)

    assert answer["data"] == {"closeOpportunity": None}
    assert_logged(caplog, the_fault(answer)["extensions"]["id"])


def test_a_fault_leaves_nothing_behind_for_the_next_request(
    broken: TestClient, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.CRITICAL, "clinch"):
        # More often than there are connections.
        for _ in range(8):
            the_fault(post(broken, CLOSES))
            document = f"""mutation {{
              closeOpportunity(input: {{opportunityId: "{STORES}", outcome: WON}}) {{ __typename }}
            }}"""
            the_fault(post(broken, document))
    execute(database_url, "ALTER TABLE opportunity_close_moved RENAME TO opportunity_close")

    assert post(broken, CLOSES) == {"data": {"opportunity": {"closes": []}}}
    document = f"""mutation {{
      closeOpportunity(input: {{opportunityId: "{STORES}", outcome: WON}}) {{
        opportunity {{ version }} errors {{ code }}
      }}
    }}"""
    closed = {"closeOpportunity": {"opportunity": {"version": 2}, "errors": []}}
    assert post(broken, document) == {"data": closed}
