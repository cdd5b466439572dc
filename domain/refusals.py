"""What a call can be refused for: facts, without words and without exceptions."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.lifecycle import OpportunityState, QuoteState

Path = tuple[str, ...]
"""From the argument down, indexes as strings: ("input", "quoteIds", "1"); () is the whole call."""


class Problem(StrEnum):
    """What is wrong with a value; the words for it are the schema's."""

    BLANK = "BLANK"
    TOO_LONG = "TOO_LONG"
    FORBIDDEN_CHARACTER = "FORBIDDEN_CHARACTER"
    NULL = "NULL"
    NEGATIVE = "NEGATIVE"
    NOT_POSITIVE = "NOT_POSITIVE"
    TOO_LARGE = "TOO_LARGE"
    TOO_MANY_DECIMALS = "TOO_MANY_DECIMALS"
    UNKNOWN_CURRENCY = "UNKNOWN_CURRENCY"
    BASE_CURRENCY = "BASE_CURRENCY"
    FUTURE_DATE = "FUTURE_DATE"
    DATES_REVERSED = "DATES_REVERSED"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    DISCOUNT_ABOVE_BASE = "DISCOUNT_ABOVE_BASE"
    TOO_MANY = "TOO_MANY"
    TOO_MANY_LINES = "TOO_MANY_LINES"
    TOO_MANY_OPEN_QUOTES = "TOO_MANY_OPEN_QUOTES"
    TWICE = "TWICE"
    TOO_MANY_MATCH = "TOO_MANY_MATCH"
    NOT_AS_MANY = "NOT_AS_MANY"
    ONE_OF_BOTH = "ONE_OF_BOTH"
    UNUSABLE_KEY = "NO_KEY"
    MISSING = "MISSING"
    NOT_AN_EMAIL = "NOT_AN_EMAIL"
    ITS_OWN_PARENT = "ITS_OWN_PARENT"
    NOT_A_CODE = "NOT_A_CODE"
    RESERVED = "RESERVED"
    TAKEN = "TAKEN"
    EMPTY = "EMPTY"
    UNKNOWN_SCOPE = "UNKNOWN_SCOPE"
    BEYOND_ROLE = "BEYOND_ROLE"
    NOT_IN_FUTURE = "NOT_IN_FUTURE"
    TOO_LATE = "TOO_LATE"
    NO_SIGN_IN = "NO_SIGN_IN"


@dataclass(frozen=True, slots=True)
class InvalidInput:
    """A value that no state of the data could make right; `limit` is what it is measured by."""

    path: Path
    problem: Problem
    limit: str = ""


@dataclass(frozen=True, slots=True)
class NotFound:
    """The id names nothing that the actor can see."""

    path: Path
    missing_id: str


@dataclass(frozen=True, slots=True)
class RateNotFound:
    """A version is expected of a currency's rate from a day on, and there is no such rate."""

    path: Path
    currency: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class PermissionDenied:
    """The actor lacks a right, such as `quotes:write:team` or `deleteQuote.ofOthers`."""

    path: Path
    missing_right: str


@dataclass(frozen=True, slots=True)
class OpportunityVersionConflict:
    """The caller's `expectedVersion` isn't the present one; what was changed since."""

    path: Path
    opportunity_id: str
    given: int
    present: int
    changed_fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuoteVersionConflict:
    """The caller's `expectedVersion` isn't the present one; what was changed since."""

    path: Path
    quote_id: str
    given: int
    present: int
    changed_fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordVersionConflict:
    """The caller's `expectedVersion` isn't the present one; of what is neither of the two."""

    path: Path
    record_id: str
    given: int
    present: int
    changed_fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InvalidStatusReason:
    """The code is unknown, retired, or belongs to another state; the valid ones are listed."""

    path: Path
    given_code: str
    state: OpportunityState | QuoteState
    valid_reason_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CurrencyMismatch:
    """An amount in another currency than the opportunity's."""

    path: Path
    given: str
    opportunity_currency: str


@dataclass(frozen=True, slots=True)
class AlreadyClosed:
    """closeOpportunity on one that is won or lost."""

    opportunity_id: str
    state: OpportunityState


