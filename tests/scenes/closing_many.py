"""closeOpportunities, closeQuotesOfOpportunities; what is about one of them says which."""

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
)
from tests.factories import OPPORTUNITY_REASONS, QUOTE_REASONS
from tests.scenes.scene import (
    ACTIVE,
    DONE,
    DRAFT,
    NO_COMPETITOR,
    NO_OPPORTUNITY,
    OPEN,
    Scene,
    at,
    offered,
)

_OF_CLOSED = tuple(QUOTE_REASONS["CLOSED", code] for code in ("LOST", "CANCELED"))
_OF_LOST = tuple(OPPORTUNITY_REASONS["LOST", code] for code in ("CANCELED", "OUT_SOLD"))
_FIRST = at("ids", "0")

_bare, _ = offered()
_whole, _whole_quotes = offered(QuoteState.DRAFT, QuoteState.ACTIVE)
_other, _other_quotes = offered(QuoteState.DRAFT, QuoteState.ACTIVE)

SCENES = (
    Scene(
        "closeOpportunities",
        {"ids": [_bare.id, _whole.id], "outcome": "LOST", "closeOpenQuotes": True},
        rows=(_bare, _whole, *_whole_quotes),
    ),
    Scene(
        "closeOpportunities",
        {"outcome": "WON"},
        (InvalidInput(at(), Problem.ONE_OF_BOTH, "ids, filter"),),
    ),
    Scene(
        "closeOpportunities",
        {"ids": [NO_OPPORTUNITY], "outcome": "WON"},
        (NotFound(_FIRST, NO_OPPORTUNITY),),
        item=_FIRST,
    ),
    Scene(
        "closeOpportunities",
        {"ids": [DONE.id], "outcome": "WON"},
        (AlreadyClosed(DONE.id, OpportunityState.WON),),
        item=_FIRST,
    ),
    Scene(
        "closeOpportunities",
        {
            "ids": [OPEN.id],
            "expectedVersions": [7],
            "outcome": "LOST",
            "statusReasonCode": "WON",
            "actualRevenue": {"amount": "1", "currency": "EUR"},
            "competitorId": NO_COMPETITOR,
        },
        (
            OpportunityVersionConflict(at("expectedVersions", "0"), OPEN.id, 7, 1),
            InvalidStatusReason(at("statusReasonCode"), "WON", OpportunityState.LOST, _OF_LOST),
            CurrencyMismatch(at("actualRevenue", "currency"), "EUR", "USD"),
            NotFound(at("competitorId"), NO_COMPETITOR),
            ActiveQuotesRemain(OPEN.id, (ACTIVE.id,)),
            DraftQuotesRemain(OPEN.id, (DRAFT.id,)),
        ),
        item=_FIRST,
    ),
    Scene(
        "closeQuotesOfOpportunities",
        {"ids": [_other.id]},
        rows=(_other, *_other_quotes),
    ),
    Scene(
        "closeQuotesOfOpportunities",
        {"ids": [OPEN.id, OPEN.id], "expectedVersions": [1]},
        (
            InvalidInput(at("ids", "1"), Problem.TWICE),
            InvalidInput(at("expectedVersions"), Problem.NOT_AS_MANY),
        ),
    ),
    Scene(
        "closeQuotesOfOpportunities",
        {"ids": [NO_OPPORTUNITY]},
        (NotFound(_FIRST, NO_OPPORTUNITY),),
        item=_FIRST,
    ),
    Scene(
        "closeQuotesOfOpportunities",
        {"ids": [DONE.id]},
        (OpportunityNotOpen(DONE.id, OpportunityState.WON),),
        item=_FIRST,
    ),
    Scene(
        "closeQuotesOfOpportunities",
        {"ids": [OPEN.id], "expectedVersions": [7], "statusReasonCode": "REVISED"},
        (
            OpportunityVersionConflict(at("expectedVersions", "0"), OPEN.id, 7, 1),
            InvalidStatusReason(at("statusReasonCode"), "REVISED", QuoteState.CLOSED, _OF_CLOSED),
        ),
        item=_FIRST,
    ),
)
