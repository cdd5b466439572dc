"""What adds, renames, retires and brings back status reasons, and sets the default one."""

from typing import Any

from db.ids import new_id
from db.tables import StatusReason
from domain.lifecycle import QuoteState
from domain.refusals import (
    InvalidInput,
    NotFound,
    Problem,
    RecordVersionConflict,
    StatusReasonExists,
    StatusReasonIsDefault,
    StatusReasonIsReserved,
    StatusReasonIsRetired,
)
from tests.factories import OPPORTUNITY_REASONS, QUOTE_REASONS
from tests.scenes.scene import NO_REASON, Scene, at

_LOST = OPPORTUNITY_REASONS["LOST", "CANCELED"]
_OUT_SOLD = OPPORTUNITY_REASONS["LOST", "OUT_SOLD"]
_REVISED = QUOTE_REASONS["CLOSED", "REVISED"]
_HERE = at("statusReasonId")
_MISSING = NotFound(_HERE, NO_REASON)


def _conflict(reason_id: str) -> RecordVersionConflict:
    return RecordVersionConflict(at("expectedVersion"), reason_id, 7, 1)


def _own(code: str, **given: Any) -> StatusReason:
    """A reason of a state that no other scene chooses one of."""
    fields: dict[str, Any] = {
        "id": new_id("StatusReason"),
        "quote_state": QuoteState.WON,
        "code": code,
        "label_en": code,
        "position": 100,
    }
    return StatusReason(**fields | given)


_renamed, _retired, _preferred = (_own(code) for code in ("RENAMED", "RETIRED", "PREFERRED"))
_back, _asleep = _own("BACK", is_active=False), _own("ASLEEP", is_active=False)

SCENES = (
    Scene(
        "createStatusReason",
        {"state": {"quoteState": "DRAFT"}, "code": "NEW", "labelEn": "New", "labelJa": "新規"},
    ),
    Scene(
        "createStatusReason",
        {"state": {"opportunityState": "LOST"}, "code": "CANCELED", "labelEn": " "},
        (StatusReasonExists(at("code"), _LOST), InvalidInput(at("labelEn"), Problem.BLANK)),
    ),
    Scene(
        "createStatusReason",
        {"state": {"quoteState": "DRAFT"}, "code": "no budget", "labelEn": "No budget"},
        (InvalidInput(at("code"), Problem.NOT_A_CODE),),
    ),
    Scene(
        "createStatusReason",
        {"state": {"quoteState": "DRAFT"}, "code": "REVISED", "labelEn": "Revised"},
        (InvalidInput(at("code"), Problem.RESERVED),),
    ),
    Scene(
        "renameStatusReason",
        {"statusReasonId": _renamed.id, "labelJa": "変更", "expectedVersion": 1},
        rows=(_renamed,),
    ),
    Scene("renameStatusReason", {"statusReasonId": NO_REASON}, (_MISSING,)),
    Scene(
        "renameStatusReason",
        {"statusReasonId": _LOST, "labelEn": None, "expectedVersion": 7},
        (_conflict(_LOST), InvalidInput(at("labelEn"), Problem.NULL)),
    ),
    Scene(
        "retireStatusReason",
        {"statusReasonId": _retired.id, "expectedVersion": 1},
        rows=(_retired,),
    ),
    Scene("retireStatusReason", {"statusReasonId": NO_REASON}, (_MISSING,)),
    Scene(
        "retireStatusReason",
        {"statusReasonId": _LOST, "expectedVersion": 7},
        (_conflict(_LOST), StatusReasonIsDefault(_HERE, _LOST)),
    ),
    Scene(
        "retireStatusReason",
        {"statusReasonId": _REVISED},
        (StatusReasonIsReserved(_HERE, _REVISED),),
    ),
    Scene(
        "reinstateStatusReason",
        {"statusReasonId": _back.id, "expectedVersion": 1},
        rows=(_back,),
    ),
    Scene("reinstateStatusReason", {"statusReasonId": NO_REASON}, (_MISSING,)),
    Scene(
        "reinstateStatusReason",
        {"statusReasonId": _OUT_SOLD, "expectedVersion": 7},
        (_conflict(_OUT_SOLD),),
    ),
    Scene(
        "setDefaultStatusReason",
        {"statusReasonId": _preferred.id, "expectedVersion": 1},
        rows=(_preferred,),
    ),
    Scene("setDefaultStatusReason", {"statusReasonId": NO_REASON}, (_MISSING,)),
    Scene(
        "setDefaultStatusReason",
        {"statusReasonId": _asleep.id, "expectedVersion": 7},
        (_conflict(_asleep.id), StatusReasonIsRetired(_HERE, _asleep.id)),
        rows=(_asleep,),
    ),
    Scene(
        "setDefaultStatusReason",
        {"statusReasonId": _REVISED},
        (StatusReasonIsReserved(_HERE, _REVISED),),
    ),
)