@dataclass(frozen=True, slots=True)
class OpportunityNotOpen:
    """Any other change to a closed opportunity or its quotes."""

    opportunity_id: str
    state: OpportunityState


@dataclass(frozen=True, slots=True)
class ActiveQuotesRemain:
    """The rule: these quotes are active, so the opportunity can't be closed."""

    opportunity_id: str
    quote_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DraftQuotesRemain:
    """The stricter rule of Dynamics Sales, where the policy asks for it."""

    opportunity_id: str
    quote_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuoteNotOpen:
    """A quote was named for closing that is won or closed."""

    path: Path
    quote_id: str
    state: QuoteState


@dataclass(frozen=True, slots=True)
class QuoteOfOtherOpportunity:
    """A quote was named for closing that belongs to another opportunity."""

    path: Path
    quote_id: str


@dataclass(frozen=True, slots=True)
class InvalidTransition:
    """The quote can't move from its state to the one asked for."""

    path: Path
    quote_id: str
    state: QuoteState
    target: QuoteState


@dataclass(frozen=True, slots=True)
class QuoteNotEditable:
    """Only a draft can be edited."""

    path: Path
    quote_id: str
    state: QuoteState


@dataclass(frozen=True, slots=True)
class QuoteNotRevisable:
    """A draft is edited, and a won quote stands; neither is revised."""

    path: Path
    quote_id: str
    state: QuoteState


@dataclass(frozen=True, slots=True)
class RevisionExists:
    """There is a draft or active revision of the same number: the quote that is named here."""

    path: Path
    quote_id: str
    state: QuoteState


@dataclass(frozen=True, slots=True)
class OpportunityKeepsCloses:
    """It was closed, now or once, so it can't be deleted."""

    opportunity_id: str
    state: OpportunityState


@dataclass(frozen=True, slots=True)
class OpportunityKeepsQuotes:
    """These quotes were active or closed, or are somebody else's drafts: it can't be deleted."""

    opportunity_id: str
    state: OpportunityState
    quote_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuoteNotDeletable:
    """Only a draft can be deleted."""

    path: Path
    opportunity_id: str
    quote_id: str
    state: QuoteState


@dataclass(frozen=True, slots=True)
class IdempotencyKeyReused:
    """The key was used for another call."""

    path: Path


@dataclass(frozen=True, slots=True)
class IdempotencyInProgress:
    """A call with this key is still running."""

    path: Path


@dataclass(frozen=True, slots=True)
class StatusReasonExists:
    """The state has a status reason with this code."""

    path: Path
    status_reason_id: str


@dataclass(frozen=True, slots=True)
class StatusReasonIsDefault:
    """The state's default can't be retired."""

    path: Path
    status_reason_id: str


@dataclass(frozen=True, slots=True)
class StatusReasonIsRetired:
    """A retired status reason can't be the default."""

    path: Path
    status_reason_id: str


@dataclass(frozen=True, slots=True)
class StatusReasonIsReserved:
    """The system alone gives this status reason; it stays, and is no default."""

    path: Path
    status_reason_id: str


Refusal = (
    InvalidInput
    | NotFound
    | RateNotFound
    | PermissionDenied
    | OpportunityVersionConflict
    | QuoteVersionConflict
    | RecordVersionConflict
    | InvalidStatusReason
    | CurrencyMismatch
    | AlreadyClosed
    | OpportunityNotOpen
    | ActiveQuotesRemain
    | DraftQuotesRemain
    | QuoteNotOpen
    | QuoteOfOtherOpportunity
    | InvalidTransition
    | QuoteNotEditable
    | QuoteNotRevisable
    | RevisionExists
    | OpportunityKeepsCloses
    | OpportunityKeepsQuotes
    | QuoteNotDeletable
    | IdempotencyKeyReused
    | IdempotencyInProgress
    | StatusReasonExists
    | StatusReasonIsDefault
    | StatusReasonIsRetired
    | StatusReasonIsReserved
)


@dataclass(frozen=True, slots=True)
class Refused:
    """All the reasons at once, in the order in which a person would mend them."""

    reasons: tuple[Refusal, ...]
