"""The enums: the domain's own words, with a description for every value."""

from enum import StrEnum
from typing import TypeVar

import strawberry

from domain.access import Role
from domain.actor import UserKind
from domain.audit import AuditType
from domain.batch import BatchPolicy, BatchStatus
from domain.lifecycle import OpportunityOutcome, OpportunityState, QuoteState
from domain.pipeline import OpportunityStage, Rating

__all__ = [
    "AuditType",
    "BatchPolicy",
    "BatchStatus",
    "OpportunityOrderField",
    "OpportunityOutcome",
    "OpportunityStage",
    "OpportunityState",
    "OrderDirection",
    "QuoteOrderField",
    "QuoteState",
    "Rating",
    "Role",
    "UserKind",
]

E = TypeVar("E", bound=type[StrEnum])


def described(words: E, description: str, **values: str) -> E:
    """Make an enum of the schema; a value without a description is a KeyError."""
    enum = strawberry.enum(words, description=description)
    for value in enum.__strawberry_definition__.values:  # type: ignore[attr-defined]
        value.description = values[value.name]
    return enum


class OrderDirection(StrEnum):
    """Up or down."""

    ASC = "ASC"
    DESC = "DESC"


class OpportunityOrderField(StrEnum):
    """What opportunities can be ordered by."""

    NAME = "NAME"
    ESTIMATED_CLOSE_DATE = "ESTIMATED_CLOSE_DATE"
    ESTIMATED_REVENUE = "ESTIMATED_REVENUE"
    ACTUAL_CLOSE_DATE = "ACTUAL_CLOSE_DATE"
    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"


class QuoteOrderField(StrEnum):
    """What quotes can be ordered by."""

    NUMBER = "NUMBER"
    TOTAL_AMOUNT = "TOTAL_AMOUNT"
    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"


described(
    OpportunityState,
    "Whether an opportunity is still open, and if not, how it ended.",
    OPEN="In progress or on hold: it can be changed and closed.",
    WON="Closed as won; read-only until it is reopened.",
    LOST="Closed as lost; read-only until it is reopened.",
)
described(
    OpportunityOutcome,
    "How an opportunity is closed.",
    WON="The customer buys.",
    LOST="The customer doesn't buy, or buys elsewhere.",
)
described(
    OpportunityStage,
    "The step of the sales process. It stays what it was when the opportunity is closed.",
    QUALIFY="Finding out whether there is a need and a budget.",
    DEVELOP="Working out what the customer needs.",
    PROPOSE="An offer is being made.",
    CLOSE="The decision is near.",
)
described(
    BatchPolicy,
    "What becomes of the other opportunities of a call when one is refused.",
    ALL_OR_NOTHING="Nothing is done to any.",
    EACH="Each is done or refused by itself.",
)
described(
    BatchStatus,
    "What became of one opportunity of a call.",
    CLOSED="It was closed, or its quotes were; in a dry run, would be.",
    UNCHANGED="Nothing was refused and nothing was changed: there was nothing to do, or another "
    "one was refused.",
    FAILED="It was refused; see its errors.",
)
described(
    Rating,
    "How promising an opportunity is thought to be.",
    HOT="Likely to be won soon.",
    WARM="May well be won.",
    COLD="Not likely, or not soon.",
)
described(
    QuoteState,
    "Where a quote stands. ACTIVE quotes keep their opportunity from being closed.",
    DRAFT="Being written; can be activated or closed.",
    ACTIVE="Offered to the customer; can be won or closed, and blocks the opportunity's close.",
    WON="Accepted. Final.",
    CLOSED="Lost, canceled or revised. Final.",
)
described(
    UserKind,
    "What kind of actor a user is.",
    PERSON="A human being.",
    INTEGRATION="A partner's program.",
    SYSTEM="Clinch itself: imports and jobs.",
)
described(
    Role,
    "What a user may see and do. docs/access.md has the table.",
    READER="Sees everything, changes nothing.",
    SALESPERSON="Sees the team's opportunities, changes their own.",
    MANAGER="Sees and changes the opportunities of whoever reports to them.",
    PARTNER="Somebody from outside: sees and changes only what is theirs.",
    ADMINISTRATOR="Sees and does everything.",
)
described(
    OrderDirection,
    "Which way to order; nulls come last in both.",
    ASC="Smallest, earliest or first in the alphabet first.",
    DESC="Largest, latest or last in the alphabet first.",
)
described(
    OpportunityOrderField,
    "What opportunities can be ordered by.",
    NAME="The topic, without regard to case or width.",
    ESTIMATED_CLOSE_DATE="The day on which it is expected to be closed.",
    ESTIMATED_REVENUE="The number of the estimated revenue, whatever its currency.",
    ACTUAL_CLOSE_DATE="The day on which it was closed.",
    CREATED_AT="When it was created.",
    UPDATED_AT="When it or one of its quotes was last changed.",
)
described(
    QuoteOrderField,
    "What quotes can be ordered by.",
    NUMBER="The quote's number.",
    TOTAL_AMOUNT="The number of the total, whatever its currency.",
    CREATED_AT="When it was created.",
    UPDATED_AT="When it was last changed.",
)

described(
    AuditType,
    "What the audit has on record.",
    SIGNED_IN="A credential was accepted from an address where it hadn't been seen for an hour.",
    SIGN_IN_REFUSED="A credential wasn't accepted.",
    DENIED="Somebody who is signed in lacked a right.",
)
