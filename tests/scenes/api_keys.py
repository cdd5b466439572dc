"""What makes API keys, and revokes them."""

from datetime import UTC, datetime
from typing import Any

from db.ids import new_id
from db.tables import ApiKey, User
from domain.access import Right, Role
from domain.actor import SYSTEM_USER_ID, UserKind
from domain.refusals import InvalidInput, NotFound, Problem
from server.demo import DEMO_USER
from tests.factories import BEFORE
from tests.scenes.scene import NO_KEY, NO_USER, Scene, at

_PROGRAM = User(
    id=new_id("User"),
    kind=UserKind.INTEGRATION,
    name="Program",
    name_folded="program",
    role=Role.PARTNER,
)
_KEY = ApiKey(
    id=new_id("ApiKey"),
    name="Old",
    user_id=DEMO_USER,
    prefix="abcdefghijkl",
    secret_hash="0" * 64,
    scopes='["accounts:read"]',
    created_at=BEFORE,
    created_by_id=SYSTEM_USER_ID,
    expires_at=datetime(2027, 10, 1, tzinfo=UTC),
)


def _wanted(*scopes: str, **given: Any) -> dict[str, Any]:
    return {
        "userId": DEMO_USER,
        "name": "Acme",
        "scopes": scopes,
        "expiresAt": "2027-01-31T00:00:00Z",
        **given,
    }


SCENES = (
    Scene("createApiKey", _wanted("quotes:write", "accounts:read")),
    Scene(
        "createApiKey",
        _wanted(userId=NO_USER, name=" ", expiresAt="2026-11-22T17:23:00+00:00"),
        (
            NotFound(at("userId"), NO_USER),
            InvalidInput(at("name"), Problem.BLANK),
            InvalidInput(at("scopes"), Problem.EMPTY),
            InvalidInput(at("expiresAt"), Problem.NOT_IN_FUTURE, "2026-11-22T17:23:00Z"),
        ),
    ),
    Scene(
        "createApiKey",
        _wanted(
            *("quotes:eat", "quotes:write", "quotes:write", "keys:manage"),
            userId=_PROGRAM.id,
            expiresAt="2036-11-23T17:23:01Z",
        ),
        (
            InvalidInput(at("scopes", "0"), Problem.UNKNOWN_SCOPE, ", ".join(Right)),
            InvalidInput(at("scopes", "2"), Problem.TWICE),
            InvalidInput(at("scopes", "3"), Problem.BEYOND_ROLE, "PARTNER"),
            InvalidInput(at("expiresAt"), Problem.TOO_LATE, "2036-11-22T17:23:00Z"),
        ),
        rows=(_PROGRAM,),
    ),
    Scene(
        "createApiKey",
        _wanted("quotes:write", userId=SYSTEM_USER_ID),
        (InvalidInput(at("userId"), Problem.NO_SIGN_IN),),
    ),
    Scene(
        "createApiKey",
        _wanted(*["quotes:write"] * 17),
        (InvalidInput(at("scopes"), Problem.TOO_MANY, "16"),),
    ),
    Scene("revokeApiKey", {"apiKeyId": _KEY.id}, rows=(_KEY,)),
    Scene("revokeApiKey", {"apiKeyId": NO_KEY}, (NotFound(at("apiKeyId"), NO_KEY),)),
)
