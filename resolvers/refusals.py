"""A refusal of the domain becomes an error of the contract."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, assert_never

from domain.lifecycle import REVISABLE_QUOTE_STATES
from domain.refusals import (
    ActiveQuotesRemain,
    AlreadyClosed,
    CurrencyMismatch,
    DraftQuotesRemain,
    IdempotencyInProgress,
    IdempotencyKeyReused,
    InvalidInput,
    InvalidStatusReason,
    InvalidTransition,
    NotFound,
    OpportunityNotOpen,
    OpportunityVersionConflict,
    Path,
    QuoteNotEditable,
    QuoteNotOpen,
    QuoteNotRevisable,
    QuoteOfOtherOpportunity,
    QuoteVersionConflict,
    RecordVersionConflict,
    Refusal,
    RevisionExists,
    StatusReasonExists,
    StatusReasonIsDefault,
    StatusReasonIsReserved,
    StatusReasonIsRetired,
)
from schema import messages
from schema.errors import (
    BlockingQuotesError,
    CurrencyMismatchError,
    ErrorCode,
    IdempotencyError,
    InvalidInputError,
    InvalidStatusReasonError,
    NotFoundError,
    OpportunityStateError,
    OpportunityVersionError,
    QuoteStateError,
    QuoteVersionError,
    RecordVersionError,
    StatusReasonStateError,
)
from schema.messages import Locale

QuoteState = (
    QuoteNotOpen
    | QuoteOfOtherOpportunity
    | InvalidTransition
    | QuoteNotEditable
    | QuoteNotRevisable
    | RevisionExists
)
ReasonState = (
    StatusReasonExists | StatusReasonIsDefault | StatusReasonIsRetired | StatusReasonIsReserved
)


@dataclass(frozen=True, slots=True)
class Step:
    """A remedy: the mutation, the ids for it, and which words describe it."""

    mutation: str
    words: str
    opportunity_id: str | None = None
    quote_ids: tuple[str, ...] = ()

    def describe(self, locale: Locale) -> dict[str, Any]:
        """The Remedy's fields."""
        return {
            "mutation": self.mutation,
            "opportunityId": self.opportunity_id,
            "quoteIds": list(self.quote_ids),
            "description": messages.REMEDIES[self.words][locale],
        }


