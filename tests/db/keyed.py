"""Calls with idempotency keys, as the tests of races make them."""

from collections.abc import Awaitable, Callable
from typing import Any

from db.database import Database
from db.ids import new_id
from db.writes.idempotency import IdempotencyKeys
from db.writes.unit_of_work import UnitOfWork
from domain.closing import CloseRequest
from domain.idempotency import KeyedCall
from domain.lifecycle import OpportunityOutcome
from domain.refusals import Refused
from services.closing import close_opportunity
from services.opportunities import (
    CreateOpportunityCommand,
    OpportunityWasCreated,
    create_opportunity,
)
from services.wanted import Wanted
from tests.conftest import NOW
from tests.services.calls import STOCK, Keyed, act

CROWD = 5
PATH = ("input", "idempotencyKey")
Script = Callable[[UnitOfWork], Awaitable[Any]]


def a_call(fingerprint: str = "this call") -> KeyedCall:
    return KeyedCall(new_id("Event"), fingerprint, PATH)


def creating(work: UnitOfWork) -> Awaitable[OpportunityWasCreated | Refused]:
    """Without a lock that would keep two of them apart."""
    return create_opportunity(work, STOCK, CreateOpportunityCommand("Deal", "USD"))


def closing(deal: str) -> Script:
    request = CloseRequest(OpportunityOutcome.WON)
    return lambda work: close_opportunity(work, STOCK, Wanted(deal), request)


async def once(
    database: Database, call: KeyedCall, script: Script, kind: Any, patience: int = 5
) -> Any:
    """Make a keyed call as ACTOR."""
    keys = IdempotencyKeys(database.dialect, lambda: NOW, 24, patience)
    return await act(Keyed(database, keys, call, kind), script)
