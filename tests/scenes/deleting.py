"""deleteOpportunity, deleteQuote."""

from domain.deleting import DELETE_OTHERS_OPPORTUNITY, DELETE_OTHERS_QUOTE
from domain.lifecycle import OpportunityOutcome, OpportunityState, QuoteState
from domain.refusals import (
    NotFound,
    OpportunityKeepsCloses,
    OpportunityKeepsQuotes,
    OpportunityNotOpen,
    OpportunityVersionConflict,
    PermissionDenied,
    QuoteNotDeletable,
    QuoteVersionConflict,
)
from server.demo import DEMO_USER
from tests.factories import closed, line, opportunity, quote
from tests.scenes.scene import DRAFT, NO_OPPORTUNITY, NO_QUOTE, OPEN, Scene, at

_gone = opportunity(created_by_id=DEMO_USER)
_gone_too = quote(_gone, created_by_id=DEMO_USER)
_kept = opportunity(created_by_id=DEMO_USER)
_sent = quote(_kept, QuoteState.ACTIVE, created_by_id=DEMO_USER)
_draft = quote(_kept, created_by_id=DEMO_USER)
_won, _close = closed(OpportunityOutcome.WON, created_by_id=DEMO_USER)
_left = quote(_won, created_by_id=DEMO_USER)

DELETE_OPPORTUNITY = (
    Scene(
        "deleteOpportunity",
        {"opportunityId": _gone.id, "expectedVersion": 1},
        rows=(_gone, _gone_too, line(_gone_too)),
    ),
    Scene(
        "deleteOpportunity",
        {"opportunityId": NO_OPPORTUNITY},
        (NotFound(at("opportunityId"), NO_OPPORTUNITY),),
    ),
    Scene(
        "deleteOpportunity",
        {"opportunityId": OPEN.id},
        (PermissionDenied(at("opportunityId"), DELETE_OTHERS_OPPORTUNITY),),
    ),
    Scene(
        "deleteOpportunity",
        {"opportunityId": _won.id, "expectedVersion": 7},
        (
            OpportunityVersionConflict(at("expectedVersion"), _won.id, 7, 2),
            OpportunityKeepsCloses(_won.id, OpportunityState.WON),
        ),
        rows=(_won, _close, _left),
    ),
)

_other = opportunity(created_by_id=DEMO_USER)
_others = quote(_other, QuoteState.ACTIVE, created_by_id=DEMO_USER)
_own = opportunity()
_mine = quote(_own, created_by_id=DEMO_USER)
_past, _past_close = closed(OpportunityOutcome.LOST)
_stays = quote(_past, created_by_id=DEMO_USER)

DELETE_QUOTE = (
    Scene(
        "deleteOpportunity",
        {"opportunityId": _other.id},
        (OpportunityKeepsQuotes(_other.id, OpportunityState.OPEN, (_others.id,)),),
        rows=(_other, _others),
    ),
    Scene(
        "deleteQuote",
        {"quoteId": _mine.id, "expectedVersion": 1},
        rows=(_own, _mine, line(_mine)),
    ),
    Scene("deleteQuote", {"quoteId": NO_QUOTE}, (NotFound(at("quoteId"), NO_QUOTE),)),
    Scene(
        "deleteQuote",
        {"quoteId": DRAFT.id},
        (PermissionDenied(at("quoteId"), DELETE_OTHERS_QUOTE),),
    ),
    Scene(
        "deleteQuote",
        {"quoteId": _stays.id},
        (OpportunityNotOpen(_past.id, OpportunityState.LOST),),
        rows=(_past, _past_close, _stays),
    ),
    Scene(
        "deleteQuote",
        {"quoteId": _sent.id, "expectedVersion": 7},
        (
            QuoteVersionConflict(at("expectedVersion"), _sent.id, 7, 1),
            QuoteNotDeletable(at("quoteId"), _kept.id, _sent.id, QuoteState.ACTIVE),
        ),
        rows=(_kept, _sent),
    ),
)

SCENES = (*DELETE_OPPORTUNITY, *DELETE_QUOTE)
