"""createQuote, updateQuote, activateQuote, reviseQuote, winQuote."""

from domain.lifecycle import OpportunityState, QuoteState
from domain.refusals import (
    InvalidInput,
    InvalidTransition,
    NotFound,
    OpportunityNotOpen,
    Problem,
    QuoteNotEditable,
    QuoteNotRevisable,
    QuoteVersionConflict,
    RevisionExists,
)
from tests.factories import line
from tests.scenes.scene import (
    ACTIVE,
    BARE,
    CLOSED,
    DONE,
    DRAFT,
    LEFT,
    NO_LINE,
    NO_OPPORTUNITY,
    NO_PRODUCT,
    NO_QUOTE,
    REPLACED,
    ROBOT,
    WON,
    Scene,
    at,
    offered,
)

_NOT_OPEN = OpportunityNotOpen(DONE.id, OpportunityState.WON)
_NO_QUOTE = NotFound(at("quoteId"), NO_QUOTE)
_LINE = {"name": "Robot", "quantity": "2", "unitPrice": "10.50"}


def _conflict(quote_id: str) -> QuoteVersionConflict:
    return QuoteVersionConflict(at("expectedVersion"), quote_id, 7, 1)


_new, _ = offered()

CREATE_QUOTE = (
    Scene(
        "createQuote",
        {
            "opportunityId": _new.id,
            "name": "Offer",
            "lines": [{**_LINE, "productId": ROBOT.id, "discount": "1", "tax": "2"}],
            "discount": "3",
            "freight": "4",
        },
        rows=(_new,),
    ),
    Scene(
        "createQuote",
        {"opportunityId": NO_OPPORTUNITY, "name": "Offer", "lines": []},
        (NotFound(at("opportunityId"), NO_OPPORTUNITY),),
    ),
    Scene("createQuote", {"opportunityId": DONE.id, "name": "Offer", "lines": []}, (_NOT_OPEN,)),
    Scene(
        "createQuote",
        {
            "opportunityId": BARE.id,
            "name": "Offer",
            "effectiveFrom": "2026-11-02",
            "effectiveTo": "2026-11-01",
            "lines": [
                {**_LINE, "productId": NO_PRODUCT, "quantity": "0", "discount": "1"},
                {**_LINE, "unitPrice": "10000000000001"},
            ],
        },
        (
            InvalidInput(at("effectiveTo"), Problem.DATES_REVERSED, "2026-11-02"),
            NotFound(at("lines", "0", "productId"), NO_PRODUCT),
            InvalidInput(at("lines", "0", "quantity"), Problem.NOT_POSITIVE),
            InvalidInput(at("lines", "0", "discount"), Problem.DISCOUNT_ABOVE_BASE),
            InvalidInput(at("lines", "1", "unitPrice"), Problem.TOO_LARGE, "10000000000000"),
        ),
    ),
    Scene(
        "createQuote",
        {"opportunityId": BARE.id, "name": "Offer", "lines": [_LINE] * 501},
        (InvalidInput(at("lines"), Problem.TOO_MANY_LINES, "500"),),
    ),
)

_edited_deal, (_edited,) = offered(QuoteState.DRAFT)
_kept, _dropped = line(_edited), line(_edited, 2)

UPDATE_QUOTE = (
    Scene(
        "updateQuote",
        {
            "quoteId": _edited.id,
            "name": "Better",
            "lines": [{**_LINE, "id": _kept.id}, _LINE],
            "expectedVersion": 1,
        },
        rows=(_edited_deal, _edited, _kept, _dropped),
    ),
    Scene("updateQuote", {"quoteId": NO_QUOTE, "name": "Better"}, (_NO_QUOTE,)),
    Scene("updateQuote", {"quoteId": LEFT.id, "name": "Better"}, (_NOT_OPEN,)),
    Scene(
        "updateQuote",
        {
            "quoteId": ACTIVE.id,
            "name": "x" * 301,
            "lines": [{**_LINE, "id": NO_LINE}, {**_LINE, "id": NO_LINE}],
            "expectedVersion": 7,
        },
        (
            _conflict(ACTIVE.id),
            InvalidInput(at("name"), Problem.TOO_LONG, "300"),
            NotFound(at("lines", "0", "id"), NO_LINE),
            InvalidInput(at("lines", "1", "id"), Problem.TWICE),
            QuoteNotEditable(at("quoteId"), ACTIVE.id, QuoteState.ACTIVE),
        ),
    ),
    Scene(
        "updateQuote",
        {"quoteId": WON.id, "name": "Better"},
        (QuoteNotEditable(at("quoteId"), WON.id, QuoteState.WON),),
    ),
)

_sent_deal, (_sent,) = offered(QuoteState.DRAFT)

ACTIVATE_QUOTE = (
    Scene(
        "activateQuote",
        {"quoteId": _sent.id, "expectedVersion": 1},
        rows=(_sent_deal, _sent),
    ),
    Scene("activateQuote", {"quoteId": NO_QUOTE}, (_NO_QUOTE,)),
    Scene("activateQuote", {"quoteId": LEFT.id}, (_NOT_OPEN,)),
    Scene(
        "activateQuote",
        {"quoteId": CLOSED.id, "expectedVersion": 7},
        (
            _conflict(CLOSED.id),
            InvalidTransition(at("quoteId"), CLOSED.id, QuoteState.CLOSED, QuoteState.ACTIVE),
        ),
    ),
)

_revised_deal, (_revised, _beside) = offered(QuoteState.ACTIVE, QuoteState.DRAFT)

REVISE_QUOTE = (
    Scene(
        "reviseQuote",
        {"quoteId": _revised.id, "expectedVersion": 1},
        rows=(_revised_deal, _revised, _beside, line(_revised)),
    ),
    Scene("reviseQuote", {"quoteId": NO_QUOTE}, (_NO_QUOTE,)),
    Scene("reviseQuote", {"quoteId": LEFT.id}, (_NOT_OPEN,)),
    Scene(
        "reviseQuote",
        {"quoteId": WON.id, "expectedVersion": 7},
        (_conflict(WON.id), QuoteNotRevisable(at("quoteId"), WON.id, QuoteState.WON)),
    ),
    Scene(
        "reviseQuote",
        {"quoteId": REPLACED.id},
        (RevisionExists(at("quoteId"), DRAFT.id, QuoteState.DRAFT),),
    ),
)

_won_deal, (_won, *_others) = offered(QuoteState.ACTIVE, QuoteState.ACTIVE, QuoteState.DRAFT)

WIN_QUOTE = (
    Scene(
        "winQuote",
        {"quoteId": _won.id, "closedOn": "2026-11-01", "expectedVersion": 1},
        rows=(_won_deal, _won, *_others),
    ),
    Scene("winQuote", {"quoteId": NO_QUOTE}, (_NO_QUOTE,)),
    Scene("winQuote", {"quoteId": LEFT.id}, (_NOT_OPEN,)),
    Scene(
        "winQuote",
        {"quoteId": DRAFT.id, "closedOn": "2026-11-23", "expectedVersion": 7},
        (
            _conflict(DRAFT.id),
            InvalidInput(at("closedOn"), Problem.FUTURE_DATE, "2026-11-22"),
            InvalidTransition(at("quoteId"), DRAFT.id, QuoteState.DRAFT, QuoteState.WON),
        ),
    ),
)

SCENES = (*CREATE_QUOTE, *UPDATE_QUOTE, *ACTIVATE_QUOTE, *REVISE_QUOTE, *WIN_QUOTE)
