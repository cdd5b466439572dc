"""Many closed by one call: the database and the answers are those of the same calls one by one."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel

from db.database import Database
from db.ids import new_id
from db.tables import ExchangeRate
from db.writes.unit_of_work import UnitOfWork
from domain.batch import BatchPolicy, BatchStatus
from domain.closing import CloseRequest, Policy
from domain.lifecycle import OpportunityOutcome, QuoteState
from domain.refusals import NotFound, OpportunityVersionConflict, Refusal, Refused
from services.batches import (
    Batch,
    BatchRefused,
    Item,
    Named,
    close_opportunities,
    close_quotes_of_opportunities,
)
from services.closing import (
    CloseQuotesCommand,
    OpportunityWasClosed,
    QuotesWereClosed,
    close_opportunity,
    close_quotes,
)
from services.settings import BusinessSettings
from services.wanted import Wanted
from tests.api.demo import BRIGHTSHELF, NO_COMPETITOR
from tests.conftest import NOW
from tests.factories import BEFORE, add, closed, opportunity, quote
from tests.services.calls import ACTOR
from tests.services.made import Told, told
from tests.services.shared import database_url  # noqa: F401

EXAMPLES = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CURRENCIES = ("USD", "EUR", "JPY", "KWD")
TODAY = NOW.date()


@dataclass(frozen=True, slots=True)
class Deal:
    """An opportunity as it is before, and the version that the call expects of it."""

    outcome: OpportunityOutcome | None
    currency: str
    estimate: int | None
    version: int
    quotes: tuple[QuoteState, ...]
    expected: int | None
    there: bool

    def rows(self, identifier: str) -> Iterator[SQLModel]:
        """What is to be stored for it."""
        if not self.there:
            return
        about: dict[str, Any] = {
            "id": identifier,
            "version": self.version,
            "currency": self.currency,
            "estimated_revenue": self.estimate,
        }
        if self.outcome is None:
            row = opportunity(**about)
            yield row
        else:
            row, close = closed(self.outcome, **about)
            yield row
            yield close
        for place, state in enumerate(self.quotes):
            # A closed opportunity has no active quote.
            blocks = self.outcome and state is QuoteState.ACTIVE
            made = BEFORE + timedelta(minutes=place % 3)
            yield quote(row, QuoteState.CLOSED if blocks else state, created_at=made)


def mostly(*usual: Any, seldom: Sequence[Any]) -> st.SearchStrategy[Any]:
    """One of the usual values, or once in a while one of those that are refused."""
    return st.sampled_from([each for each in usual for _ in range(12 // len(usual))] + [*seldom])


DEALS = st.lists(
    st.builds(
        Deal,
        mostly(None, seldom=[*OpportunityOutcome]),
        st.sampled_from(CURRENCIES),
        st.none() | st.integers(0, 10**9).map(lambda amount: amount * 10_000),
        st.just(3),
        st.lists(st.sampled_from([*QuoteState, QuoteState.DRAFT]), max_size=3).map(tuple),
        mostly(None, 3, seldom=[-1, 2, 4]),
        mostly(*[True], seldom=[False]),
    ),
    min_size=2,
    max_size=6,
)
PAST = TODAY - timedelta(90)
DAYS = mostly(None, TODAY, PAST, TODAY - timedelta(30), seldom=[TODAY + timedelta(9)])
DESCRIPTIONS = mostly(None, "全部 🤖", seldom=["x" * 2001])
REQUESTS = st.builds(
    CloseRequest,
    st.sampled_from(OpportunityOutcome),
    mostly(None, seldom=["WON", "OUT_SOLD", "NOPE"]),
    DAYS,
    mostly(None, None, Decimal(7), seldom=[Decimal("1.5"), Decimal("0.123")]),
    mostly(None, seldom=["USD", "JPY"]),
    mostly(None, BRIGHTSHELF, seldom=[NO_COMPETITOR]),
    DESCRIPTIONS,
)
COMMANDS = st.builds(
    CloseQuotesCommand,
    status_reason_code=mostly(None, "CANCELED", seldom=["NOPE"]),
    closed_on=DAYS,
    description=DESCRIPTIONS,
)
RATES = st.dictionaries(
    st.tuples(st.sampled_from(CURRENCIES[1:]), st.sampled_from([100, 50, 0, -5])),
    st.integers(1, 10**12),
    max_size=5,
)
SETTINGS = st.sampled_from([False, False, True]).map(
    lambda block: BusinessSettings(Policy(drafts_block=block))
)
Rates = dict[tuple[str, int], int]
Script = Callable[[UnitOfWork], Awaitable[object]]
Single = Callable[[UnitOfWork, Wanted], Awaitable[object]]


class RolledBackError(Exception):
    """Ends a work, so that the next begins from the same rows."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A database on which everything is undone."""

    runner: asyncio.Runner
    database: Database

    def done(self, rows: Sequence[SQLModel], script: Script) -> tuple[object, Told]:
        """What a script answers, and what it changes, where these rows are stored."""
        answers: list[tuple[object, Told]] = []

        async def attempt(work: UnitOfWork) -> None:
            add(work, *rows)
            await work.flush()
            outcome = await script(work)
            await work.flush()
            answers.append((outcome, await told(work, self.database)))
            raise RolledBackError

        with pytest.raises(RolledBackError):
            self.runner.run(self.database.transact(ACTOR, attempt))
        return answers[-1]


