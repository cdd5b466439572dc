"""An application whose log is JSON; what it noted is told when it has ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.testclient import TestClient

from server.app import create_app
from server.demo import DEMO_USER
from server.settings import Settings
from tests.conftest import LOCAL, NOW


@contextmanager
def serving(url: str, **given: Any) -> Iterator[TestClient]:
    """HTTP to it; the demo's user acts."""
    settings = Settings(**{"database_url": url, "actor": DEMO_USER, "log_format": "json", **given})
    app = create_app(settings, clock=lambda: NOW)
    with TestClient(app, LOCAL, raise_server_exceptions=False) as client:
        yield client
