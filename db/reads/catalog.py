"""What can be read of each kind of record beyond its own columns: money, relations, orders."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    TableClause,
    Text,
    and_,
    case,
    func,
    literal_column,
    select,
)

from db import tables
from db.reads.criteria import Order
from db.reads.lean import lean
from db.sql.binds import placeholder
from db.sql.literals import is_one_of
from db.types import Instant
from domain.lifecycle import OPEN_QUOTE_STATES
from domain.money import QUANTITY_SCALE
from domain.rates import RATE_SCALE

Row = FromClause
Join = Callable[[Row, Row], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Relation:
    """Records of another kind that belong to a record: `join(record, other)`."""

    kind: str
    join: Join
    column: str | None = None
    """The record's own column that is the other's id, if it is one record by its id."""
    order: tuple[Order, ...] = ()
    """How they are listed, if not as all of their kind are."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: its table, and what its columns don't say by themselves."""

    table: TableClause
    money: Mapping[str, str] = field(default_factory=dict)
    """Amount columns, and the column that holds the currency."""
    relations: Mapping[str, Relation] = field(default_factory=dict)
    scaled: Mapping[str, int] = field(default_factory=dict)
    """Exact decimals that are stored as integers, and by how many digits."""
    folded: Mapping[str, str] = field(default_factory=dict)
    """Texts, and the column that holds their folded copy."""
    upper: frozenset[str] = frozenset()
    """Texts that are ASCII without small letters by construction."""
    computed: Mapping[str, Callable[[Row], ColumnElement[str]]] = field(default_factory=dict)
    """Texts that are more than a column."""
    flags: Mapping[str, Callable[[Row], ColumnElement[bool]]] = field(default_factory=dict)
    """Conditions that read as true or false, and that filters ask for."""
    borrowed: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Values of a related record that read as the record's own: (relation, column)."""
    position: str | None = None
    """Of a feed: its transaction's place. The page of all shows only what nothing can precede."""
    order: tuple[Order, ...] = (Order("created_at", descending=True),)
    """How all of a record's related ones are listed, and pages by default; ties go by id."""


def _points_to(column: str) -> Join:
    return lambda row, other: other.c.id == row.c[column]


def _pointed_by(column: str) -> Join:
    return lambda row, other: other.c[column] == row.c.id


def _one(kind: str, column: str) -> Relation:
    return Relation(kind, _points_to(column), column)


def _many(kind: str, column: str) -> Relation:
    return Relation(kind, _pointed_by(column))


def _table(model: type[Any]) -> TableClause:
    return lean(model.__table__)


def _label(row: Row) -> ColumnElement[str]:
    """The reason's name in the reader's language, or else in English."""
    locale = placeholder("locale", Text())
    return case(
        (locale == literal_column("'ja'"), func.coalesce(row.c.label_ja, row.c.label_en)),
        else_=row.c.label_en,
    )


TODAY: Final = placeholder("today", Date())
"""The day in the business's time zone; statements are kept for longer."""


def _is_expired(quote: Row) -> ColumnElement[bool]:
    """Its last day is over, and it hasn't ended otherwise."""
    return and_(is_one_of(quote.c.state, OPEN_QUOTE_STATES), quote.c.effective_to < TODAY)


NOW: Final = placeholder("now", Instant())
"""The instant of the call."""


def _is_accepted(key: Row) -> ColumnElement[bool]:
    """It is neither revoked nor past its end."""
    return and_(key.c.revoked_at.is_(None), key.c.expires_at > NOW)


_REOPENING: Final = _table(tables.OpportunityReopening)
_BY_ID: Final = (Order("id", descending=False),)
_BY_NAME: Final = (Order("name_folded", descending=False),)
_NAME_FOLDED: Final = {"name": "name_folded"}
_QUOTE_MONEY: Final = dict.fromkeys(("discount", "freight", "tax", "total_amount"), "currency")
_LINE_MONEY: Final = dict.fromkeys(("unit_price", "discount", "tax", "amount"), "currency")