@dataclass(frozen=True, slots=True)
class ErrorView:
    """An error before the client's selection: what it says, and which records it carries."""

    type: type
    code: ErrorCode
    path: Path
    words: Mapping[str, str] = field(default_factory=dict)
    """What to put into the message's template."""
    steps: tuple[Step, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    records: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    """The fields that are records: the id, or the ids of a list."""
    message: Mapping[Locale, str] | None = None
    """The message's template, where it isn't the code's."""

    def describe(self, locale: Locale) -> dict[str, Any]:
        """The error's fields, but for its records."""
        template = (self.message or messages.ERRORS[self.code])[locale]
        words = {name: printable(text) for name, text in self.words.items()}
        return {
            "__typename": self.type.__name__,
            "code": self.code.value,
            "message": template.format(**words),
            "path": list(self.path),
            "remedies": [{"__typename": "Remedy", **step.describe(locale)} for step in self.steps],
            **self.values,
        }


def printable(text: str) -> str:
    """A caller's own text as far as UTF-8 has it: half a surrogate pair can't be answered."""
    return text.encode("utf-8", "replace").decode()


def view(refusal: Refusal) -> ErrorView:
    """The error that tells of this refusal."""
    match refusal:
        case InvalidInput(path, problem, limit):
            return ErrorView(
                InvalidInputError,
                ErrorCode.INVALID_INPUT,
                path,
                {"limit": limit},
                message=messages.PROBLEMS[problem],
            )
        case NotFound(path, missing_id):
            return ErrorView(
                NotFoundError,
                ErrorCode.NOT_FOUND,
                path,
                {"id": missing_id},
                values={"missingId": printable(missing_id)},
            )
        case OpportunityVersionConflict() | QuoteVersionConflict() | RecordVersionConflict():
            return _version(refusal)
        case InvalidStatusReason(path, given_code, state, valid_ids):
            return ErrorView(
                InvalidStatusReasonError,
                ErrorCode.INVALID_STATUS_REASON,
                path,
                {"given": given_code, "state": state},
                values={"givenCode": printable(given_code)},
                records={"validReasons": valid_ids},
            )
        case CurrencyMismatch(path, given, present):
            return ErrorView(
                CurrencyMismatchError,
                ErrorCode.CURRENCY_MISMATCH,
                path,
                {"given": given, "present": present},
                values={
                    "givenCurrency": printable(given),
                    "opportunityCurrency": present,
                },
            )
        case ActiveQuotesRemain() | DraftQuotesRemain():
            return _blocking(refusal)
        case AlreadyClosed() | OpportunityNotOpen():
            return _wrong_state(refusal)
        case IdempotencyKeyReused() | IdempotencyInProgress():
            return _idempotency(refusal)
        case _:
            return _other_state(refusal)


def _other_state(refusal: QuoteState | ReasonState) -> ErrorView:
    match refusal:
        case (
            QuoteNotOpen()
            | QuoteOfOtherOpportunity()
            | InvalidTransition()
            | QuoteNotEditable()
            | QuoteNotRevisable()
            | RevisionExists()
        ):
            return _quote_state(refusal)
        case (
            StatusReasonExists()
            | StatusReasonIsDefault()
            | StatusReasonIsRetired()
            | StatusReasonIsReserved()
        ):
            return _reason_state(refusal)
        case _:
            assert_never(refusal)


def _version(
    refusal: OpportunityVersionConflict | QuoteVersionConflict | RecordVersionConflict,
) -> ErrorView:
    type_: type
    values: dict[str, Any] = {"givenVersion": refusal.given}
    match refusal:
        case OpportunityVersionConflict(_, identifier):
            type_, field_name = OpportunityVersionError, "opportunity"
            values["changedFields"] = list(refusal.changed_fields)
        case QuoteVersionConflict(_, identifier):
            type_, field_name = QuoteVersionError, "quote"
            values["changedFields"] = list(refusal.changed_fields)
        case RecordVersionConflict(_, identifier):
            type_, field_name = RecordVersionError, "record"
    return ErrorView(
        type_,
        ErrorCode.VERSION_CONFLICT,
        refusal.path,
        {"given": str(refusal.given), "present": str(refusal.present)},
        values=values,
        records={field_name: identifier},
    )


def _blocking(refusal: ActiveQuotesRemain | DraftQuotesRemain) -> ErrorView:
    opportunity_id, quote_ids = refusal.opportunity_id, refusal.quote_ids
    return ErrorView(
        BlockingQuotesError,
        ErrorCode.OPPORTUNITY_HAS_ACTIVE_QUOTES
        if isinstance(refusal, ActiveQuotesRemain)
        else ErrorCode.OPPORTUNITY_HAS_DRAFT_QUOTES,
        (),
        {"count": str(len(quote_ids))},
        (
            Step("closeQuotes", "close_quotes", opportunity_id, quote_ids),
            Step("closeOpportunity", "close_with_quotes", opportunity_id),
        ),
        records={"quotes": quote_ids, "opportunity": opportunity_id},
    )


def _wrong_state(refusal: AlreadyClosed | OpportunityNotOpen) -> ErrorView:
    return ErrorView(
        OpportunityStateError,
        ErrorCode.OPPORTUNITY_ALREADY_CLOSED
        if isinstance(refusal, AlreadyClosed)
        else ErrorCode.OPPORTUNITY_NOT_OPEN,
        (),
        {"state": refusal.state},
        (Step("reopenOpportunity", "reopen", refusal.opportunity_id),),
        records={"opportunity": refusal.opportunity_id},
    )


def _quote_state(
    refusal: QuoteState,
) -> ErrorView:
    words: Mapping[str, str] = {}
    steps: tuple[Step, ...] = ()
    message: Mapping[Locale, str] | None = None
    match refusal:
        case QuoteNotOpen(path, quote_id, state):
            code, words = ErrorCode.QUOTE_NOT_OPEN, {"state": state}
        case QuoteOfOtherOpportunity(path, quote_id):
            code = ErrorCode.QUOTE_OF_OTHER_OPPORTUNITY
        case InvalidTransition(path, quote_id, state, target):
            code, words = ErrorCode.INVALID_TRANSITION, {"state": state, "target": target}
        case QuoteNotEditable(path, quote_id, state):
            code, words = ErrorCode.QUOTE_NOT_EDITABLE, {"state": state}
            if state in REVISABLE_QUOTE_STATES:
                steps = (Step("reviseQuote", "revise", quote_ids=(quote_id,)),)
        case QuoteNotRevisable(path, quote_id, state):
            code, words = ErrorCode.INVALID_TRANSITION, {"state": state}
            message = messages.NOT_REVISABLE
        case RevisionExists(path, quote_id, state):
            code, words = ErrorCode.QUOTE_REVISION_EXISTS, {"state": state}
    records = {"quote": quote_id}
    return ErrorView(QuoteStateError, code, path, words, steps, records=records, message=message)


def _idempotency(refusal: IdempotencyKeyReused | IdempotencyInProgress) -> ErrorView:
    return ErrorView(
        IdempotencyError,
        ErrorCode.IDEMPOTENCY_KEY_REUSED
        if isinstance(refusal, IdempotencyKeyReused)
        else ErrorCode.IDEMPOTENCY_IN_PROGRESS,
        refusal.path,
    )


def _reason_state(
    refusal: ReasonState,
) -> ErrorView:
    match refusal:
        case StatusReasonExists():
            code = ErrorCode.STATUS_REASON_EXISTS
        case StatusReasonIsDefault():
            code = ErrorCode.STATUS_REASON_IS_DEFAULT
        case StatusReasonIsRetired():
            code = ErrorCode.STATUS_REASON_IS_RETIRED
        case StatusReasonIsReserved():
            code = ErrorCode.STATUS_REASON_IS_RESERVED
    return ErrorView(
        StatusReasonStateError,
        code,
        refusal.path,
        records={"statusReason": refusal.status_reason_id},
    )
