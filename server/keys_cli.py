"""The command line of API keys: clinch keys create, list, revoke."""

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Annotated, Any, Final

import typer
from graphql import GraphQLError

from db.api_keys import ListedKey, list_keys
from db.database import Database
from db.migrating import check_ready
from db.tables import ApiKey
from db.writes.facts import having
from db.writes.unit_of_work import UnitOfWork
from domain.access import Role
from domain.actor import SYSTEM
from domain.api_keys import NewKey
from domain.refusals import Refused
from domain.text import instant_text
from resolvers.refusals import view
from schema.scalars import parse_date
from server.commanding import USAGE_ERROR, DatabaseUrl, err, fail, out, settings_of, with_database
from services.api_keys import (
    create_api_key,
    create_api_key_and_user,
    new_key,
    revoke_api_key,
)
from services.master_data import RecordWasWritten

keys = typer.Typer(help="API keys, with which programs sign in.", no_args_is_help=True)

_OPTIONS: Final = {
    "userId": "--user",
    "name": "--name",
    "scopes": "--scope",
    "expiresAt": "--expires",
}
"""Where a command is given what a call has in its input."""


@keys.command("create")
def create_command(  # noqa: PLR0913 - the options are all the command is
    *,
    name: Annotated[str, typer.Option(help="What it is for.")],
    scope: Annotated[
        list[str], typer.Option(help="What it may do, such as quotes:write; give several.")
    ],
    expires: Annotated[str, typer.Option(metavar="DATE", help="The last day, as 2027-01-31.")],
    user: Annotated[
        str | None,
        typer.Option(metavar="ID", help="As whom it acts; without, a user is made of that name."),
    ] = None,
    role: Annotated[
        Role | None, typer.Option(help="The new user's role; PARTNER by default.")
    ] = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Make an API key and show it, this once: nothing but the key is on standard output."""
    if user is not None and role is not None:
        message = "--role is for a new user, and --user names one that there is: give one of them."
        raise fail(message, USAGE_ERROR)
    settings = settings_of(database_url)
    expires_at = _end_of(expires, settings.business.time_zone)
    wanted = NewKey(user or "", name, scope, expires_at)
    key, lock = new_key()

    async def script(work: UnitOfWork) -> RecordWasWritten | Refused:
        if user is not None:
            return await create_api_key(work, wanted, lock)
        return await create_api_key_and_user(work, wanted, role or Role.PARTNER, lock)

    async def act(database: Database) -> RecordWasWritten | Refused:
        await check_ready(database)
        return await database.transact(SYSTEM, script)

    done = with_database(settings, act)
    if isinstance(done, Refused):
        raise _refused(done, scope)
    err.print(
        f"{done.record_id} is accepted until {instant_text(expires_at)}. It isn't shown again:",
        markup=False,
    )
    sys.stdout.write(f"{key}\n")


@keys.command("list")
def list_command(database_url: DatabaseUrl = None) -> None:
    """List the API keys, newest first; none can be shown again."""

    async def act(database: Database) -> Sequence[ListedKey]:
        await check_ready(database)
        return await list_keys(database)

    found = with_database(settings_of(database_url), act)
    for line in _lines(found, datetime.now(UTC)):
        out.out(line, highlight=False)


@keys.command("revoke")
def revoke_command(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The key's prefix, or its id.")],
    database_url: DatabaseUrl = None,
) -> None:
    """Revoke an API key: it isn't accepted any longer."""

    async def script(work: UnitOfWork) -> RecordWasWritten | Refused:
        (named,) = await work.load(having(ApiKey, "prefix", key))
        return await revoke_api_key(work, next(iter(named), key))

    async def act(database: Database) -> RecordWasWritten | Refused:
        await check_ready(database)
        return await database.transact(SYSTEM, script)

    done = with_database(settings_of(database_url), act)
    if isinstance(done, Refused):
        message = "There is no API key of this prefix or id; `clinch keys list` has them all."
        raise fail(message)
    out.print(f"{done.record_id} is revoked.", markup=False)


def _end_of(written: str, zone: tzinfo) -> datetime:
    """When this day is over, in the business's time zone."""
    try:
        following = parse_date(written) + timedelta(days=1)
        return datetime.combine(following, time(), zone).astimezone(UTC)
    except (GraphQLError, OverflowError):
        message = "--expires: Write a calendar date, such as 2027-01-31."
        raise fail(message, USAGE_ERROR) from None


def _refused(refusal: Refused, scopes: Sequence[str]) -> typer.Exit:
    """Every reason, a line each."""
    *before, last = [_words(each, scopes) for each in refusal.reasons]
    for each in before:
        fail(each)
    return fail(last)


def _words(reason: Any, scopes: Sequence[str]) -> str:
    _, option, *index = reason.path
    said: str = view(reason).describe("en")["message"]
    of = f" {scopes[int(index[0])]}" if index else ""
    return f"{_OPTIONS[option]}{of}: {said}"


def _lines(found: Sequence[ListedKey], now: datetime) -> Iterator[str]:
    rows = [("PREFIX", "NAME", "USER", "USER ID", "STATE", "EXPIRES", "LAST USED", "SCOPES")]
    for key in found:
        used = instant_text(key.last_used_at) if key.last_used_at else "never"
        expires, scopes = instant_text(key.expires_at), " ".join(key.scopes)
        whose = (key.prefix, key.name, key.user, key.user_id)
        rows.append((*whose, key.state(now), expires, used, scopes))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(map(str.ljust, row, widths)).rstrip()
