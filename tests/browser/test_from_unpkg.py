"""GraphiQL where it isn't installed: its page asks unpkg.com for it, and says so."""

import pytest
from playwright.sync_api import BrowserContext

from server.graphiql import UNPKG, Page
from server.graphiql.assets import ASSETS
from tests.browser.visiting import BLOCKED, Visit, blocked_by_policy, see, visit
from tests.server.commands import Served

ADDRESSES = [f"{UNPKG}/{asset.path}" for asset in ASSETS]


@pytest.fixture
def from_unpkg(context: BrowserContext, served_bare: Served, installed_graphiql: Page) -> Visit:
    """The page, where unpkg.com has what `make setup` fetched here."""
    files = installed_graphiql.files
    held = {f"{UNPKG}/{asset.path}": files[asset.path] for asset in ASSETS}
    visited = visit(context, served_bare.address, held)
    visited.page.wait_for_selector(".graphiql-container")
    return visited


def test_without_the_internet_the_page_says_what_is_missing(
    context: BrowserContext, served_bare: Served
) -> None:
    visited = visit(context, served_bare.address)
    visited.page.wait_for_load_state("networkidle")

    see(visited.page.get_by_text("Loading GraphiQL from unpkg.com."))
    see(visited.page.get_by_text("The API at /graphql works all the same"))
    assert sorted(visited.foreign) == sorted(ADDRESSES)
    failed = "error: Failed to load resource: net::ERR_FAILED"
    assert visited.said == [failed] * len(ADDRESSES)
    visited.shoot("7-without-the-internet")


def test_with_the_internet_it_is_the_same(from_unpkg: Visit) -> None:
    answer = from_unpkg.run_tab("TryToClose")

    assert len(answer["data"]["closeOpportunity"]["errors"]) == 1
    from_unpkg.page.get_by_role("button", name="Open settings dialog").click()
    see(from_unpkg.page.get_by_role("dialog"))
    assert sorted(from_unpkg.foreign) == sorted(ADDRESSES)
    assert from_unpkg.said == []


def test_its_policy_lets_nothing_else_of_unpkg_in(from_unpkg: Visit) -> None:
    assert blocked_by_policy(from_unpkg.page) == BLOCKED

    assert from_unpkg.page.evaluate("window.intruded") is None
    assert sorted(from_unpkg.foreign) == sorted(ADDRESSES)
