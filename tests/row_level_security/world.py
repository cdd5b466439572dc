"""Two teams' records, and who asks for them."""

from collections.abc import Iterator
from typing import Any

from sqlmodel import SQLModel

from db.tables import (
    Account,
    ApiKey,
    AuditEntry,
    Competitor,
    Contact,
    EventRow,
    FieldChangeRow,
    OpportunityReopening,
    QuoteClose,
    User,
)
from domain.access import Access, Role, access_of
from domain.actor import SYSTEM_USER_ID, Actor, UserKind
from domain.audit import AuditType
from domain.lifecycle import OpportunityOutcome, QuoteState
from tests.factories import BEFORE, CLOSED_ON, closed, line, opportunity, quote


def numbered(prefix: str, number: int) -> str:
    return f"{prefix}_{number:026}"


MIA, SAM, TEA, NOA, OTTO = (numbered("usr", number) for number in (11, 12, 13, 21, 22))
"""Sam reports to Mia, Tea to Sam; Otto to Noa."""
MANAGERS = {MIA: None, SAM: MIA, TEA: SAM, NOA: None, OTTO: NOA}
OWNERS = (MIA, SAM, TEA, OTTO)


def actor(user_id: str, access: Access) -> Actor:
    """As sign-in makes him: a manager leads his own team, another's lead is whom he reports to."""
    lead = user_id if access.role is Role.MANAGER else MANAGERS[user_id]
    return Actor(user_id, "tests", access=access, lead_id=lead)


SAM_SELLS = actor(SAM, access_of(Role.SALESPERSON))


def deal_of(owner: str) -> str:
    """His opportunity that is open."""
    return numbered("opp", 1000 + OWNERS.index(owner))


def quote_of(owner: str) -> str:
    """The quote of it that is active."""
    return numbered("quo", 1000 + OWNERS.index(owner))


def draft_of(owner: str) -> str:
    """The one that is a draft."""
    return numbered("quo", 1100 + OWNERS.index(owner))


def world() -> Iterator[SQLModel]:
    """Rows, each after those that it points at."""
    for number, (user, manager) in enumerate(MANAGERS.items()):
        yield User(
            id=user,
            kind=UserKind.PERSON,
            name=f"User {number}",
            name_folded=f"user {number}",
            manager_id=manager,
        )
    for number, owner in enumerate(OWNERS):
        yield from _of_owner(number, owner)
    yield from _of_nobody()


def _of_owner(number: int, owner: str) -> Iterator[SQLModel]:
    account = Account(id=numbered("acc", 1000 + number), name="A", name_folded="a")
    yield account
    contact = Contact(
        id=numbered("con", 1000 + number), name="C", name_folded="c", account_id=account.id
    )
    yield contact
    given: dict[str, Any] = {
        "owner_id": owner,
        "created_by_id": owner,
        "account_id": account.id,
        "contact_id": contact.id,
    }
    is_open = opportunity(id=deal_of(owner), **given)
    offer = quote(is_open, QuoteState.ACTIVE, id=quote_of(owner))
    yield from (is_open, offer, line(offer, id=numbered("qln", 1000 + number)))
    draft = quote(is_open, id=draft_of(owner))
    yield from (draft, line(draft))
    won, close = closed(OpportunityOutcome.WON, **given)
    lost = quote(won, QuoteState.CLOSED)
    yield from (won, close, lost, line(lost))
    yield QuoteClose(
        id=numbered("qcl", 1000 + number),
        quote_id=lost.id,
        status_reason_id=lost.status_reason_id,
        closed_on=CLOSED_ON,
        closed_by_id=owner,
        closed_at=BEFORE,
    )
    again, undone = closed(OpportunityOutcome.LOST, **given)
    yield from (again, undone)
    yield OpportunityReopening(close_id=undone.id, reopened_by_id=owner, reopened_at=BEFORE)
    yield from _happened(1000 + number, is_open.id, is_open.id)


def _of_nobody() -> Iterator[SQLModel]:
    """Of no opportunity, of one that is deleted; and what is for administrators."""
    yield from _happened(2000, None, numbered("acc", 1000))
    yield from _happened(2001, numbered("opp", 9999), numbered("opp", 9999))
    yield Competitor(id=numbered("cmp", 1000), name="B", name_folded="b")
    yield ApiKey(
        id=numbered("key", 1),
        name="K",
        user_id=SAM,
        prefix="abc",
        secret_hash="0" * 64,
        scopes="[]",
        created_at=BEFORE,
        created_by_id=MIA,
        expires_at=BEFORE,
    )
    yield AuditEntry(id=numbered("aud", 1), type=AuditType.SIGNED_IN, happened_at=BEFORE)


def _happened(number: int, opportunity_id: str | None, entity_id: str) -> Iterator[SQLModel]:
    event = EventRow(
        id=numbered("evt", number),
        type="OpportunityUpdated",
        position=number,
        opportunity_id=opportunity_id,
        opportunity_version=1,
        payload="{}",
        actor_id=SYSTEM_USER_ID,
        occurred_at=BEFORE,
    )
    yield event
    yield FieldChangeRow(
        id=numbered("chg", number),
        event_id=event.id,
        entity_id=entity_id,
        version=1,
        field="name",
    )
