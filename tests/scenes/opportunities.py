"""createOpportunity, updateOpportunity."""

from domain.lifecycle import OpportunityState
from domain.refusals import (
    InvalidInput,
    InvalidStatusReason,
    NotFound,
    OpportunityNotOpen,
    OpportunityVersionConflict,
    Problem,
)
from tests.factories import OPPORTUNITY_REASONS
from tests.scenes.scene import (
    DONE,
    FIRM,
    NO_ACCOUNT,
    NO_CONTACT,
    NO_OPPORTUNITY,
    NO_USER,
    OPEN,
    PERSON,
    Scene,
    at,
    offered,
)

_OF_OPEN = tuple(OPPORTUNITY_REASONS["OPEN", code] for code in ("IN_PROGRESS", "ON_HOLD"))
_renamed, _ = offered()

SCENES = (
    Scene(
        "createOpportunity",
        {
            "name": "Deal",
            "currency": "JPY",
            "accountId": FIRM.id,
            "contactId": PERSON.id,
            "estimatedRevenue": "1500",
            "probability": 40,
        },
    ),
    Scene(
        "createOpportunity",
        {
            "name": " ",
            "currency": "XXZ",
            "accountId": NO_ACCOUNT,
            "contactId": NO_CONTACT,
            "ownerId": NO_USER,
            "description": "\x00",
            "probability": 101,
        },
        (
            InvalidInput(at("name"), Problem.BLANK),
            NotFound(at("accountId"), NO_ACCOUNT),
            NotFound(at("contactId"), NO_CONTACT),
            NotFound(at("ownerId"), NO_USER),
            InvalidInput(at("currency"), Problem.UNKNOWN_CURRENCY),
            InvalidInput(at("description"), Problem.FORBIDDEN_CHARACTER),
            InvalidInput(at("probability"), Problem.OUT_OF_RANGE, "0-100"),
        ),
    ),
    Scene(
        "createOpportunity",
        {"name": "Deal", "currency": "JPY", "estimatedRevenue": "0.5"},
        (InvalidInput(at("estimatedRevenue"), Problem.TOO_MANY_DECIMALS, "0"),),
    ),
    Scene(
        "updateOpportunity",
        {
            "opportunityId": _renamed.id,
            "name": "Renamed",
            "accountId": FIRM.id,
            "statusReasonCode": "ON_HOLD",
            "expectedVersion": 1,
        },
        rows=(_renamed,),
    ),
    Scene(
        "updateOpportunity",
        {"opportunityId": NO_OPPORTUNITY, "name": "Renamed"},
        (NotFound(at("opportunityId"), NO_OPPORTUNITY),),
    ),
    Scene(
        "updateOpportunity",
        {"opportunityId": DONE.id, "name": "Renamed"},
        (OpportunityNotOpen(DONE.id, OpportunityState.WON),),
    ),
    Scene(
        "updateOpportunity",
        {
            "opportunityId": OPEN.id,
            "name": None,
            "accountId": NO_ACCOUNT,
            "statusReasonCode": "WON",
            "expectedVersion": 7,
        },
        (
            OpportunityVersionConflict(at("expectedVersion"), OPEN.id, 7, 1),
            InvalidInput(at("name"), Problem.NULL),
            NotFound(at("accountId"), NO_ACCOUNT),
            InvalidStatusReason(at("statusReasonCode"), "WON", OpportunityState.OPEN, _OF_OPEN),
        ),
    ),
)
