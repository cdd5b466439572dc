"""The command line of API keys: clinch keys create, list, revoke."""

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Annotated, Any

import typer
from rich.table import Table

from db.api_keys import StoredKey, list_keys
from db.database import Database
from db.ids import kind_of
from db.migrating import check_ready
from db.tables import ApiKey
from db.writes.facts import having
from db.writes.unit_of_work import UnitOfWork
from domain.access import Role
from domain.actor import SYSTEM, UserKind
from domain.api_keys import NewKey
from domain.refusals import Refused
from domain.text import instant_text
from resolvers.refusals import view
from server.commanding import USAGE_ERROR, DatabaseUrl, err, fail, out, settings_of, with_database
from services.api_keys import Lock, create_api_key, new_key, revoke_api_key
from services.master_data import USER, RecordWasWritten, create_record

app = typer.Typer(help="API keys, which programs sign in with.", no_args_is_help=True)

_OPTION_OF = {"userId": "--user", "name": "--name", "scopes": "--scope", "expiresAt": "--expires"}
