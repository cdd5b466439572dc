"""What a salesperson sees of his team and may not change: it isn't his own."""

from typing import Any

from domain.lifecycle import OpportunityOutcome, QuoteState
from domain.refusals import PermissionDenied
from server.demo import DEMO_USER
from tests.acting import BEN
from tests.factories import closed, opportunity, quote
from tests.scenes.scene import Scene, at

_THEIRS = opportunity(owner_id=DEMO_USER, created_by_id=BEN)
_DRAFT = quote(_THEIRS, created_by_id=BEN)
_ACTIVE = quote(_THEIRS, QuoteState.ACTIVE)
_WON, _CLOSE = closed(OpportunityOutcome.WON, owner_id=DEMO_USER)
_MINE = opportunity(owner_id=BEN)
ROWS = (_THEIRS, _DRAFT, _ACTIVE, _WON, _CLOSE, _MINE)
"""Stored for all of these scenes together."""

_OPPORTUNITY, _QUOTE, _FIRST = at("opportunityId"), at("quoteId"), at("ids", "0")
_WRITE, _CLOSING, _QUOTES = (
    f"{right}:team" for right in ("opportunities:write", "opportunities:close", "quotes:write")
)

_OF_OPPORTUNITIES: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("closeOpportunity", {"outcome": "LOST"}, _CLOSING),
    ("reopenOpportunity", {}, _CLOSING),
    ("closeQuotes", {}, _QUOTES),
    ("createQuote", {"name": "Offer", "lines": []}, _QUOTES),
    ("updateOpportunity", {"name": "Mine"}, _WRITE),
    ("deleteOpportunity", {}, _WRITE),
)
_OF_MANY: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("closeOpportunities", {"outcome": "LOST"}, _CLOSING),
    ("closeQuotesOfOpportunities", {}, _QUOTES),
)
_OF_QUOTES = ("activateQuote", "updateQuote", "reviseQuote", "winQuote", "deleteQuote")

SCENES = (
    *(
        Scene(
            mutation,
            {"opportunityId": _THEIRS.id, **given},
            (PermissionDenied(_OPPORTUNITY, right),),
            actor=BEN,
        )
        for mutation, given, right in _OF_OPPORTUNITIES
    ),
    *(
        Scene(
            mutation,
            {"ids": [_THEIRS.id], **given},
            (PermissionDenied(_FIRST, right),),
            item=_FIRST,
            actor=BEN,
        )
        for mutation, given, right in _OF_MANY
    ),
    *(
        Scene(mutation, {"quoteId": _DRAFT.id}, (PermissionDenied(_QUOTE, _QUOTES),), actor=BEN)
        for mutation in _OF_QUOTES
    ),
    # Nor does he give what he has to whom he couldn't take it from.
    Scene(
        "createOpportunity",
        {"name": "Gift", "currency": "USD", "ownerId": DEMO_USER},
        (PermissionDenied(at("ownerId"), _WRITE),),
        actor=BEN,
    ),
    Scene(
        "updateOpportunity",
        {"opportunityId": _MINE.id, "ownerId": DEMO_USER},
        (PermissionDenied(at("ownerId"), _WRITE),),
        actor=BEN,
    ),
)
