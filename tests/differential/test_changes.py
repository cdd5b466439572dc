"""A history of mutations goes alike over HTTP and by the ordinary way, on two equal databases."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest
from hypothesis import given

from tests.conftest import fresh_postgresql, fresh_sqlite
from tests.differential.changes import STEPS, Historian
from tests.differential.comparing import lines
from tests.differential.cursors import ORDERS, Cursors
from tests.differential.data import rows_of
from tests.differential.documents import Author
from tests.differential.examples import examples
from tests.differential.twins import Twin, twins
from tests.differential.ways import Request
from tests.reads.asking import KINDS

CODES = {
    "none", "NOT_FOUND", "VERSION_CONFLICT", "INVALID_INPUT", "INVALID_STATUS_REASON",
    "CURRENCY_MISMATCH", "OPPORTUNITY_HAS_ACTIVE_QUOTES", "OPPORTUNITY_NOT_OPEN",
    "IDEMPOTENCY_KEY_REUSED", "replay",
    "QUOTE_OF_OTHER_OPPORTUNITY", "QUOTE_NOT_OPEN", "INVALID_TRANSITION", "QUOTE_NOT_EDITABLE",
    "QUOTE_REVISION_EXISTS",
    "STATUS_REASON_EXISTS", "PERMISSION_DENIED", "OPPORTUNITY_NOT_DELETABLE", "QUOTE_NOT_DELETABLE",
}  # fmt: skip
"""What the history comes to, all in all."""


@pytest.fixture(params=KINDS)
def copies(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Two fresh databases of a kind."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            template: Path = request.getfixturevalue("sqlite_template")
            fresh = [fresh_sqlite(template, tmp_path) for _ in range(2)]
        else:
            server: Callable[[str], str] = request.getfixturevalue("postgresql")
            fresh = [fresh_postgresql(server) for _ in range(2)]
        one, other = (stack.enter_context(each) for each in fresh)
        yield one, other


@pytest.fixture
def pair(
    copies: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Twin, Twin, Historian]]:
    """The applications on both, and who knows what they held at the start."""
    known: set[str] = set()
    luck = Random()  # noqa: S311 - seeded by each request
    monkeypatch.setattr("db.ids.secrets", luck)
    with twins(*copies, known, luck) as (planned, plain):
        rows, cursors = rows_of(plain.client), Cursors(plain.client)
        for kind, orders in ORDERS.items():
            for order in orders:
                cursors.texts(kind, order)
        for table in rows.tables.values():
            known |= {row["id"] for row in table if "id" in row}
        yield planned, plain, Historian(Author(rows, cursors))


def test_given_any_history_then_both_ways_tell_it_alike(
    pair: tuple[Twin, Twin, Historian],
) -> None:
    planned, plain, historian = pair
    codes: Counter[str] = Counter()

    def check(request: Request) -> None:
        answer = planned.answer(request)

        assert lines(answer) == lines(plain.answer(request))
        told = json.loads(answer)
        payload = next(iter(told["data"].values()))
        codes.update([each["code"] for each in payload["e_"]] or ["none"])
        codes.update(["replay"] if "idempotentReplays" in told["extensions"] else [])

    # Each step in turn, then any in any order: what is drawn alone leaves some of them out.
    for step in STEPS:
        examples(3, share=0.01)(given(historian.requests([step]))(check))()
    examples(90, share=0.5)(given(historian.requests())(check))()
    assert CODES - codes.keys() == set()
