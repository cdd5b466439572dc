"""Settings by environment, CLINCH_…: checked at start, a wrong or unknown one is named."""

import os
import re
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from db.database import DatabaseUrlError, parse_url
from domain.closing import Policy
from domain.money import CURRENCIES
from resolvers.limits import GREATEST_DEPTH, GREATEST_FIELDS, Limits
from server.observing.request_log import Level, LogFormat
from server.setting_faults import fault_words
from server.setting_types import Names, Networks, RateLimit, StoreUrl, ZoneName
from server.sign_in.settings import SignInSettings
from services.settings import BusinessSettings

PREFIX: Final = "CLINCH_"
TEST_PREFIX: Final = "CLINCH_TEST_"
"""Read by the tests, not by the program."""

LIMITS: Final = Limits()
"""The defaults of CLINCH_MAX_…."""
_ORIGIN: Final = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:([0-9]+|\*))?")
"""As browsers send it: in small letters, without a path; a port can be any."""


class SettingsError(Exception):
    """Settings that can't be used; the message has a line for each."""


NEEDED: Final = {
    "trusted_documents_only": (
        "trusted_documents",
        "There are none: name their file in CLINCH_TRUSTED_DOCUMENTS",
    ),
    "graphiql": (
        "introspection",
        "GraphiQL asks for the schema: set CLINCH_INTROSPECTION=true, too",
    ),
}
"""What is no use without another setting, and how that is said."""


