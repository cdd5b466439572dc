"""The command line: clinch serve, migrate, seed, import, rates, keys, schema."""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
import uvicorn
from rich.progress import Progress

from db.database import Database
from db.migrating import check_ready, migrate, switch_row_level_security
from server.access_table import access_table
from server.app import persisted_documents
from server.commanding import (
    USAGE_ERROR,
    DatabaseUrl,
    err,
    fail,
    out,
    reason_of,
    settings_of,
    with_database,
)
from server.connections import BoundedConnection
from server.crm.files import FilesError, Problem
from server.crm.importing import Report, counts_table, import_crm, note_lines
from server.crm.records import COLUMNS, read_crm
from server.demo import STORY_OPPORTUNITY, seed
from server.demo_people import DemoKey, seed_people
from server.draining import seconds_to_finish
from server.graphiql import graphiql_page
from server.keys_cli import keys
from server.listening import check_address, is_loopback, log_config, raise_file_limit
from server.persisted import TrustedDocumentsError
from server.rates import COLUMNS as RATES_COLUMNS
from server.rates import read_rates, write_rates
from server.schema import SCHEMA
from server.serving import STARTING_SECONDS, serve
from server.sockets import PatientSocket
from server.starting import NOBODY, can_anybody_sign_in, check_actor, check_store

app = typer.Typer(
    name="clinch",
    help="A GraphQL API server for closing sales opportunities and their quotes. "
    "Settings are environment variables, CLINCH_…; the README lists them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
imports = typer.Typer(help="Load data from elsewhere.", no_args_is_help=True)
app.add_typer(imports, name="import")
app.add_typer(keys, name="keys")


@app.command("serve")
def serve_command(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8000,
    workers: Annotated[
        int,
        typer.Option(min=1, max=64, help="Processes; more than one needs PostgreSQL."),
    ] = 1,
    database_url: DatabaseUrl = None,
) -> None:
    """Serve the API on http://HOST:PORT/graphql."""
    settings = settings_of(database_url)
    if settings.actor and not settings.insecure_open and not is_loopback(host):
        message = (
            f"{host} is reachable from other machines, and with CLINCH_ACTOR nobody has to sign "
            "in: anybody could change everything. Unset it, or set CLINCH_INSECURE_OPEN=true if "
            "you mean it."
        )
        raise fail(message, USAGE_ERROR)
    if workers > 1 and settings.database_url.startswith("sqlite"):
        message = (
            f"--workers {workers} needs PostgreSQL (CLINCH_DATABASE_URL=postgresql://…): SQLite "
            "has one writing process."
        )
        raise fail(message, USAGE_ERROR)

    async def check(database: Database) -> bool:
        await check_ready(database, serves=True)
        await check_actor(database, settings)
        return await can_anybody_sign_in(database, settings)

    has_way_in = with_database(settings, check)
    check_store(settings)
    try:
        persisted_documents(settings)
    except TrustedDocumentsError as error:
        message = f"CLINCH_TRUSTED_DOCUMENTS: {error}"
        raise fail(message, USAGE_ERROR) from None
    try:
        check_address(host, port)
    except OSError as error:
        message = f"Port {port} of {host} can't be listened on: {reason_of(error)}"
        raise fail(message) from None
    shown = f"[{host}]" if ":" in host else host
    page = "; opened in a browser, that is GraphiQL" if settings.graphiql else ""
    out.print(
        f"Clinch serves the API at http://{shown}:{port}/graphql{page}. Ctrl-C ends it.",
        markup=False,
    )
    if settings.graphiql and not graphiql_page().installed:
        out.print(
            "GraphiQL isn't installed here, so its page loads it from unpkg.com; `make setup` "
            "installs it where npm's registry can be reached.",
            markup=False,
        )
    if not has_way_in:
        err.print(f"clinch: {NOBODY}", markup=False)
    raise_file_limit()
    config = uvicorn.Config(
        "server.app:create_process_app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_level=settings.log_level,
        log_config=log_config(settings.log_level, settings.log_format),
        access_log=False,
        server_header=False,
        # Of CLINCH_TRUSTED_PROXIES the application believes what they forward. uvicorn by itself
        # would believe every program of this machine.
        proxy_headers=False,
        http=BoundedConnection,
        ws=PatientSocket,
        ws_max_size=settings.max_body,
        # A small frame could be a large one, compressed.
        ws_per_message_deflate=False,
        # A worker that is starting doesn't answer its parent, and shall not be killed for it.
        timeout_worker_healthcheck=STARTING_SECONDS,
        timeout_graceful_shutdown=seconds_to_finish(settings.operation_timeout),
    )
    serve(config)


@app.command("migrate")
def migrate_command(database_url: DatabaseUrl = None) -> None:
    """Bring the database to this version's schema, and check that the invariant holds."""
    settings = settings_of(database_url)

    async def act(database: Database) -> tuple[str | None, str, int]:
        before, after = await migrate(database)
        switched = await switch_row_level_security(database)
        await check_ready(database)
        return before, after, switched

    before, after, switched = with_database(settings, act)
    out.print(
        f"The database is at revision {after} already."
        if before == after
        else f"Migrated the database from {before or 'nothing'} to revision {after}."
    )
    if switched:
        word = "on" if settings.row_level_security else "off"
        out.print(f"Row-level security is {word} now, for {switched} tables.")


@app.command("seed")
def seed_command(database_url: DatabaseUrl = None) -> None:
    """Write the demo data, unless it is there already."""

    async def act(database: Database) -> Sequence[DemoKey] | None:
        await check_ready(database)
        return await seed_people(database) if await seed(database) else None

    made = with_database(settings_of(database_url), act)
    if made is None:
        out.print(
            "The demo data is there already, as it was left; a new file begins the story anew."
        )
        return
    out.print(
        f"Wrote the demo data. Try to close {STORY_OPPORTUNITY}: it is refused, and the error "
        "carries the active quotes. Close them with closeQuotes, then close it. GraphiQL's tabs "
        "play it."
    )
    out.print("To see what others see, sign in with their keys; they aren't shown again:")
    for each in made:
        out.print(f"  {each.role.lower():<11}  {each.name:<14}  {each.key}", markup=False)


@imports.command("crm")
def import_crm_command(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help=f"The folder with {', '.join(COLUMNS)}.")
    ],
    database_url: DatabaseUrl = None,
) -> None:
    """Import the public CRM data set; what is in already stays as it is."""
    settings = settings_of(database_url)
    try:
        data = read_crm(folder)
    except FilesError as error:
        raise fail(str(error), USAGE_ERROR) from None

    async def act(database: Database) -> Report:
        await check_ready(database)
        with Progress(console=err, disable=not err.is_terminal, transient=True) as progress:
            task = progress.add_task("Importing", total=len(data))
            return await import_crm(
                database, settings.business, data, partial(progress.advance, task)
            )

    report = with_database(settings, act)
    for problem in report.problems:
        err.out(str(problem), highlight=False)
    out.print(counts_table(report))
    for line in note_lines(report):
        out.out(line, highlight=False)
    if report.not_placed:
        message = (
            f"{report.not_placed:,} of the rows can't be placed; everything else is in. Mend them "
            "and run this again: it adds what is missing."
        )
        raise fail(message)