CATALOG: Final[Mapping[str, Kind]] = {
    "Opportunity": Kind(
        _table(tables.Opportunity),
        money={"estimated_revenue": "currency", "actual_revenue": "currency"},
        relations={
            "account": _one("Account", "account_id"),
            "contact": _one("Contact", "contact_id"),
            "owner": _one("User", "owner_id"),
            "created_by": _one("User", "created_by_id"),
            "product": _one("Product", "product_id"),
            "status_reason": _one("StatusReason", "status_reason_id"),
            "quotes": _many("Quote", "opportunity_id"),
            "open_quotes": Relation(
                "Quote",
                lambda row, quote: and_(
                    quote.c.opportunity_id == row.c.id,
                    is_one_of(quote.c.state, OPEN_QUOTE_STATES),
                ),
            ),
            "closes": _many("OpportunityClose", "opportunity_id"),
            "changes": _many("FieldChange", "entity_id"),
        },
        folded=_NAME_FOLDED,
        borrowed={"status_reason_code": ("status_reason", "code")},
    ),
    "OpportunityClose": Kind(
        _table(tables.OpportunityClose),
        money={"actual_revenue": "currency"},
        relations={
            "opportunity": _one("Opportunity", "opportunity_id"),
            "status_reason": _one("StatusReason", "status_reason_id"),
            "competitor": _one("Competitor", "competitor_id"),
            "closed_by": _one("User", "closed_by_id"),
            "reopening": Relation("OpportunityReopening", _pointed_by("close_id")),
            "reopened_by": Relation(
                "User",
                lambda row, user: (
                    user.c.id
                    == select(_REOPENING.c.reopened_by_id)
                    .where(_REOPENING.c.close_id == row.c.id)
                    .correlate(row)
                    .scalar_subquery()
                ),
            ),
        },
        scaled={"exchange_rate": RATE_SCALE},
        borrowed={
            "reopened_at": ("reopening", "reopened_at"),
            "status_reason_code": ("status_reason", "code"),
        },
        order=(Order("closed_at", descending=True),),
    ),
    "Quote": Kind(
        _table(tables.Quote),
        money=_QUOTE_MONEY,
        relations={
            "opportunity": _one("Opportunity", "opportunity_id"),
            "status_reason": _one("StatusReason", "status_reason_id"),
            "created_by": _one("User", "created_by_id"),
            "lines": _many("QuoteLine", "quote_id"),
            "close": _many("QuoteClose", "quote_id"),
            "changes": _many("FieldChange", "entity_id"),
            "revisions": Relation(
                "Quote",
                lambda row, other: other.c.number == row.c.number,
                order=(Order("revision", descending=False),),
            ),
        },
        folded=_NAME_FOLDED,
        upper=frozenset({"number"}),
        flags={"is_expired": _is_expired},
        borrowed={"status_reason_code": ("status_reason", "code")},
    ),
    "QuoteLine": Kind(
        _table(tables.QuoteLine),
        money=_LINE_MONEY,
        relations={
            "quote": _one("Quote", "quote_id"),
            "product": _one("Product", "product_id"),
        },
        scaled={"quantity": QUANTITY_SCALE},
        order=(Order("position", descending=False),),
    ),
    "QuoteClose": Kind(
        _table(tables.QuoteClose),
        relations={
            "quote": _one("Quote", "quote_id"),
            "status_reason": _one("StatusReason", "status_reason_id"),
            "closed_by": _one("User", "closed_by_id"),
        },
        order=(Order("closed_at", descending=True),),
    ),
    "Account": Kind(
        _table(tables.Account),
        money={"annual_revenue": "currency"},
        relations={
            "opportunities": _many("Opportunity", "account_id"),
            "contacts": _many("Contact", "account_id"),
            "parent": _one("Account", "parent_id"),
        },
        folded=_NAME_FOLDED,
        order=_BY_NAME,
    ),
    "Contact": Kind(
        _table(tables.Contact),
        relations={"account": _one("Account", "account_id")},
        folded=_NAME_FOLDED,
        order=_BY_NAME,
    ),
    "User": Kind(
        _table(tables.User),
        relations={"manager": _one("User", "manager_id")},
        folded=_NAME_FOLDED,
        order=_BY_NAME,
    ),
    "Competitor": Kind(_table(tables.Competitor), folded=_NAME_FOLDED, order=_BY_NAME),
    "Product": Kind(
        _table(tables.Product),
        money={"list_price": "currency"},
        folded=_NAME_FOLDED,
        order=_BY_NAME,
    ),
    "ExchangeRate": Kind(
        _table(tables.ExchangeRate),
        scaled={"rate": RATE_SCALE},
        order=(Order("valid_from", descending=True),),
    ),
    "AuditEntry": Kind(
        _table(tables.AuditEntry),
        relations={"actor": _one("User", "actor_id")},
        order=(Order("happened_at", descending=True),),
    ),
    "ApiKey": Kind(
        _table(tables.ApiKey),
        relations={"user": _one("User", "user_id"), "created_by": _one("User", "created_by_id")},
        flags={"is_active": _is_accepted},
    ),
    "StatusReason": Kind(
        _table(tables.StatusReason),
        computed={"label": _label},
        order=(Order("position", descending=False),),
    ),
    "Event": Kind(
        _table(tables.EventRow),
        relations={
            "opportunity": _one("Opportunity", "opportunity_id"),
            "actor": _one("User", "actor_id"),
            "changes": Relation("FieldChange", _pointed_by("event_id"), order=_BY_ID),
        },
        position="position",
        order=(Order("position", descending=False),),
    ),
    "FieldChange": Kind(
        _table(tables.FieldChangeRow),
        relations={"event": _one("Event", "event_id")},
        order=(Order("version", descending=True),),
    ),
    "OpportunityReopening": Kind(_REOPENING, order=()),
}