class ServerSettings(BaseSettings):
    """How it is stored, served and limited."""

    database_url: str = Field(
        default="sqlite:///clinch.db",
        description="`sqlite:///file.db` (`sqlite:////var/lib/file.db` from the root) or "
        "`postgresql://user:password@host:5432/name`",
    )
    database_pool_size: int = Field(
        default=5,
        ge=1,
        le=100,
        description="Connections a process keeps for reading; "
        "as many again for writing to PostgreSQL",
    )
    database_statements: int = Field(
        default=256,
        ge=0,
        le=10_000,
        description="Statements a connection keeps prepared; 0 where PgBouncer shares connections",
    )
    row_level_security: bool = Field(
        default=False,
        description="PostgreSQL itself keeps to the rules of access, too; `clinch migrate` "
        "switches it on and off",
    )
    drafts_block_closing: bool = Field(
        default=False,
        description="Draft quotes block a close too, as in Dynamics 365 Sales",
    )
    time_zone: ZoneName = Field(
        default="UTC", description="IANA name of the zone that says what today is"
    )
    base_currency: str = Field(
        default="USD", description="ISO 4217 code of the currency that figures are in"
    )
    max_page: int = Field(
        default=LIMITS.page, ge=1, le=1000, description="The most that `first` or `last` can be"
    )
    max_tokens: int = Field(
        default=LIMITS.tokens,
        ge=100,
        le=100_000,
        description="The most tokens of a document; a comment is one, and so is a line",
    )
    max_depth: int = Field(
        default=LIMITS.depth,
        ge=1,
        le=GREATEST_DEPTH,
        description="How deep an operation's fields can be nested",
    )
    max_fields: int = Field(
        default=LIMITS.fields,
        ge=1,
        le=GREATEST_FIELDS,
        description="The most fields and fragments that an operation can select; what a fragment "
        "selects counts at every spread, here and below",
    )
    max_aliases: int = Field(
        default=LIMITS.aliases, ge=0, le=GREATEST_FIELDS, description="The most aliases"
    )
    max_root_fields: int = Field(
        default=LIMITS.root_fields,
        ge=1,
        le=GREATEST_FIELDS,
        description="The most fields of `Query`, or mutations",
    )
    max_directives: int = Field(
        default=LIMITS.directives, ge=0, le=GREATEST_FIELDS, description="The most directives"
    )
    max_cost: int = Field(
        default=LIMITS.cost,
        ge=1,
        le=1_000_000_000,
        description="The most points that an operation can cost",
    )
    idempotency_hours: int = Field(
        default=24,
        ge=1,
        le=8760,
        description="How long an idempotency key is kept after its call",
    )
    lock_timeout: int = Field(
        default=5,
        ge=1,
        le=60,
        description="Seconds that a call waits for another with the same idempotency key",
    )
    max_body: int = Field(
        default=262_144,
        ge=1024,
        le=67_108_864,
        description="Bytes that a request's body can have",
    )
    receive_timeout: int = Field(
        default=10,
        ge=1,
        le=600,
        description="Seconds in which a request's body has to arrive, all of it",
    )
    rate_limit: RateLimit = Field(
        default=600_000,
        le=1_000_000_000_000,
        description="Cost that a caller can use in a minute, at least 1000; `off` is no limit. "
        "A caller is who is signed in, or else an address, or the first 64 bits of an IPv6 address",
    )
    rate_limit_store: StoreUrl = Field(
        default="",
        repr=False,
        description="`redis://:password@host:6379/0` or `rediss://…`, where several processes "
        "count together; without, each counts by itself, in its memory",
    )
    trusted_proxies: Networks = Field(
        default=(),
        description="Addresses or networks of proxies, separated by commas, whose "
        "`X-Forwarded-For` says who the caller is",
    )
    max_variables: int = Field(
        default=10_000, ge=1, description="The most values that a request's variables can have"
    )
    max_variables_depth: int = Field(
        default=20, ge=1, le=100, description="How deep a request's variables can be nested"
    )
    operation_timeout: float = Field(
        default=30,
        gt=0,
        le=3600,
        description="Seconds that an operation has; then it is ended, in the database too",
    )
    drain_seconds: float = Field(
        default=0,
        ge=0,
        le=300,
        description="Seconds for which a server that was told to end says so at `/health/ready`, "
        "and still accepts connections",
    )
    socket_operations: int = Field(
        default=20, ge=1, le=1000, description="Operations that a WebSocket has under way at most"
    )
    persisted_queries: int = Field(
        default=1_048_576,
        ge=0,
        description="Characters of documents kept for clients that send their hash (APQ)",
    )
    trusted_documents: Path | None = Field(
        default=None,
        description="A JSON file `{documentId: document}` of documents that clients may name",
    )
    trusted_documents_only: bool = Field(
        default=False, description="Answer these documents and no others"
    )
    get_max_age: int = Field(
        default=0,
        ge=0,
        le=86_400,
        description="Seconds for which a browser may keep the answer to a GET without asking again",
    )
    introspection: bool = Field(default=False, description="Let clients ask for the schema")
    graphiql: bool = Field(
        default=False, description="Serve GraphiQL to browsers; it needs introspection"
    )
    allowed_hosts: Names = Field(
        default=("localhost", "127.0.0.1", "[::1]"),
        description="Names in the Host header that are answered, separated by commas; `*` is any",
    )
    cors_origins: Names = Field(
        default=(),
        description="Origins of front ends, separated by commas; `http://localhost:*` is any port",
    )
    insecure_open: bool = Field(
        default=False,
        description="Serve beyond this machine although CLINCH_ACTOR lets everybody in",
    )
    log_level: Level = Field(default="info", description="`debug`, `info`, `warning` or `error`")
    log_format: LogFormat = Field(
        default="text", description="`text` for people, or `json`: an object a line"
    )
    metrics: bool = Field(
        default=False,
        description="Serve `/metrics` for Prometheus, to everybody who reaches the server",
    )

    @field_validator("cors_origins")
    @classmethod
    def _origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if not _ORIGIN.fullmatch(origin):
                message = f"{origin!r} isn't an origin, such as https://app.example.com"
                raise ValueError(message)
        return value

    @field_validator("database_url")
    @classmethod
    def _database_url(cls, value: str) -> str:
        try:
            parse_url(value)
        except DatabaseUrlError as error:
            raise ValueError(str(error)) from None
        return value

    @field_validator("row_level_security")
    @classmethod
    def _row_level_security(cls, value: bool, info: ValidationInfo) -> bool:  # noqa: FBT001
        if value and str(info.data.get("database_url", "")).startswith("sqlite"):
            message = "SQLite has no row-level security: use PostgreSQL, or leave it off"
            raise ValueError(message)
        return value

    @field_validator(*NEEDED)
    @classmethod
    def _needed(cls, value: bool, info: ValidationInfo) -> bool:  # noqa: FBT001
        other, message = NEEDED[info.field_name or ""]
        if value and not info.data.get(other):
            raise ValueError(message)
        return value

    @field_validator("base_currency")
    @classmethod
    def _currency(cls, value: str) -> str:
        if value not in CURRENCIES:
            message = f"{value!r} isn't an ISO 4217 currency code, such as USD"
            raise ValueError(message)
        return value

    @property
    def limits(self) -> Limits:
        """What one request may ask for."""
        return Limits(**{each.name: getattr(self, f"max_{each.name}") for each in fields(Limits)})

    @property
    def business(self) -> BusinessSettings:
        return BusinessSettings(
            Policy(self.drafts_block_closing), ZoneInfo(self.time_zone), self.base_currency
        )


class Settings(SignInSettings, ServerSettings):
    """Every setting, its default and its meaning; README.md lists them and a test compares.

    Those of sign-in come last: of several classes Pydantic begins with the last one.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this environment; SettingsError names every wrong one."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    faults = [
        f"{name}: there is no such setting."
        for name in sorted(environment)
        if name.startswith(PREFIX) and not name.startswith(TEST_PREFIX) and name not in known
    ]
    try:
        settings = Settings()
    except ValidationError as error:
        faults += [
            f"{PREFIX}{str(fault['loc'][0]).upper()}: {fault_words(fault)}"
            for fault in error.errors(include_url=False, include_input=False)
        ]
    if faults:
        raise SettingsError("\n".join(faults))
    return settings
