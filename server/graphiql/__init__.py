"""GraphiQL's page, with tabs that play the story against the demo data."""

import json
from importlib import resources
from string import Template
from typing import Final

from starlette.responses import HTMLResponse

STORY: Final = (
    "1 list",
    "2 try to close",
    "3 close the quotes",
    "4 close",
    "5 reopen",
)


def story_document(tab: str) -> str:
    """The tab's GraphQL document."""
    folder = resources.files(__name__) / "story"
    return (folder / f"{tab.replace(' ', '-')}.graphql").read_text("utf-8")


def graphiql_page() -> str:
    """The page as HTML."""
    page = (resources.files(__name__) / "page.html").read_text("utf-8")
    tabs = [{"query": story_document(tab)} for tab in STORY]
    # "</script>" inside a script would end it.
    return Template(page).substitute(tabs=json.dumps(tabs, indent=2).replace("</", "<\\/"))


def graphiql_response() -> HTMLResponse:
    """The page as an answer."""
    return HTMLResponse(graphiql_page())
