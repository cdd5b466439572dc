"""Who looks: a user in a role, maybe through a key, and how far what he may reaches."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from starlette.testclient import TestClient

from domain.access import FULL_ACCESS, Access, Right, Role, access_of
from server.settings import Settings
from server.sign_in.principals import Principal, Principals
from tests.access.expected import BROUGHT, REACHES
from tests.conftest import NOW


@dataclass(frozen=True, slots=True)
class Viewer:
    """A user in a role; `scopes` are a key's, None is all that the role has."""

    user_id: str
    role: str
    scopes: Sequence[str] | None = None
    manager_id: str | None = None

    def __str__(self) -> str:
        scopes = "" if self.scopes is None else f"({' '.join(self.scopes)})"
        return f"{self.role}{scopes}-{self.user_id[-3:].lstrip('0')}"

    def reach(self, right: str) -> str:
        """`-`, own, team or all; by the tables that are written by hand."""
        if self.scopes is not None:
            held = {each for each in self.scopes if REACHES[each][self.role] != "-"}
            kept = {*held, *(BROUGHT[each] for each in held if each in BROUGHT)}
            if right not in kept:
                return "-"
        return REACHES[right][self.role]

    def has(self, right: str) -> bool:
        return self.reach(right) != "-"

    def without(self, *rights: str) -> "Viewer":
        """Through a key that has all that there is but these, and what would bring them."""
        kept = [each for each in REACHES if not {each, BROUGHT.get(each)} & {*rights}]
        return replace(self, scopes=kept)

    @property
    def principal(self) -> Principal:
        """Whom the application takes him for."""
        scopes = None if self.scopes is None else frozenset(map(Right, self.scopes))
        lead = None if self.role == "MANAGER" else self.manager_id
        return Principal(self.user_id, access_of(Role(self.role), scopes), lead)


class OnePrincipal(Principals):
    """Whoever calls is this one."""

    def __init__(self, client: TestClient, principal: Principal) -> None:
        app: Any = client.app
        super().__init__(app.state.application.database, None, Settings(), lambda: NOW)
        self._principal = principal

    async def principal(self, _authorization: str | None) -> Principal:
        return self._principal


@contextmanager
def seen_by(client: TestClient, viewer: Viewer, access: Access | None = None) -> Iterator[None]:
    """While inside, he is the one who calls; with other access than his own, if that is said."""
    app: Any = client.app
    before = app.state.principals
    principal = viewer.principal
    if access is not None:
        principal = replace(principal, access=access)
    app.state.principals = OnePrincipal(client, principal)
    try:
        yield
    finally:
        app.state.principals = before


@contextmanager
def without_rules(client: TestClient, viewer: Viewer) -> Iterator[None]:
    """While inside, he calls, and all that is stored is his."""
    with seen_by(client, viewer, FULL_ACCESS):
        yield
