"""A server that is killed while it changes things: what is sent again with its key is done once.

With a control: a server that stores keys apart from the changes does some of them twice.
"""

import asyncio
import http.client
import json
import signal
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from db.database import parse_url
from tests.api.demo import STORES
from tests.conftest import fresh_postgresql
from tests.costs import without_cost
from tests.server.commands import Served, serving

SPLIT = """
import asyncio
from db.database import Database
from db.writes.unit_of_work import UnitOfWork

transact = Database.transact

async def in_two_parts(database, actor, script, commits=None):
    kept = []

    async def change(work):
        work.remember = lambda *what: kept.append(what)
        return await script(work)

    async def keep(work):
        UnitOfWork.remember(work, *kept[0])

    done = await transact(database, actor, change, commits)
    if kept:
        await asyncio.sleep(0.2)
        await transact(database, actor, keep)
    return done

Database.transact = in_two_parts
from server.cli import main
main()
"""
"""A server that commits a change, and after that what came of it."""

CREATE_OPPORTUNITY = """mutation($input: CreateOpportunityInput!) {
  answer: createOpportunity(input: $input) { opportunity { id name } errors { code } }
}"""
CREATE_QUOTE = """mutation($input: CreateQuoteInput!) {
  answer: createQuote(input: $input) { quote { id name number } errors { code } }
}"""

OPPORTUNITY = {"currency": "USD"}
QUOTE = {"opportunityId": STORES, "lines": []}


@dataclass(frozen=True, slots=True)
class Call:
    """A change under a name and a key of its own."""

    number: int

    @property
    def name(self) -> str:
        return f"call {self.number}"

    @property
    def body(self) -> Mapping[str, Any]:
        given = {"name": self.name, "idempotencyKey": f"key {self.number}"}
        if self.number % 2:
            return {"query": CREATE_OPPORTUNITY, "variables": {"input": {**given, **OPPORTUNITY}}}
        return {"query": CREATE_QUOTE, "variables": {"input": {**given, **QUOTE}}}


CALLS = [Call(number) for number in range(60)]
AT_ONCE = 8
FAILURES = (OSError, http.client.HTTPException)
"""What a client sees of a server that ends."""


@dataclass(slots=True)
class Clients:
    """They send calls at once, and keep what they are answered."""

    answers: dict[Call, Any] = field(default_factory=dict)
    lost: list[Call] = field(default_factory=list)

    def send(self, servers: Sequence[Served], call: Call) -> None:
        served = servers[call.number // 2 % len(servers)]
        request = urllib.request.Request(
            f"{served.address}/graphql",
            json.dumps(call.body).encode(),
            {"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                self.answers[call] = without_cost(json.load(response))
        except FAILURES:
            self.lost.append(call)

    def send_all(self, *servers: Served) -> None:
        """Send all calls."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda call: self.send(servers, call), CALLS))

    def send_some(self, *servers: Served, after: float = 0) -> None:
        """The same, but the first server is killed after a while."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            sent = [pool.submit(self.send, servers, call) for call in CALLS]
            while len(self.answers) < len(CALLS) // 3:
                time.sleep(0.001)
            time.sleep(after)
            assert servers[0].end(signal.SIGKILL) == -signal.SIGKILL
            for each in sent:
                each.result()


def column(url: str, query: str) -> list[Any]:
    """What a query brings, read on a connection of its own."""

    async def read() -> list[Any]:
        engine = create_async_engine(parse_url(url))
        async with engine.connect() as connection:
            found = list((await connection.scalars(text(query))).all())
        await engine.dispose()
        return found

    return asyncio.run(read())


def times(url: str) -> Counter[str]:
    """How often each call was done."""
    both = "SELECT name FROM opportunity UNION ALL SELECT name FROM quote"
    return Counter(name for name in column(url, both) if name.startswith("call "))


def assert_each_was_done_once(url: str, before: Clients, after: Clients) -> None:
    """And whoever had an answer was answered by the same again, which says that it is a replay."""
    assert before.lost
    assert not after.lost
    assert times(url) == {call.name: 1 for call in CALLS}
    assert column(url, f"SELECT version FROM opportunity WHERE id = '{STORES}'") == [
        1 + len(CALLS) // 2
    ]
    assert column(url, "SELECT count(*) FROM event") == [len(CALLS)]
    assert column(url, "SELECT count(*) FROM idempotency_key WHERE outcome <> ''") == [len(CALLS)]
    for call, answer in before.answers.items():
        assert answer["data"]["answer"]["errors"] == []
        replay = {**answer, "extensions": {"idempotentReplays": ["answer"]}}
        assert after.answers[call] == replay


def test_given_a_server_was_killed_when_all_is_sent_again_then_each_call_is_done_once(
    tmp_path: Path, database_url: str
) -> None:
    before, after = Clients(), Clients()
    with serving(tmp_path, CLINCH_DATABASE_URL=database_url) as served:
        before.send_some(served)
    with serving(tmp_path, CLINCH_DATABASE_URL=database_url) as served:
        after.send_all(served)

    assert_each_was_done_once(database_url, before, after)


def test_given_one_of_two_servers_is_killed_when_all_is_sent_to_the_other_then_it_is_done_once(
    tmp_path: Path, postgresql: Callable[[str], str]
) -> None:
    before, after = Clients(), Clients()
    with (
        fresh_postgresql(postgresql) as url,
        serving(tmp_path, CLINCH_DATABASE_URL=url) as one,
        serving(tmp_path, CLINCH_DATABASE_URL=url) as other,
    ):
        before.send_some(one, other)
        # At once: what the killed one had begun may not be over yet.
        after.send_all(other)

        assert_each_was_done_once(url, before, after)


def test_given_keys_are_stored_apart_when_the_server_is_killed_then_calls_are_done_twice(
    tmp_path: Path, database_url: str
) -> None:
    command = (sys.executable, "-c", SPLIT)
    with serving(tmp_path, command=command, CLINCH_DATABASE_URL=database_url) as served:
        Clients().send_some(served, after=0.1)
    with serving(tmp_path, command=command, CLINCH_DATABASE_URL=database_url) as served:
        Clients().send_all(served)

    done = times(database_url)
    assert done.keys() == {call.name for call in CALLS}
    assert set(done.values()) == {1, 2}
