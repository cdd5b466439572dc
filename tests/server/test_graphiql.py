"""GraphiQL's page: who gets it, that its tabs are the story, and that nothing breaks out of it."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from graphql import parse, validate
from starlette.testclient import TestClient

from server.app import create_app
from server.demo import DEMO_USER
from server.graphiql import POLICY, STORY, Page, graphiql_page, story_document
from server.graphiql.assets import ASSETS
from server.schema import SCHEMA
from server.settings import Settings
from tests.conftest import LOCAL
from tests.server.commands import ROOT

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


class Elements(HTMLParser):
    """The elements of a page: their tags, attributes, and the text in scripts and styles."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._inside = False
        self.feed(page.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._inside = tag in {"script", "style"}

    def handle_endtag(self, _tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts.append(data)

    def loaded(self) -> dict[str, dict[str, str | None]]:
        """What the page loads, by address, in order."""
        addresses = ((each.get("src") or each.get("href"), each) for _, each in self.found)
        return {
            address: each
            for address, each in addresses
            if address is not None and not address.startswith("data:")
        }


@pytest.fixture(params=["installed", "from unpkg.com"])
def page(request: pytest.FixtureRequest, tmp_path: Path) -> Page:
    """Both pages; the first only where `make setup` could fetch GraphiQL."""
    if request.param != "installed":
        return graphiql_page(tmp_path)
    page: Page = request.getfixturevalue("installed_graphiql")
    return page


def test_browsers_get_the_page_and_programs_dont(database_url: str) -> None:
    settings = Settings(
        database_url=database_url, actor=DEMO_USER, introspection=True, graphiql=True
    )
    with TestClient(create_app(settings), LOCAL) as client:
        shown = client.get("/graphql", headers={"Accept": BROWSER})
        refused = client.get("/graphql", headers={"Accept": "application/json"})
        asked = client.get("/graphql?query={viewer{name}}", headers={"Accept": BROWSER})

    assert shown.status_code == 200
    assert shown.headers["content-type"] == "text/html; charset=utf-8"
    assert shown.headers["content-security-policy"] == graphiql_page().policy
    assert shown.text == graphiql_page().html
    assert shown.headers["vary"] == "Accept"
    assert refused.status_code == 400
    assert refused.headers["content-type"] == "application/json; charset=utf-8"
    assert asked.json()["data"] == {"viewer": {"name": "Aiko Tanaka"}}


def test_the_tabs_are_the_story(page: Page) -> None:
    (text,) = Elements(page).texts

    assert json.loads(text) == [{"query": story_document(tab)} for tab in STORY]
    assert len(STORY) == 5


def test_nothing_in_the_page_is_run_or_styled_that_isnt_a_file(page: Page) -> None:
    elements = Elements(page)

    inline = [each for tag, each in elements.found if tag == "script" and "src" not in each]
    assert inline == [{"type": "application/json", "id": "tabs"}]
    assert [tag for tag, _ in elements.found if tag == "style"] == []
    names = {name for _, attributes in elements.found for name in attributes}
    assert {name for name in names if name.startswith("on") or name == "style"} == set()


def test_a_tab_cant_end_the_script(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = Elements(graphiql_page())
    wicked = "{ a } # </script><!--<script>alert(1)</script>"
    monkeypatch.setattr("server.graphiql.story_document", lambda _: wicked)

    elements = Elements(graphiql_page())

    (text,) = elements.texts
    assert json.loads(text) == [{"query": wicked}] * 5
    assert elements.found == usual.found


def test_installed_all_that_is_loaded_is_ours(installed_graphiql: Page) -> None:
    page = installed_graphiql
    loaded = Elements(page).loaded()

    assert {address.removeprefix("static/") for address in loaded} == set(page.files)
    assert set(page.files) > {asset.path for asset in ASSETS}
    assert page.policy == POLICY
    assert "http" not in page.policy
    assert "unsafe" not in page.policy


def test_what_is_loaded_from_elsewhere_is_named_by_version_and_checked(tmp_path: Path) -> None:
    page = graphiql_page(tmp_path)
    loaded = Elements(page).loaded()

    remote = {address: each for address, each in loaded.items() if "//" in address}
    assert set(remote) == {f"https://unpkg.com/{asset.path}" for asset in ASSETS}
    for asset in ASSETS:
        attributes = remote[f"https://unpkg.com/{asset.path}"]
        assert attributes["integrity"] == asset.integrity
        assert "crossorigin" in attributes
    allowed = {word.rstrip(";") for word in page.policy.split() if "//" in word}
    assert allowed == set(remote)
    assert [name.partition("/")[2] for name in page.files] == ["page.css", "page.js"]


def test_a_file_that_isnt_the_locks_isnt_served(installed_graphiql: Page, tmp_path: Path) -> None:
    for asset in ASSETS:
        file = tmp_path / asset.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(installed_graphiql.files[asset.path])
    assert graphiql_page(tmp_path).html == installed_graphiql.html

    with (tmp_path / ASSETS[0].path).open("a") as file_of_react:
        file_of_react.write(" ")

    assert not graphiql_page(tmp_path).installed


def test_the_files_are_of_the_versions_that_the_lock_has() -> None:
    folder = ROOT / "requirements" / "graphiql"
    wanted = json.loads((folder / "package.json").read_text("utf-8"))["dependencies"]
    locked = json.loads((folder / "package-lock.json").read_text("utf-8"))["packages"]

    assert {asset.package: asset.version for asset in ASSETS} == wanted
    for package, version in wanted.items():
        assert locked[f"node_modules/{package}"]["version"] == version
        assert locked[f"node_modules/{package}"]["integrity"].startswith("sha512-")
    fetched = {name for name, each in locked.items() if "version" in each and name}
    assert fetched == {f"node_modules/{package}" for package in wanted}


@pytest.mark.parametrize("tab", STORY)
def test_every_document_of_the_story_fits_the_schema(tab: str) -> None:
    assert validate(SCHEMA._schema, parse(story_document(tab))) == []