@app.command("rates")
def rates_command(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.csv", help=f"A CSV file with the columns {', '.join(RATES_COLUMNS)}."
        ),
    ],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check only, write nothing.")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Set the exchange rates of a file, all or none; one for the same day is replaced."""
    settings = settings_of(database_url)
    try:
        rates = read_rates(file)
    except FilesError as error:
        raise fail(str(error), USAGE_ERROR) from None

    async def act(database: Database) -> Sequence[Problem]:
        await check_ready(database)
        return await write_rates(database, settings.business, rates, dry_run=dry_run)

    problems = with_database(settings, act)
    for problem in problems:
        err.out(str(problem), highlight=False)
    if problems:
        message = "Nothing is written. Mend what is named above and run this again."
        raise fail(message)
    count, base = f"{len(rates.entries):,}", settings.base_currency
    out.print(
        f"Exchange rates to {base} that can be set: {count}. Nothing is written."
        if dry_run
        else f"Exchange rates to {base} set: {count}."
    )


@app.command("access")
def access_command() -> None:
    """Print what each role may see and do, as docs/access.md has it."""
    sys.stdout.write(access_table())


@app.command("schema")
def schema_command() -> None:
    """Print the API's SDL."""
    sys.stdout.write(SCHEMA.as_str() + "\n")


def main() -> Any:
    """The `clinch` command."""
    return app()
