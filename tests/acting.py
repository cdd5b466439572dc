"""Calls as another user, for tests whose clients don't sign in."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.testclient import TestClient

from server.settings import Settings
from server.sign_in.principals import Principals
from tests.conftest import NOW

BEN = f"usr_{2:026}"
"""A salesperson of the demo; he reports to its user."""


@contextmanager
def acting(client: TestClient, user_id: str) -> Iterator[None]:
    """While inside, whoever comes without a credential is this user."""
    app: Any = client.app
    before = app.state.principals
    database = app.state.application.database
    app.state.principals = Principals(database, None, Settings(), lambda: NOW, user_id)
    try:
        yield
    finally:
        app.state.principals = before
