"""An application that people sign in to, a clock that tests set, and what is on record."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine
from starlette.testclient import TestClient

from db.database import parse_url
from db.tables import metadata
from server.app import create_app
from server.auditing.trail import AuditTrail
from server.settings import Settings
from tests.api.demo import AIKO
from tests.conftest import LOCAL, NOW, execute
from tests.sign_in.provider import AIKO as SUBJECT
from tests.sign_in.provider import AUDIENCE, Provider


class Row(NamedTuple):
    """What an entry says, but for its id."""

    type: str
    happened_at: datetime
    actor_id: str | None = None
    credential: str | None = None
    detail: str | None = None
    client: str | None = None
    address: str | None = None
    request_id: str | None = None


@dataclass
class Clock:
    """Stands still until it is set on."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def goes_on(self, **by: float) -> None:
        self.now += timedelta(**by)


@contextmanager
def signing_in(url: str, acme: Provider, clock: Clock, **others: Any) -> Iterator[TestClient]:
    """HTTP to an application where the demo's user has to sign in, too."""
    execute(url, f"UPDATE users SET subject = '{SUBJECT}' WHERE id = '{AIKO}'")
    settings = Settings(
        database_url=url, oidc_issuer=acme.issuer, oidc_audience=(AUDIENCE,), **others
    )
    app = create_app(settings, clock)
    with TestClient(app, LOCAL, raise_server_exceptions=False) as client:
        yield client


def trail_of(client: TestClient) -> AuditTrail:
    app: Any = client.app
    found: AuditTrail = app.state.audit
    return found


def flush(client: TestClient) -> None:
    """Let all that was noted be written now."""
    assert client.portal is not None
    client.portal.call(trail_of(client).flush)


def on_record(url: str) -> list[Row]:
    """All entries in the order in which they were written."""
    table = metadata.tables["audit_entry"]
    columns = [table.c[name] for name in Row._fields]

    async def read() -> list[Row]:
        engine = create_async_engine(parse_url(url))
        async with engine.connect() as connection:
            found = await connection.execute(select(*columns).order_by(table.c.id))
            rows = [Row(*each) for each in found]
        await engine.dispose()
        return rows

    return asyncio.run(read())


def bearer(token: str, **headers: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", **headers}
