"""Who works here and what is whose: a tree of managers, and deals that each of them owns.

```
chief ─┬─ boss ─┬─ sam
       │        ├─ pat
       │        └─ lee ── rae
       └─ mona ─── far
solo, reader, partner, other: report to nobody
```
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlmodel import SQLModel

from db.tables import (
    Account,
    ApiKey,
    AuditEntry,
    Competitor,
    Contact,
    EventRow,
    FieldChangeRow,
    Opportunity,
    OpportunityClose,
    OpportunityReopening,
    Product,
    Quote,
    QuoteClose,
    QuoteLine,
    User,
)
from domain.access import Role
from domain.actor import UserKind
from domain.audit import AuditType
from domain.lifecycle import OpportunityOutcome, QuoteState
from server.demo import DEMO_USER
from tests.access.viewers import Viewer
from tests.factories import BEFORE, CLOSED_ON, closed, line, opportunity, quote


def _id(prefix: str, number: int) -> str:
    return f"{prefix}_{number:026}"


_ROLES: Final[Mapping[str, tuple[str, str | None]]] = {
    "chief": ("MANAGER", None),
    "boss": ("MANAGER", "chief"),
    "sam": ("SALESPERSON", "boss"),
    "pat": ("SALESPERSON", "boss"),
    "lee": ("SALESPERSON", "boss"),
    "rae": ("SALESPERSON", "lee"),
    "mona": ("MANAGER", "chief"),
    "far": ("SALESPERSON", "mona"),
    "solo": ("SALESPERSON", None),
    "reader": ("READER", None),
    "partner": ("PARTNER", None),
    "other": ("PARTNER", None),
}
USERS: Final = {name: _id("usr", 700 + n) for n, name in enumerate(_ROLES)}
VIEWERS: Final[Mapping[str, Viewer]] = {
    **{
        name: Viewer(USERS[name], role, manager_id=manager and USERS[manager])
        for name, (role, manager) in _ROLES.items()
    },
    "admin": Viewer(DEMO_USER, "ADMINISTRATOR"),
}
EVERYBODY: Final = frozenset({*_ROLES, "admin"})
_BOSSES: Final = frozenset({"boss", "sam", "pat", "lee", "rae"})
SEES: Final[Mapping[str, frozenset[str]]] = {
    "reader": EVERYBODY,
    "admin": EVERYBODY,
    "chief": _BOSSES | {"chief", "mona", "far"},
    "boss": _BOSSES,
    # Whoever is no manager himself is in the team of whom he reports to, with its lead.
    "sam": _BOSSES,
    "pat": _BOSSES,
    "lee": _BOSSES,
    "rae": frozenset({"lee", "rae"}),
    "mona": frozenset({"mona", "far"}),
    "far": frozenset({"mona", "far"}),
    "solo": frozenset({"solo"}),
    "partner": frozenset({"partner"}),
    "other": frozenset({"other"}),
}
"""Whose deals each sees."""
CHANGES: Final[Mapping[str, frozenset[str]]] = {
    **{name: frozenset({name}) for name in _ROLES},
    "reader": frozenset(),
    "chief": SEES["chief"],
    "boss": _BOSSES,
    "mona": SEES["mona"],
    "admin": EVERYBODY,
}
"""Whose deals each changes."""


@dataclass(frozen=True, slots=True)
class Deals:
    """What one of them owns: an open deal with quotes, one that was won, one that was reopened."""

    account: Account
    contact: Contact
    open: Opportunity
    draft: Quote
    active: Quote
    gone: Quote
    lines: tuple[QuoteLine, ...]
    gone_close: QuoteClose
    won: Opportunity
    close: OpportunityClose
    again: Opportunity
    former: OpportunityClose
    reopening: OpportunityReopening
    events: tuple[EventRow, ...]
    changes: tuple[FieldChangeRow, ...]

    @property
    def rows(self) -> tuple[SQLModel, ...]:
        """All but the account and the contact, parents first."""
        return (
            *(self.open, self.draft, self.active, self.gone, *self.lines, self.gone_close),
            *(self.won, self.close, self.again, self.former, self.reopening),
            *(*self.events, *self.changes),
        )


ROBOT = Product(
    id=_id("prd", 700), name="Arm", name_folded="arm", family="A", list_price=10, currency="USD"
)
RIVAL = Competitor(id=_id("cmp", 700), name="Rival", name_folded="rival")


def _deals(name: str, number: int) -> Deals:
    owner = DEMO_USER if name == "admin" else USERS[name]
    account = Account(
        id=_id("acc", number),
        name=f"Firm of {name}",
        name_folded=f"firm of {name}",
        annual_revenue=number * 10_000,
        currency="USD",
        employees=number,
        # Somebody else's: it isn't seen with this one.
        parent_id=_id("acc", number - 10) if number > 700 else None,
    )
    contact = Contact(
        id=_id("con", number),
        name=f"Contact of {name}",
        name_folded=f"contact of {name}",
        # A contact of another firm, as it happens.
        account_id=_id("acc", number - 10 if number > 700 else number),
    )
    given: dict[str, Any] = {
        "owner_id": owner,
        "created_by_id": owner,
        "account_id": account.id,
        "contact_id": contact.id,
        "product_id": ROBOT.id,
    }
    deal = opportunity(
        id=_id("opp", number), name=f"Open {name}", name_folded=f"open {name}", **given
    )
    draft = quote(deal, id=_id("quo", number), number=f"Q-AC{number}D", created_by_id=owner)
    active = quote(deal, QuoteState.ACTIVE, id=_id("quo", number + 1), number=f"Q-AC{number}A")
    gone = quote(
        deal, QuoteState.CLOSED, id=_id("quo", number + 2), number=f"Q-AC{number}D", revision=2
    )
    gone_close = QuoteClose(
        id=_id("qcl", number),
        quote_id=gone.id,
        status_reason_id=gone.status_reason_id,
        closed_on=CLOSED_ON,
        closed_by_id=owner,
        closed_at=BEFORE,
    )
    won, close = closed(OpportunityOutcome.LOST, id=_id("opp", number + 1), **given)
    close.id, close.competitor_id = _id("ocl", number), RIVAL.id
    again, former = closed(OpportunityOutcome.WON, id=_id("opp", number + 2), **given)
    former.id, former.competitor_id = _id("ocl", number + 1), RIVAL.id
    again = opportunity(**{**given, "id": again.id, "name": f"Again {name}", "version": 3})
    reopening = OpportunityReopening(close_id=former.id, reopened_by_id=owner, reopened_at=BEFORE)
    event = _event(number, deal.id, owner)
    told = (
        ("name", deal.id, "Old", "New"),
        ("product", deal.id, None, ROBOT.id),
        ("account", deal.id, None, account.id),
        ("contact", deal.id, contact.id, None),
        (f"lines/{_id('qln', number)}/product", draft.id, None, ROBOT.id),
        (f"lines/{_id('qln', number)}/quantity", draft.id, "1", "2"),
    )
    changes = tuple(
        FieldChangeRow(
            id=_id("chg", number * 10 + n),
            event_id=event.id,
            entity_id=entity,
            version=2,
            field=field,
            old_value=old,
            new_value=new,
        )
        for n, (field, entity, old, new) in enumerate(told)
    )
    return Deals(
        account,
        contact,
        deal,
        draft,
        active,
        gone,
        (
            line(draft, id=_id("qln", number), product_id=ROBOT.id),
            line(active, id=_id("qln", number + 1)),
        ),
        gone_close,
        won,
        close,
        again,
        former,
        reopening,
        (event,),
        changes,
    )


def _event(
    number: int, about: str | None, actor: str, kind: str = "OpportunityUpdated"
) -> EventRow:
    return EventRow(
        id=_id("evt", number),
        type=kind,
        # On PostgreSQL of a transaction that is long over.
        position=1 + number % 100,
        opportunity_id=about,
        opportunity_version=2 if about else None,
        payload=f'{{"opportunityId":"{about}"}}' if about else "{}",
        actor_id=actor,
        occurred_at=BEFORE,
    )


DEALS: Final[Mapping[str, Deals]] = {
    name: _deals(name, 700 + 10 * n) for n, name in enumerate(VIEWERS)
}


def _users() -> Iterator[User]:
    for name, (role, manager) in _ROLES.items():
        yield User(
            id=USERS[name],
            kind=UserKind.PERSON,
            role=Role(role),
            subject=f"subject of {name}",
            name=f"User {name}",
            name_folded=f"user {name}",
            email=f"{name}@example.com",
            regional_office="Tokyo",
            manager_id=manager and USERS[manager],
        )


_LOST_DEAL: Final = _id("opp", 999)
"""It was deleted."""
_GONE: Final = _event(990, _LOST_DEAL, USERS["sam"], "OpportunityDeleted")
_OF_A_USER: Final = _event(991, None, DEMO_USER, "UserUpdated")
_OF_AN_ACCOUNT: Final = _event(992, None, DEMO_USER, "AccountUpdated")
_HISTORY: Final = (
    (_GONE, _LOST_DEAL, "name"),
    (_GONE, _LOST_DEAL, "account"),
    (_OF_A_USER, USERS["sam"], "email"),
    (_OF_A_USER, USERS["sam"], "regionalOffice"),
    (_OF_A_USER, USERS["sam"], "manager"),
    (_OF_A_USER, USERS["sam"], "subject"),
    (_OF_A_USER, USERS["sam"], "name"),
    (_OF_AN_ACCOUNT, DEALS["sam"].account.id, "annualRevenue"),
    (_OF_AN_ACCOUNT, DEALS["sam"].account.id, "employees"),
    (_OF_AN_ACCOUNT, DEALS["sam"].account.id, "parent"),
    (_OF_AN_ACCOUNT, DEALS["sam"].account.id, "name"),
    # Contacts' addresses aren't closed, users' are.
    (_OF_AN_ACCOUNT, DEALS["sam"].contact.id, "email"),
)


KEY: Final = ApiKey(
    id=_id("key", 990),
    name="Sync",
    user_id=USERS["partner"],
    prefix="k" * 12,
    secret_hash="0" * 64,
    scopes='["opportunities:read"]',
    created_at=BEFORE,
    created_by_id=DEMO_USER,
    expires_at=BEFORE + timedelta(days=365),
)
_ENTRY: Final = AuditEntry(
    id=_id("aud", 990),
    type=AuditType.SIGNED_IN,
    happened_at=BEFORE,
    actor_id=USERS["partner"],
    credential="key kkkkkkkkkkkk",
)


def cast(*names: str) -> tuple[SQLModel, ...]:
    """Everybody, and what these own; parents first."""
    changes = (
        FieldChangeRow(
            id=_id("chg", 9900 + n),
            event_id=event.id,
            entity_id=entity,
            version=2,
            field=field,
            old_value="before",
            new_value="after",
        )
        for n, (event, entity, field) in enumerate(_HISTORY)
    )
    return (
        *(*_users(), ROBOT, RIVAL),
        *(row for deals in DEALS.values() for row in (deals.account, deals.contact)),
        *(row for name in names for row in DEALS[name].rows),
        *(_GONE, _OF_A_USER, _OF_AN_ACCOUNT, *changes, KEY, _ENTRY),
    )


CAST: Final = cast(*DEALS)
FEW: Final = cast("boss", "sam", "rae", "far", "partner")
"""As many as fit on one page with what else documents look for."""
