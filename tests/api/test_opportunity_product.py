"""What an opportunity is mainly about selling."""

from starlette.testclient import TestClient

from tests.api.demo import STORES
from tests.api.requests import call, nothing_changes

NO_PRODUCT = "prd_7zzzzzzzzzzzzzzzzzzzzzzzzz"
SHOWN = "opportunity { product { name } } errors { code path }"


def a_product(client: TestClient) -> str:
    given = {"name": "Robot", "listPrice": {"amount": "10", "currency": "USD"}}
    identifier: str = call(client, "createProduct", given, "product { id }")["product"]["id"]
    return identifier


def test_it_is_given_changed_and_taken_away(client: TestClient) -> None:
    product = a_product(client)
    given = {"name": "Deal", "currency": "USD", "productId": product}

    created = call(client, "createOpportunity", given, SHOWN)
    changed = call(
        client, "updateOpportunity", {"opportunityId": STORES, "productId": product}, SHOWN
    )
    emptied = call(client, "updateOpportunity", {"opportunityId": STORES, "productId": None}, SHOWN)

    robot = {"opportunity": {"product": {"name": "Robot"}}, "errors": []}
    assert [created, changed] == [robot, robot]
    assert emptied == {"opportunity": {"product": None}, "errors": []}


def test_one_that_isnt_there_is_refused(client: TestClient, database_url: str) -> None:
    refused = {
        "opportunity": None,
        "errors": [{"code": "NOT_FOUND", "path": ["input", "productId"]}],
    }
    with nothing_changes(database_url):
        given = {"name": "Deal", "currency": "USD", "productId": NO_PRODUCT}
        assert call(client, "createOpportunity", given, SHOWN) == refused
        given = {"opportunityId": STORES, "productId": NO_PRODUCT}
        assert call(client, "updateOpportunity", given, SHOWN) == refused
