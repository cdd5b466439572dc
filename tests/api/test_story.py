"""The story that GraphiQL's tabs tell, on both databases."""

from starlette.testclient import TestClient

from server.graphiql import STORY, story_document
from tests.api.requests import post


def test_the_story_runs_from_the_first_tab_to_the_last(client: TestClient) -> None:
    answers = [post(client, story_document(tab)) for tab in STORY]

    assert not [answer for answer in answers if "errors" in answer]
    listed, blocked, closed_quotes, closed, reopened = (answer["data"] for answer in answers)
    assert listed["opportunities"]["totalCount"] == 4
    (error,) = blocked["closeOpportunity"]["errors"]
    assert error["code"] == "OPPORTUNITY_HAS_ACTIVE_QUOTES"
    assert [quote["number"] for quote in error["quotes"]] == ["Q-DEMX0002", "Q-DEMX0001"]
    assert len(closed_quotes["closeQuotes"]["closedQuotes"]) == 3
    assert closed["closeOpportunity"]["opportunity"]["state"] == "WON"
    assert reopened["reopenOpportunity"]["opportunity"]["state"] == "OPEN"
