"""GraphiQL's own files: which they are, where they come from, and what is in them."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of an npm package that a browser loads as it is."""

    package: str
    version: str
    file: str
    integrity: str
    """`sha384-…`, as browsers check it."""

    @property
    def path(self) -> str:
        """Where it is below server/static, below /static, and on unpkg.com alike."""
        return f"{self.package}@{self.version}/{self.file}"

    def is_in(self, content: bytes) -> bool:
        """Whether this is the file's content."""
        digest = base64.b64encode(hashlib.sha384(content).digest()).decode()
        return self.integrity == f"sha384-{digest}"


ASSETS: Final = (
    Asset(
        "react",
        "18.3.1",
        "umd/react.production.min.js",
        "sha384-DGyLxAyjq0f9SPpVevD6IgztCFlnMF6oW/XQGmfe+IsZ8TqEiDrcHkMLKI6fiB/Z",
    ),
    Asset(
        "react-dom",
        "18.3.1",
        "umd/react-dom.production.min.js",
        "sha384-gTGxhz21lVGYNMcdJOyq01Edg0jhn/c22nsx0kyqP0TxaV5WVdsSH1fSDUf5YJj1",
    ),
    Asset(
        "graphiql",
        "4.1.2",
        "graphiql.min.js",
        "sha384-9XdHu7ajgGJziD4J1zNBKQ842Q/+zZfDv+ib1eMhZWBH6hPAs806x+Jbcf0yNO6B",
    ),
    Asset(
        "@graphiql/plugin-explorer",
        "4.0.6",
        "dist/index.umd.js",
        "sha384-gXYG2RCFRuAiKUaKTbKxOVlvr0U9z0D/V/l5jdvRSH46vQ+9cpkG2d3ByiggUYvD",
    ),
    Asset(
        "graphiql",
        "4.1.2",
        "graphiql.min.css",
        "sha384-1el1QShFBnnXTx9x/Cprg82hZWKt0ry29OAYIXt05swbi0KcZDFoj0CWguMpopJr",
    ),
    Asset(
        "@graphiql/plugin-explorer",
        "4.0.6",
        "dist/style.css",
        "sha384-XffIsImDMwexX8UM/Bg3tss0MZOeQmZcnHzk0avUrw9ff0IQ2g9j7QLA6m2lz5D0",
    ),
)
"""In the order they are loaded; requirements/graphiql locks the packages."""

INSTALLED: Final = resources.files("server") / "static"
"""Where `make setup` puts them; not in the repository, but in the wheel."""


def installed_assets(folder: Traversable = INSTALLED) -> Mapping[str, bytes] | None:
    """The content of all of them by path; None if one is missing or is another version's."""
    found: dict[str, bytes] = {}
    for asset in ASSETS:
        try:
            content = folder.joinpath(*asset.path.split("/")).read_bytes()
        except OSError:
            return None
        if not asset.is_in(content):
            return None
        found[asset.path] = content
    return found
