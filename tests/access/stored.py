"""All that is stored: everybody, their deals, and what happened to others' and to none."""

from datetime import timedelta
from typing import Final

from sqlmodel import SQLModel

from db.tables import ApiKey, AuditEntry, FieldChangeRow
from domain.audit import AuditType
from server.demo import DEMO_USER
from tests.access.cast import DEALS, RIVAL, ROBOT, USERS, event_of, id_of, users
from tests.factories import BEFORE

_LOST_DEAL: Final = id_of("opp", 999)
"""It was deleted."""
_GONE: Final = event_of(990, _LOST_DEAL, USERS["sam"], "OpportunityDeleted")
_OF_A_USER: Final = event_of(991, None, DEMO_USER, "UserUpdated")
_OF_AN_ACCOUNT: Final = event_of(992, None, DEMO_USER, "AccountUpdated")
_HISTORY: Final = (
    (_GONE, _LOST_DEAL, "name"),
    (_GONE, _LOST_DEAL, "account"),
    (_OF_A_USER, USERS["sam"], "email"),
    (_OF_A_USER, USERS["sam"], "regionalOffice"),
    (_OF_A_USER, USERS["sam"], "manager"),
    (_OF_A_USER, USERS["sam"], "subject"),
    (_OF_A_USER, USERS["sam"], "name"),
    (_OF_AN_ACCOUNT, DEALS["sam"].account.id, "annualRevenue"),
    (_OF_AN_ACCOUNT, DEALS["sam"].account.id, "employees"),
    (_OF_AN_ACCOUNT, DEALS["sam"].account.id, "parent"),
    (_OF_AN_ACCOUNT, DEALS["sam"].account.id, "name"),
    # Contacts' addresses aren't closed, users' are.
    (_OF_AN_ACCOUNT, DEALS["sam"].contact.id, "email"),
)


KEY: Final = ApiKey(
    id=id_of("key", 990),
    name="Sync",
    user_id=USERS["partner"],
    prefix="k" * 12,
    secret_hash="0" * 64,
    scopes='["opportunities:read"]',
    created_at=BEFORE,
    created_by_id=DEMO_USER,
    expires_at=BEFORE + timedelta(days=365),
)
_ENTRY: Final = AuditEntry(
    id=id_of("aud", 990),
    type=AuditType.SIGNED_IN,
    happened_at=BEFORE,
    actor_id=USERS["partner"],
    credential="key kkkkkkkkkkkk",
)


def cast(*names: str) -> tuple[SQLModel, ...]:
    """Everybody, and what these own; parents first."""
    changes = (
        FieldChangeRow(
            id=id_of("chg", 9900 + n),
            event_id=event.id,
            entity_id=entity,
            version=2,
            field=field,
            old_value="before",
            new_value="after",
        )
        for n, (event, entity, field) in enumerate(_HISTORY)
    )
    return (
        *(*users(), ROBOT, RIVAL),
        *(row for deals in DEALS.values() for row in (deals.account, deals.contact)),
        *(row for name in names for row in DEALS[name].rows),
        *(_GONE, _OF_A_USER, _OF_AN_ACCOUNT, *changes, KEY, _ENTRY),
    )


CAST: Final = cast(*DEALS)
FEW: Final = cast("boss", "sam", "rae", "far", "partner")
"""As many as fit on one page with what else documents look for."""
