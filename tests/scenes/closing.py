"""closeQuotes, closeOpportunity, reopenOpportunity."""

from domain.lifecycle import OpportunityState, QuoteState
from domain.refusals import (
    ActiveQuotesRemain,
    AlreadyClosed,
    CurrencyMismatch,
    DraftQuotesRemain,
    InvalidInput,
    InvalidStatusReason,
    NotFound,
    OpportunityNotOpen,
    OpportunityVersionConflict,
    Problem,
    QuoteNotOpen,
    QuoteOfOtherOpportunity,
)
from tests.factories import OPPORTUNITY_REASONS, QUOTE_REASONS
from tests.scenes.scene import (
    ACTIVE,
    BARE,
    BLOCKER,
    CLOSED,
    DONE,
    DRAFT,
    NO_COMPETITOR,
    NO_OPPORTUNITY,
    NO_QUOTE,
    ONLY_ACTIVE,
    ONLY_DRAFT,
    OPEN,
    PLAN,
    RIVAL,
    WON,
    Scene,
    at,
    lost,
    offered,
)

_OF_CLOSED = tuple(QUOTE_REASONS["CLOSED", code] for code in ("LOST", "CANCELED"))
_OF_LOST = tuple(OPPORTUNITY_REASONS["LOST", code] for code in ("CANCELED", "OUT_SOLD"))
_OF_OPEN = tuple(OPPORTUNITY_REASONS["OPEN", code] for code in ("IN_PROGRESS", "ON_HOLD"))

_all, _all_quotes = offered(QuoteState.DRAFT, QuoteState.ACTIVE, QuoteState.WON)
_named, _named_quotes = offered(QuoteState.DRAFT, QuoteState.ACTIVE)

CLOSE_QUOTES = (
    Scene("closeQuotes", {"opportunityId": _all.id}, rows=(_all, *_all_quotes)),
    Scene(
        "closeQuotes",
        {
            "opportunityId": _named.id,
            "quoteIds": [_named_quotes[1].id],
            "statusReasonCode": "CANCELED",
            "closedOn": "2026-11-01",
            "description": "Too dear",
            "expectedVersion": 1,
        },
        rows=(_named, *_named_quotes),
    ),
    Scene(
        "closeQuotes",
        {"opportunityId": NO_OPPORTUNITY},
        (NotFound(at("opportunityId"), NO_OPPORTUNITY),),
    ),
    Scene(
        "closeQuotes",
        {"opportunityId": DONE.id},
        (OpportunityNotOpen(DONE.id, OpportunityState.WON),),
    ),
    Scene(
        "closeQuotes",
        {
            "opportunityId": OPEN.id,
            "quoteIds": [NO_QUOTE, PLAN.id, CLOSED.id, WON.id, DRAFT.id],
            "statusReasonCode": "REVISED",
            "closedOn": "2026-11-23",
            "description": "x" * 2001,
            "expectedVersion": 7,
        },
        (
            OpportunityVersionConflict(at("expectedVersion"), OPEN.id, 7, 1),
            InvalidStatusReason(at("statusReasonCode"), "REVISED", QuoteState.CLOSED, _OF_CLOSED),
            InvalidInput(at("closedOn"), Problem.FUTURE_DATE, "2026-11-22"),
            InvalidInput(at("description"), Problem.TOO_LONG, "2000"),
            NotFound(at("quoteIds", "0"), NO_QUOTE),
            QuoteOfOtherOpportunity(at("quoteIds", "1"), PLAN.id),
            QuoteNotOpen(at("quoteIds", "2"), CLOSED.id, QuoteState.CLOSED),
            QuoteNotOpen(at("quoteIds", "3"), WON.id, QuoteState.WON),
        ),
    ),
    Scene(
        "closeQuotes",
        {"opportunityId": OPEN.id, "quoteIds": [ACTIVE.id] * 501},
        (InvalidInput(at("quoteIds"), Problem.TOO_MANY, "500"),),
    ),
)

