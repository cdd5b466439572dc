"""The story that GraphiQL's tabs tell, on both databases."""

from typing import Any

from starlette.testclient import TestClient

from server.graphiql import STORY, story_document


def post(client: TestClient, query: str, **variables: Any) -> Any:
    response = client.post("/graphql", json={"query": query, "variables": variables})
    assert response.status_code == 200
    return response.json()


def test_the_story_runs_from_the_first_tab_to_the_last(client: TestClient) -> None:
    answers = [post(client, story_document(tab)) for tab in STORY]

    assert not [answer for answer in answers if "errors" in answer]
    listed, blocked, closed_quotes, closed, reopened = (
        answer["data"] for answer in answers
    )
    assert listed["opportunities"]["totalCount"] == 4
    (error,) = blocked["closeOpportunity"]["errors"]
    assert error["code"] == "OPPORTUNITY_HAS_ACTIVE_QUOTES"
    assert [quote["number"] for quote in error["quotes"]] == [
        "Q-DEMX0002",
        "Q-DEMX0001",
    ]
    assert len(closed_quotes["closeQuotes"]["closedQuotes"]) == 3
    assert closed["closeOpportunity"]["opportunity"]["state"] == "WON"
    assert reopened["reopenOpportunity"]["opportunity"]["state"] == "OPEN"
