"""Two copies of one database: what is done to both has to come to the same."""

import json
import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from starlette.testclient import TestClient

from tests.api.demo import ROBOTS
from tests.differential.changes import MADE
from tests.differential.ways import Request, ordinary, over_http
from tests.reads.conftest import serving

NEWEST = f'{{ opportunity(id: "{ROBOTS}") {{ quotes(first: 1) {{ nodes {{ id }} }} }} }}'
_CURSOR = re.compile(r'(?<=")5b22(?:[0-9a-f]{2})+(?=")')
_POSITION = re.compile(r'(?<=^\["Event:position\+",)\d+,')
_RANDOM = re.compile(r"\b[a-z]{3}_[0-9a-z]{26}\b")


@dataclass(frozen=True, slots=True)
class Twin:
    """One of the copies, and the way that its requests are answered."""

    client: TestClient
    is_planned: bool
    known: AbstractSet[str]
    """The ids that both copies had from the start."""
    luck: Random
    """What quote numbers are drawn from: the same for both, as lists are ordered by them."""
    names: dict[str, str] = field(default_factory=dict)
    """The random ids that came since, by their order."""

    def answer(self, request: Request) -> str:
        """The answer, its random ids named by the order in which they came to be seen."""
        self.luck.seed(request.document)
        written = self.concrete(request)
        raw = (over_http if self.is_planned else ordinary)(self.client, written)
        readable = _CURSOR.sub(lambda found: _read(found[0]), raw)
        return _RANDOM.sub(lambda found: self.named(found[0]), readable)

    def concrete(self, request: Request) -> Request:
        """With the id of the newest quote where that is meant."""
        document, variables = request.document, json.dumps(request.variables)
        if MADE not in document + variables:
            return request
        newest = json.loads(over_http(self.client, Request(NEWEST)))["data"]["opportunity"]
        made: str = newest["quotes"]["nodes"][0]["id"]
        sent: dict[str, Any] = json.loads(variables.replace(MADE, made))
        return replace(request, document=document.replace(MADE, made), variables=sent)

    def named(self, text: str) -> str:
        """A random id's own name; other texts as they are."""
        if text in self.known:
            return text
        return self.names.setdefault(text, f"{text[:3]}#{len(self.names)}")


@contextmanager
def twins(
    one: str, other: str, known: AbstractSet[str], luck: Random
) -> Iterator[tuple[Twin, Twin]]:
    """The applications on two copies at these URLs."""
    with serving(one) as planned, serving(other) as plain:
        yield Twin(planned, True, known, luck), Twin(plain, False, known, luck)  # noqa: FBT003


def _read(cursor: str) -> str:
    """A cursor as the JSON within it, fit to stand in a string; an event's without its position.

    On PostgreSQL that is the transaction's id, which is the server's for all of its databases.
    """
    text = bytes.fromhex(cursor).decode()
    return json.dumps(_POSITION.sub("", text))[1:-1]
