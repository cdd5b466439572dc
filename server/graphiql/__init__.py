"""GraphiQL's page, with tabs that play the story against the demo data."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from string import Template
from typing import Final

from starlette.responses import HTMLResponse

from server.graphiql.assets import ASSETS, INSTALLED, installed_assets

STORY: Final = (
    "1 list",
    "2 try to close",
    "3 close the quotes",
    "4 close",
    "5 reopen",
)
UNPKG: Final = "https://unpkg.com"
DIALOG_STYLE: Final = "'sha256-nzTgYzXYDNe6BAHiiI7NNlfK8n/auuOAhh2t92YvuXo='"
"""The one style that GraphiQL writes itself: nothing scrolls behind an open dialog."""
POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        f"style-src 'self' {DIALOG_STYLE}",
        # Within GraphiQL's style sheet: its fonts, and the marks under what is wrong.
        "font-src data:",
        "img-src data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
"""The Content-Security-Policy that the page works under."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a browser gets."""

    html: str
    policy: str
    """Its Content-Security-Policy."""
    files: Mapping[str, bytes]
    """What it loads from us, by the path below /static."""
    installed: bool
    """Whether that is all; else GraphiQL's own files come from unpkg.com."""

    def response(self) -> HTMLResponse:
        """The page, under its policy; what is answered here depends on what one accepts."""
        headers = {"Content-Security-Policy": self.policy, "Cache-Control": "no-cache"}
        return HTMLResponse(self.html, headers={**headers, "Vary": "Accept"})


def story_document(tab: str) -> str:
    """The tab's GraphQL document."""
    folder = resources.files(__name__) / "story"
    return (folder / f"{tab.replace(' ', '-')}.graphql").read_text("utf-8")


def graphiql_page(folder: Traversable = INSTALLED) -> Page:
    """The page, with GraphiQL from this folder, or if it isn't there, from unpkg.com."""
    installed = installed_assets(folder)
    ours = dict(map(_ours, ("page.css", "page.js")))
    # Relative, so that a proxy may serve all this below a path of its own.
    source = "static" if installed is not None else UNPKG
    tags = [_tag(f"{source}/{asset.path}", asset.integrity) for asset in ASSETS]
    tags += [_tag(f"static/{path}") for path in ours]
    page = Template((resources.files(__name__) / "page.html").read_text("utf-8"))
    html = page.substitute(
        styles="\n    ".join(tag for tag in tags if tag.startswith("<link")),
        scripts="\n    ".join(tag for tag in tags if tag.startswith("<script")),
        notice="Loading GraphiQL." if installed is not None else _FROM_UNPKG,
        tabs=_as_data([{"query": story_document(tab)} for tab in STORY]),
    )
    policy = POLICY if installed is not None else _with_unpkg(POLICY)
    return Page(html, policy, {**(installed or {}), **ours}, installed is not None)


_FROM_UNPKG: Final = (
    "Loading GraphiQL from unpkg.com. Without the internet, or with scripts blocked, it stays like "
    "this; <code>make setup</code> installs it."
)


def _with_unpkg(policy: str) -> str:
    """Those files of unpkg.com besides, and no others there, which are anybody's."""
    for directive, suffix in (("script-src", ".js"), ("style-src", ".css")):
        files = [f"{UNPKG}/{asset.path}" for asset in ASSETS if asset.path.endswith(suffix)]
        policy = policy.replace(f"{directive} 'self'", f"{directive} 'self' {' '.join(files)}")
    return policy


def _ours(name: str) -> tuple[str, bytes]:
    """A file of this folder, and a path that is another when the file is."""
    content = (resources.files(__name__) / name).read_bytes()
    return f"clinch@{hashlib.sha256(content).hexdigest()[:16]}/{name}", content


def _tag(address: str, integrity: str | None = None) -> str:
    check = f' integrity="{integrity}" crossorigin' if integrity else ""
    if address.endswith(".css"):
        return f'<link rel="stylesheet" href="{address}"{check} />'
    return f'<script src="{address}"{check}></script>'


def _as_data(value: object) -> str:
    """JSON within a script element, which "</script>" and "<!--" would break."""
    return json.dumps(value).replace("<", "\\u003c")
