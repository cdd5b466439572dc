"""GraphiQL from our own machine, in a real browser with every other host blocked."""

import json

import pytest
from playwright.sync_api import BrowserContext, expect

from server.schema import SCHEMA
from tests.browser.visiting import BLOCKED, Visit, blocked_by_policy, see, visit
from tests.server.commands import Served

TABS = ["OpenOpportunities", "TryToClose", "CloseTheQuotes", "Close", "Reopen"]


def description(type_name: str, field: str | None = None) -> str:
    """The first line of what the schema says of it."""
    described = SCHEMA._schema.type_map[type_name]
    text = described.description if field is None else described.fields[field].description  # type: ignore[attr-defined]
    assert text
    return text.splitlines()[0]


def test_it_opens_on_the_story(graphiql: Visit) -> None:
    tabs = graphiql.page.get_by_role("tab").all_inner_texts()

    assert tabs == TABS
    see(graphiql.page.get_by_text("Play the tabs from left to right."))
    graphiql.shoot("1-opened")


def test_the_story_plays_from_left_to_right(graphiql: Visit) -> None:
    listed = graphiql.run_tab("OpenOpportunities")
    graphiql.shoot("2-story-1-list")
    assert listed["data"]["opportunities"]["totalCount"] == 4

    refused = graphiql.run_tab("TryToClose")
    graphiql.shoot("2-story-2-try-to-close")
    (error,) = refused["data"]["closeOpportunity"]["errors"]
    assert error["code"] == "OPPORTUNITY_HAS_ACTIVE_QUOTES"
    numbers = [quote["number"] for quote in error["quotes"]]
    assert numbers == ["Q-DEMX0002", "Q-DEMX0001"]
    for number in numbers:
        see(graphiql.answer_pane.get_by_text(number))

    closed = graphiql.run_tab("CloseTheQuotes")
    graphiql.shoot("2-story-3-close-the-quotes")
    quotes = closed["data"]["closeQuotes"]["closedQuotes"]
    assert [quote["number"] for quote in quotes] == ["Q-DEMX0003", "Q-DEMX0002", "Q-DEMX0001"]
    assert closed["data"]["closeQuotes"]["opportunity"]["closeReadiness"] == {"canClose": True}

    won = graphiql.run_tab("Close")
    graphiql.shoot("2-story-4-close")
    assert won["data"]["closeOpportunity"]["opportunity"]["state"] == "WON"
    assert won["data"]["closeOpportunity"]["close"]["closedBy"] == {"name": "Aiko Tanaka"}

    reopened = graphiql.run_tab("Reopen")
    graphiql.shoot("2-story-5-reopen")
    assert reopened["data"]["reopenOpportunity"]["opportunity"]["state"] == "OPEN"
    see(graphiql.answer_pane.get_by_text("reopenedBy"))


def test_the_docs_pane_has_our_descriptions(graphiql: Visit) -> None:
    page = graphiql.page
    page.get_by_role("button", name="Show Documentation Explorer").click()

    page.get_by_role("link", name="Opportunity", exact=True).click()

    pane = page.locator(".graphiql-doc-explorer")
    see(pane.get_by_text(description("Opportunity")))
    pane.get_by_role("link", name="closeReadiness", exact=True).click()
    see(pane.get_by_text(description("Opportunity", "closeReadiness")))
    graphiql.shoot("3-docs")


def test_the_explorer_writes_what_is_ticked(graphiql: Visit) -> None:
    page = graphiql.page
    page.get_by_role("button", name="New tab").click()
    page.get_by_role("button", name="Show GraphiQL Explorer").click()

    explorer = page.locator(".docExplorerWrap")
    explorer.get_by_text("viewer", exact=True).click()
    graphiql.until_written("viewer")
    explorer.get_by_text("email", exact=True).click()
    graphiql.until_written("email")
    graphiql.until_written("viewer {")

    graphiql.shoot("4-explorer")
    assert graphiql.execute()["data"]["viewer"]["email"]


def test_a_header_is_sent(graphiql: Visit) -> None:
    page = graphiql.page
    graphiql.choose("TryToClose")
    page.get_by_role("button", name="Headers", exact=True).click()
    page.locator(".graphiql-editor-tool .graphiql-editor:not(.hidden)").click()
    page.keyboard.insert_text(json.dumps({"Accept-Language": "ja"}))

    answer = graphiql.execute()

    (error,) = answer["data"]["closeOpportunity"]["errors"]
    assert "見積" in error["message"]
    see(graphiql.answer_pane.get_by_text(error["message"]))
    graphiql.shoot("5-headers")


@pytest.mark.parametrize(("system", "other"), [("light", "dark"), ("dark", "light")])
def test_it_looks_as_the_system_does_until_one_chooses(
    graphiql: Visit, system: str, other: str
) -> None:
    page = graphiql.page
    page.emulate_media(color_scheme=system)  # type: ignore[arg-type]
    assert shade(graphiql) == system
    graphiql.run_tab("TryToClose")
    graphiql.shoot(f"6-{system}")

    page.get_by_role("button", name="Open settings dialog").click()
    page.get_by_role("button", name=other.title(), exact=True).click()
    graphiql.shoot(f"6-{system}-settings")
    assert shade(graphiql) == other
    page.keyboard.press("Escape")
    page.reload()
    page.wait_for_selector(".graphiql-container")

    assert shade(graphiql) == other
    expect(page.get_by_role("dialog")).to_have_count(0)


def shade(visited: Visit) -> str:
    """Whether what is behind the editors is light or dark."""
    colour: str = visited.page.evaluate(
        "getComputedStyle(document.querySelector('.graphiql-container')).backgroundColor"
    )
    red = int(colour.removeprefix("rgb(").removeprefix("rgba(").split(",")[0])
    return "light" if red > 127 else "dark"


def test_its_policy_lets_nothing_in(context: BrowserContext, served: Served) -> None:
    visited = visit(context, served.address)
    visited.page.wait_for_selector(".graphiql-container")

    assert blocked_by_policy(visited.page) == BLOCKED

    assert visited.page.evaluate("window.intruded") is None
    assert visited.foreign == []
