"""A real Chromium, and servers with the demo's data for it to visit."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from server.demo import DEMO_USER
from server.graphiql import Page
from tests.browser.visiting import Visit, visit
from tests.server.commands import Served, copy_packages, serving

SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
SETTINGS = {
    "CLINCH_ACTOR": DEMO_USER,
    "CLINCH_INTROSPECTION": "true",
    "CLINCH_GRAPHIQL": "true",
}


@pytest.fixture
def chromium() -> Iterator[Browser]:
    """The system's, which can't look a name up.

    One for each test: while Playwright runs, asyncio of its thread can't be used, and the next test
    of this process may need it.
    """
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("there is no chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser's new profile, with nothing stored."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def demo(tmp_path: Path, sqlite_template: Path) -> Path:
    """A folder with the demo's database."""
    shutil.copyfile(sqlite_template, tmp_path / "clinch.db")
    return tmp_path


@pytest.fixture
def served(demo: Path, installed_graphiql: Page) -> Iterator[Served]:
    """The demo, with GraphiQL installed."""
    assert installed_graphiql.installed
    with serving(demo, **SETTINGS) as server:
        yield server


@pytest.fixture
def served_bare(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo of a copy of the program in which GraphiQL isn't installed."""
    copy = tmp_path_factory.mktemp("copy")
    copy_packages(copy)
    with serving(demo, PYTHONPATH=str(copy), **SETTINGS) as server:
        yield server


@pytest.fixture
def graphiql(context: BrowserContext, served: Served) -> Iterator[Visit]:
    """GraphiQL's page, which is quiet to the end and asks nobody else for anything."""
    visited = visit(context, served.address)
    visited.page.wait_for_selector(".graphiql-container")
    yield visited
    assert visited.foreign == []
    assert visited.said == []