_won, _won_quotes = offered(QuoteState.WON)
_whole, _whole_quotes = offered(QuoteState.DRAFT, QuoteState.ACTIVE, QuoteState.CLOSED)

CLOSE_OPPORTUNITY = (
    Scene(
        "closeOpportunity",
        {"opportunityId": _won.id, "outcome": "WON"},
        rows=(_won, *_won_quotes),
    ),
    Scene(
        "closeOpportunity",
        {
            "opportunityId": _whole.id,
            "outcome": "LOST",
            "closeOpenQuotes": True,
            "competitorId": RIVAL.id,
            "actualRevenue": {"amount": "12.50", "currency": "USD"},
            "actualCloseDate": "2026-11-01",
            "description": "Out-sold",
            "expectedVersion": 1,
        },
        rows=(_whole, *_whole_quotes),
    ),
    Scene(
        "closeOpportunity",
        {"opportunityId": NO_OPPORTUNITY, "outcome": "WON"},
        (NotFound(at("opportunityId"), NO_OPPORTUNITY),),
    ),
    Scene(
        "closeOpportunity",
        {"opportunityId": DONE.id, "outcome": "WON"},
        (AlreadyClosed(DONE.id, OpportunityState.WON),),
    ),
    Scene(
        "closeOpportunity",
        {"opportunityId": ONLY_ACTIVE.id, "outcome": "WON"},
        (ActiveQuotesRemain(ONLY_ACTIVE.id, (BLOCKER.id,)),),
    ),
    Scene(
        "closeOpportunity",
        {"opportunityId": ONLY_DRAFT.id, "outcome": "LOST"},
        (DraftQuotesRemain(ONLY_DRAFT.id, (PLAN.id,)),),
    ),
    Scene(
        "closeOpportunity",
        {
            "opportunityId": OPEN.id,
            "outcome": "LOST",
            "statusReasonCode": "WON",
            "actualRevenue": {"amount": "-1", "currency": "EUR"},
            "actualCloseDate": "2026-11-23",
            "competitorId": NO_COMPETITOR,
            "expectedVersion": 7,
        },
        (
            OpportunityVersionConflict(at("expectedVersion"), OPEN.id, 7, 1),
            InvalidStatusReason(at("statusReasonCode"), "WON", OpportunityState.LOST, _OF_LOST),
            InvalidInput(at("actualRevenue", "amount"), Problem.NEGATIVE),
            CurrencyMismatch(at("actualRevenue", "currency"), "EUR", "USD"),
            InvalidInput(at("actualCloseDate"), Problem.FUTURE_DATE, "2026-11-22"),
            NotFound(at("competitorId"), NO_COMPETITOR),
            ActiveQuotesRemain(OPEN.id, (ACTIVE.id,)),
            DraftQuotesRemain(OPEN.id, (DRAFT.id,)),
        ),
    ),
)

_again, _again_close = lost()

REOPEN_OPPORTUNITY = (
    Scene(
        "reopenOpportunity",
        {"opportunityId": _again.id, "statusReasonCode": "ON_HOLD", "expectedVersion": 2},
        rows=(_again, _again_close),
    ),
    Scene(
        "reopenOpportunity",
        {"opportunityId": NO_OPPORTUNITY},
        (NotFound(at("opportunityId"), NO_OPPORTUNITY),),
    ),
    Scene(
        "reopenOpportunity",
        {"opportunityId": DONE.id, "statusReasonCode": "WON", "expectedVersion": 7},
        (
            OpportunityVersionConflict(at("expectedVersion"), DONE.id, 7, 2),
            InvalidStatusReason(at("statusReasonCode"), "WON", OpportunityState.OPEN, _OF_OPEN),
        ),
    ),
    Scene(
        "reopenOpportunity",
        {"opportunityId": BARE.id, "statusReasonCode": "?"},
        (InvalidStatusReason(at("statusReasonCode"), "?", OpportunityState.OPEN, _OF_OPEN),),
    ),
)

SCENES = (*CLOSE_QUOTES, *CLOSE_OPPORTUNITY, *REOPEN_OPPORTUNITY)
