"""A server that is killed while it closes many: all of them are closed, or none."""

import http.client
import json
import signal
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import execute
from tests.server.commands import Served, serving
from tests.server.test_killed import column

DOCUMENT = """mutation($input: CloseOpportunitiesInput!) {
  closeOpportunities(input: $input) { closedCount errors { code } }
}"""
MANY = 400
COPIES = """
  INSERT INTO opportunity (
    id, version, name, name_folded, owner_id, state, is_open, status_reason_id, stage, currency,
    started_on, created_at, created_by_id, updated_at
  )
  WITH RECURSIVE numbers(n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1399)
  SELECT
    'opp_0000000000000000000000' || n, 1, 'Copy', 'copy', owner_id, 'OPEN', is_open,
    status_reason_id, stage, currency, started_on, created_at, created_by_id, updated_at
  FROM numbers CROSS JOIN opportunity
  WHERE opportunity.id = 'opp_00000000000000000000000003'
"""
COUNTS = """
  SELECT count(*) FROM opportunity WHERE name = 'Copy' AND state <> 'OPEN'
  UNION ALL SELECT count(*) FROM opportunity_close
    WHERE opportunity_id IN (SELECT id FROM opportunity WHERE name = 'Copy')
  UNION ALL SELECT count(*) FROM event
    WHERE opportunity_id IN (SELECT id FROM opportunity WHERE name = 'Copy')
"""


def send(served: Served, answers: list[int]) -> None:
    """Close all of them; what is answered, if anything is."""
    given = {"ids": [f"opp_{number:026}" for number in range(1000, 1000 + MANY)], "outcome": "WON"}
    request = urllib.request.Request(
        f"{served.address}/graphql",
        json.dumps({"query": DOCUMENT, "variables": {"input": given}}).encode(),
        {"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            answer = json.load(response)["data"]["closeOpportunities"]
    except (OSError, http.client.HTTPException):
        return
    answers.append(answer["closedCount"])


@pytest.mark.parametrize("after", [0.02, 0.1, 0.3, 0.6])
def test_given_a_server_was_killed_then_all_or_none_are_closed(
    tmp_path: Path, database_url: str, after: float
) -> None:
    execute(database_url, COPIES)
    answers: list[int] = []
    with serving(tmp_path, CLINCH_DATABASE_URL=database_url) as served:
        sending = threading.Thread(target=send, args=(served, answers))
        sending.start()
        time.sleep(after)
        assert served.end(signal.SIGKILL) == -signal.SIGKILL
        sending.join()

    # By one statement: on PostgreSQL a COMMIT that was sent may still be under way.
    counts = column(database_url, COUNTS)
    assert counts == [counts[0]] * 3
    assert counts[0] in ({MANY} if answers else {0, MANY})