@pytest.fixture
def stage(database_url: str) -> Iterator[Stage]:  # noqa: F811
    with asyncio.Runner() as runner:
        database = Database(database_url, clock=lambda: NOW)
        runner.run(database.__aenter__())
        yield Stage(runner, database)
        runner.run(database.__aexit__(None, None, None))


def item_of(place: int, wanted: Wanted, outcome: object) -> Item:
    """The answer to a single call, as the call about many has it; without the close record's id."""
    match outcome:
        case OpportunityWasClosed(identifier, _, quote_ids):
            return Item(identifier, BatchStatus.CLOSED, quote_ids=quote_ids)
        case QuotesWereClosed(identifier, quote_ids):
            status = BatchStatus.CLOSED if quote_ids else BatchStatus.UNCHANGED
            return Item(identifier, status, quote_ids=quote_ids)
        case Refused(reasons):
            path = ("input", "ids", str(place))
            own = tuple(placed(each, place) for each in reasons)
            return Item(wanted.opportunity_id, BatchStatus.FAILED, path=path, reasons=own)
    raise AssertionError


def placed(reason: Refusal, place: int) -> Refusal:
    """A reason of a single call, with the item's place if it is about what names the item."""
    if isinstance(reason, OpportunityVersionConflict):
        return replace(reason, path=("input", "expectedVersions", str(place)))
    if isinstance(reason, NotFound) and reason.path == ("input", "opportunityId"):
        return replace(reason, path=("input", "ids", str(place)))
    return reason


def assert_alike(
    stage: Stage,
    deals: Sequence[Deal],
    rates: Rates,
    many: Callable[..., Awaitable[object]],
    one: Single,
) -> None:
    """EACH does what single calls do; ALL_OR_NOTHING does the same or nothing."""
    ids = [new_id("Opportunity") for _ in deals]
    rows = [row for deal, each in zip(deals, ids, strict=True) for row in deal.rows(each)]
    rows += [
        ExchangeRate(
            id=new_id("ExchangeRate"),
            base_currency="USD",
            currency=currency,
            valid_from=TODAY - timedelta(days),
            rate=rate,
        )
        for (currency, days), rate in rates.items()
    ]
    named = Named(tuple(ids), tuple([deal.expected for deal in deals]))
    wanted = [Wanted(each, deal.expected) for each, deal in zip(ids, deals, strict=True)]

    async def singly(work: UnitOfWork) -> list[Item]:
        return [item_of(place, each, await one(work, each)) for place, each in enumerate(wanted)]

    async def nothing(_: UnitOfWork) -> None: ...

    items, changed = stage.done(rows, singly)
    _, untouched = stage.done(rows, nothing)
    assert isinstance(items, list)
    failed = [each for each in items if each.status is BatchStatus.FAILED]
    event("none fails" if not failed else "all fail" if failed == items else "some fail")
    for policy in BatchPolicy:
        outcome, found = stage.done(rows, partial(many, named=named, policy=policy))

        assert isinstance(outcome, Batch | BatchRefused)
        answered = [replace(each, close_id=None) for each in outcome.items]
        reasons = tuple(dict.fromkeys(reason for each in items for reason in each.reasons))
        if policy is BatchPolicy.EACH or not failed:
            assert answered == items
            assert found == changed
            is_done = any(each.status is BatchStatus.CLOSED for each in items)
        else:
            withheld = {each.opportunity_id for each in items if each not in failed}
            assert answered == [
                Item(each.opportunity_id, BatchStatus.UNCHANGED)
                if each.opportunity_id in withheld
                else each
                for each in items
            ]
            assert found == untouched
            is_done = False
        assert isinstance(outcome, Refused) is (bool(failed) and not is_done)
        if isinstance(outcome, Refused):
            assert outcome.reasons == reasons


def test_given_any_opportunities_when_closed_at_once_then_as_one_by_one(stage: Stage) -> None:
    @EXAMPLES
    @given(DEALS, RATES, REQUESTS, SETTINGS, st.sampled_from([True, True, False]))
    def check(
        deals: list[Deal],
        rates: Rates,
        request: CloseRequest,
        business: BusinessSettings,
        along: bool,  # noqa: FBT001
    ) -> None:
        async def many(work: UnitOfWork, named: Named, policy: BatchPolicy) -> object:
            return await close_opportunities(
                work, business, named, request, policy, close_open_quotes=along
            )

        async def one(work: UnitOfWork, wanted: Wanted) -> object:
            return await close_opportunity(work, business, wanted, request, close_open_quotes=along)

        assert_alike(stage, deals, rates, many, one)

    check()


def test_given_any_opportunities_when_their_quotes_are_closed_at_once_then_as_one_by_one(
    stage: Stage,
) -> None:
    @EXAMPLES
    @given(DEALS, COMMANDS)
    def check(deals: list[Deal], command: CloseQuotesCommand) -> None:
        business = BusinessSettings()

        async def many(work: UnitOfWork, named: Named, policy: BatchPolicy) -> object:
            return await close_quotes_of_opportunities(work, business, named, command, policy)

        async def one(work: UnitOfWork, wanted: Wanted) -> object:
            return await close_quotes(work, business, wanted, command)

        assert_alike(stage, deals, {}, many, one)

    check()
