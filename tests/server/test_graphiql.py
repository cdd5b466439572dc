"""GraphiQL's page: who gets it, that its tabs are the story, and that nothing breaks out of it."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from graphql import parse, validate
from starlette.testclient import TestClient

from server.graphiql import STORY, graphiql_page, story_document
from server.schema import SCHEMA

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


class Scripts(HTMLParser):
    """The scripts of a page: their attributes and what is in them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[dict[str, str | None], str]] = []
        self.links: list[dict[str, str | None]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script"
        if self._inside:
            self.found.append((dict(attrs), ""))
        if tag == "link":
            self.links.append(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            attributes, text = self.found[-1]
            self.found[-1] = (attributes, text + data)


@pytest.fixture(scope="module")
def page() -> Scripts:
    scripts = Scripts()
    scripts.feed(graphiql_page())
    scripts.close()
    return scripts


def test_browsers_get_the_page_and_programs_dont(client: TestClient) -> None:
    shown = client.get("/graphql", headers={"Accept": BROWSER})
    refused = client.get("/graphql", headers={"Accept": "application/json"})
    asked = client.get("/graphql?query={viewer{name}}", headers={"Accept": BROWSER})

    assert shown.status_code == 200
    assert shown.headers["content-type"] == "text/html; charset=utf-8"
    assert shown.text == graphiql_page()
    assert refused.status_code == 400
    assert refused.headers["content-type"] == "application/json"
    assert asked.json() == {"data": {"viewer": {"name": "Aiko Tanaka"}}}


def test_the_tabs_are_the_story(page: Scripts) -> None:
    (_, script) = page.found[-1]
    match = re.search(r"const story = (\[.*?\n\s*\]);", script, re.DOTALL)
    assert match is not None
    tabs: Any = json.loads(match[1])

    assert [tab["query"] for tab in tabs] == [story_document(tab) for tab in STORY]
    assert len(tabs) == 5


def test_nothing_in_a_tab_ends_the_script(page: Scripts) -> None:
    *loaded, (attributes, script) = page.found

    assert attributes == {}
    assert "GraphiQL" in script
    assert script.rstrip().endswith(";")
    for ending in ("</", "<!--", "<script"):
        assert ending not in script
    assert [text.strip() for _, text in loaded] == ["", "", ""]


def test_what_is_loaded_from_elsewhere_is_of_one_version_and_checked(page: Scripts) -> None:
    remote = [attributes for attributes, _ in page.found[:-1]]
    styles = [link for link in page.links if link["rel"] == "stylesheet"]

    for attributes in (*remote, *styles):
        address = attributes.get("src") or attributes.get("href") or ""
        assert re.match(r"https://unpkg\.com/[a-z-]+@\d+\.\d+\.\d+/", address)
        assert (attributes["integrity"] or "").startswith("sha384-")
        assert "crossorigin" in attributes


@pytest.mark.parametrize("tab", STORY)
def test_every_document_of_the_story_fits_the_schema(tab: str) -> None:
    assert validate(SCHEMA._schema, parse(story_document(tab))) == []
