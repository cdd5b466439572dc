"""The connection to the Redis that several processes' rate limit is kept in."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from limits.aio.storage import RedisStorage
from limits.errors import StorageError

SCHEMES: Final = ("redis", "rediss")
CONNECTIONS: Final = 16
"""Of a process; each is busy for a fraction of a millisecond."""
PREFIX: Final = "clinch:rate"
TIMEOUT: Final = 2.0
"""Seconds for what the driver does at once: connect, or send and receive."""


class StoreError(Exception):
    """A store that can't be used; the message says why, and never has the password."""


@dataclass(frozen=True, slots=True)
class Store:
    """A rate limit's storage in Redis and the connections that it uses."""

    storage: RedisStorage
    pool: Any
    """redis.asyncio's, a package that isn't always there."""
    place: str
    """Where it is, for messages."""

    async def check(self) -> None:
        """Raise StoreError if it can't be used."""
        try:
            await self.storage.check()
            await self.storage.get_sliding_window("check", 1)
        except (StorageError, OSError) as error:
            message = f"The Redis at {self.place} can't be used: {reason_of(error)}."
            raise StoreError(message) from None

    async def close(self) -> None:
        await self.pool.aclose()


def fault_of(url: str) -> str | None:
    """What is wrong with a store's URL, in words that don't repeat it."""
    wanted = "Use redis://host:port/0 or rediss://host:port/0"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return f"It isn't a URL. {wanted}"
    if parts.scheme not in SCHEMES or not parts.hostname:
        return wanted
    if port == 0 or not (parts.path in {"", "/"} or parts.path[1:].isdecimal()):
        return wanted
    return None


def open_store(url: str) -> Store:
    """The store at this URL; nothing is connected yet. StoreError without the package redis."""
    try:
        from redis.asyncio import BlockingConnectionPool  # noqa: PLC0415 - an optional package
        from redis.asyncio.retry import Retry  # noqa: PLC0415
        from redis.backoff import NoBackoff  # noqa: PLC0415
    except ImportError:
        message = (
            "CLINCH_RATE_LIMIT_STORE needs the package redis, which isn't installed: "
            "pip install 'clinch[redis]'"
        )
        raise StoreError(message) from None
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=TIMEOUT,
        socket_connect_timeout=TIMEOUT,
        socket_timeout=TIMEOUT,
        # Once more at once, for a connection that the server closed meanwhile.
        retry=Retry(NoBackoff(), 1),
    )
    storage = RedisStorage(
        url,
        wrap_exceptions=True,
        implementation="redispy",
        key_prefix=PREFIX,
        connection_pool=pool,  # type: ignore[arg-type]
    )
    parts = urlsplit(url)
    return Store(storage, pool, f"{parts.hostname}:{parts.port or 6379}")


def reason_of(error: StorageError | OSError) -> str:
    """Why Redis failed, in a few words."""
    cause = error.__cause__ if isinstance(error, StorageError) else error
    words = f"{cause}".strip().rstrip(".")
    if "HELLO AUTH" in words:
        return "it wants a password"
    return words or "no answer in time"
