"""A refusal of the domain becomes an error of the contract."""

from typing import TYPE_CHECKING, Final, assert_never

from domain.lifecycle import (
    EDITABLE_QUOTE_STATES,
    OPEN_QUOTE_STATES,
    REVISABLE_QUOTE_STATES,
    OpportunityState,
    QuoteState,
)
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
    OpportunityKeepsCloses,
    OpportunityKeepsQuotes,
    OpportunityNotOpen,
    OpportunityVersionConflict,
    PermissionDenied,
    QuoteNotDeletable,
    QuoteNotEditable,
    QuoteNotOpen,
    QuoteNotRevisable,
    QuoteOfOtherOpportunity,
    QuoteVersionConflict,
    RateNotFound,
    RecordVersionConflict,
    Refusal,
    RevisionExists,
    StatusReasonExists,
    StatusReasonIsDefault,
    StatusReasonIsReserved,
    StatusReasonIsRetired,
)
from domain.text import printable
from resolvers.error_view import ErrorView, Step
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
    PermissionDeniedError,
    QuoteStateError,
    QuoteVersionError,
    RecordVersionError,
    StatusReasonStateError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schema.messages import Locale

AboutQuote = (
    QuoteNotOpen
    | QuoteOfOtherOpportunity
    | InvalidTransition
    | QuoteNotEditable
    | QuoteNotRevisable
    | RevisionExists
    | QuoteNotDeletable
)
OpportunityKeeps = OpportunityKeepsCloses | OpportunityKeepsQuotes
ReasonState = (
    StatusReasonExists | StatusReasonIsDefault | StatusReasonIsRetired | StatusReasonIsReserved
)


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
        case NotFound() | RateNotFound():
            return _not_found(refusal)
        case PermissionDenied(path, right):
            return ErrorView(
                PermissionDeniedError,
                ErrorCode.PERMISSION_DENIED,
                path,
                {"right": right},
                values={"missingRight": right},
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


def _other_state(refusal: OpportunityKeeps | AboutQuote | ReasonState) -> ErrorView:
    match refusal:
        case OpportunityKeepsCloses() | OpportunityKeepsQuotes():
            return _not_deletable(refusal)
        case (
            QuoteNotOpen()
            | QuoteOfOtherOpportunity()
            | InvalidTransition()
            | QuoteNotEditable()
            | QuoteNotRevisable()
            | RevisionExists()
            | QuoteNotDeletable()
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


def _not_found(refusal: NotFound | RateNotFound) -> ErrorView:
    message: Mapping[Locale, str] | None = None
    match refusal:
        case NotFound(path, missing_id):
            words = {"id": missing_id}
        case RateNotFound(path, currency, valid_from):
            missing_id, message = f"{currency} {valid_from}", messages.NO_RATE
            words = {"currency": currency, "day": str(valid_from)}
    return ErrorView(
        NotFoundError,
        ErrorCode.NOT_FOUND,
        path,
        words,
        values={"missingId": printable(missing_id)},
        message=message,
    )


def _version(
    refusal: OpportunityVersionConflict | QuoteVersionConflict | RecordVersionConflict,
) -> ErrorView:
    type_: type
    values = {"givenVersion": refusal.given, "changedFields": list(refusal.changed_fields)}
    match refusal:
        case OpportunityVersionConflict(_, identifier):
            type_, field_name = OpportunityVersionError, "opportunity"
        case QuoteVersionConflict(_, identifier):
            type_, field_name = QuoteVersionError, "quote"
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


def _not_deletable(refusal: OpportunityKeeps) -> ErrorView:
    code, opportunity_id = ErrorCode.OPPORTUNITY_NOT_DELETABLE, refusal.opportunity_id
    # One that is won or lost stays as it is: there is nothing to be done instead.
    steps: tuple[Step, ...] = ()
    if refusal.state is OpportunityState.OPEN:
        steps = (Step("closeOpportunity", "close_instead", opportunity_id),)
    match refusal:
        case OpportunityKeepsCloses():
            records = {"opportunity": opportunity_id}
            return ErrorView(OpportunityStateError, code, (), {}, steps, records=records)
        case OpportunityKeepsQuotes():
            return ErrorView(
                BlockingQuotesError,
                code,
                (),
                {"count": str(len(refusal.quote_ids))},
                steps,
                records={"quotes": refusal.quote_ids, "opportunity": opportunity_id},
                message=messages.KEEPS_QUOTES,
            )


_INTO_A_STATE: Final = {
    QuoteState.DRAFT: "activateQuote",
    QuoteState.CLOSED: "reviseQuote",
}
"""What helps a quote in this state that was to be activated or won; of others nothing does."""
_EDITED: Final = dict.fromkeys(REVISABLE_QUOTE_STATES, "reviseQuote")
_REVISED: Final = dict.fromkeys(EDITABLE_QUOTE_STATES, "updateQuote")
_OTHER_REVISION: Final = _REVISED | _EDITED
_DELETED: Final = dict.fromkeys(OPEN_QUOTE_STATES, "closeQuotes")
_WORDS: Final = {
    "activateQuote": "activate",
    "updateQuote": "edit",
    "reviseQuote": "revise",
    "closeQuotes": "close_quote_instead",
}


def _quote_state(
    refusal: AboutQuote,
) -> ErrorView:
    words: Mapping[str, str] = {}
    message: Mapping[Locale, str] | None = None
    help_: str | None = None
    opportunity_id: str | None = None
    match refusal:
        case QuoteNotOpen(path, quote_id, state):
            code, words = ErrorCode.QUOTE_NOT_OPEN, {"state": state}
        case QuoteOfOtherOpportunity(path, quote_id):
            code = ErrorCode.QUOTE_OF_OTHER_OPPORTUNITY
        case InvalidTransition(path, quote_id, state, target):
            code, words = ErrorCode.INVALID_TRANSITION, {"state": state, "target": target}
            help_ = _INTO_A_STATE.get(state)
        case QuoteNotEditable(path, quote_id, state):
            code, words = ErrorCode.QUOTE_NOT_EDITABLE, {"state": state}
            help_ = _EDITED.get(state)
        case QuoteNotRevisable(path, quote_id, state):
            code, words = ErrorCode.INVALID_TRANSITION, {"state": state}
            message, help_ = messages.NOT_REVISABLE, _REVISED.get(state)
        case RevisionExists(path, quote_id, state):
            code, words = ErrorCode.QUOTE_REVISION_EXISTS, {"state": state}
            help_ = _OTHER_REVISION.get(state)
        case QuoteNotDeletable(path, opportunity_id, quote_id, state):
            code, words = ErrorCode.QUOTE_NOT_DELETABLE, {"state": state}
            help_ = _DELETED.get(state)
    steps = (Step(help_, _WORDS[help_], opportunity_id, (quote_id,)),) if help_ else ()
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
