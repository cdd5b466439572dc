"""Who may see and do what: the rights of each role, how far they reach, a key's scopes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache
from typing import Final

from domain.refusals import Path, PermissionDenied


class Role(StrEnum):
    """What a user is to the installation."""

    READER = "READER"
    SALESPERSON = "SALESPERSON"
    MANAGER = "MANAGER"
    PARTNER = "PARTNER"
    ADMINISTRATOR = "ADMINISTRATOR"


class Right(StrEnum):
    """Something that can be allowed, `what:how`; a key's scopes are rights."""

    READ_OPPORTUNITIES = "opportunities:read"
    """With their quotes: a quote is seen exactly when its opportunity is, so that what stands in
    the way of a close is never hidden."""
    WRITE_OPPORTUNITIES = "opportunities:write"
    CLOSE_OPPORTUNITIES = "opportunities:close"
    WRITE_QUOTES = "quotes:write"
    READ_ACCOUNTS = "accounts:read"
    WRITE_ACCOUNTS = "accounts:write"
    READ_FINANCES = "finances:read"
    READ_PRODUCTS = "products:read"
    WRITE_PRODUCTS = "products:write"
    READ_COMPETITORS = "competitors:read"
    WRITE_COMPETITORS = "competitors:write"
    READ_USERS = "users:read"
    WRITE_USERS = "users:write"
    WRITE_CONFIGURATION = "configuration:write"
    MANAGE_KEYS = "keys:manage"
    READ_AUDIT = "audit:read"


class Reach(IntEnum):
    """Whose records a right is about; each includes those before it.

    Also how far away a record is from an actor: the least reach that takes it in.
    """

    NONE = 0
    OWN = 1
    """Whose owner is the actor."""
    TEAM = 2
    """Whose owner is in the actor's team: whoever reports to its lead, directly or through others,
    and the lead. A manager leads his own; another's lead is whom he reports to."""
    ALL = 3


def _reaches(
    own: Iterable[Right] = (), team: Iterable[Right] = (), everything: Iterable[Right] = ()
) -> Mapping[Right, Reach]:
    return {
        **dict.fromkeys(Right, Reach.NONE),
        **dict.fromkeys(own, Reach.OWN),
        **dict.fromkeys(team, Reach.TEAM),
        **dict.fromkeys(everything, Reach.ALL),
    }


_CHANGE_DEALS: Final = (
    Right.WRITE_OPPORTUNITIES,
    Right.CLOSE_OPPORTUNITIES,
    Right.WRITE_QUOTES,
)
_READ_MASTER_DATA: Final = (
    Right.READ_ACCOUNTS,
    Right.READ_FINANCES,
    Right.READ_PRODUCTS,
    Right.READ_COMPETITORS,
    Right.READ_USERS,
)
_KEEP_ACCOUNTS: Final = (Right.WRITE_ACCOUNTS, Right.WRITE_COMPETITORS)

ROLES: Final[Mapping[Role, Mapping[Right, Reach]]] = {
    Role.READER: _reaches(everything=(Right.READ_OPPORTUNITIES, *_READ_MASTER_DATA)),
    Role.SALESPERSON: _reaches(
        own=_CHANGE_DEALS,
        team=(Right.READ_OPPORTUNITIES,),
        everything=(*_READ_MASTER_DATA, *_KEEP_ACCOUNTS),
    ),
    Role.MANAGER: _reaches(
        team=(Right.READ_OPPORTUNITIES, *_CHANGE_DEALS),
        everything=(*_READ_MASTER_DATA, *_KEEP_ACCOUNTS, Right.WRITE_PRODUCTS),
    ),
    # An account is one's own if it is that of an opportunity of one's own.
    Role.PARTNER: _reaches(
        own=(Right.READ_OPPORTUNITIES, *_CHANGE_DEALS, Right.READ_ACCOUNTS),
        everything=(Right.READ_PRODUCTS,),
    ),
    Role.ADMINISTRATOR: _reaches(everything=Right),
}
"""The table. Everybody who is signed in also sees users' names, status reasons and exchange rates,
without which little of the rest could be read."""

NEEDS: Final[Mapping[Right, Right]] = {
    Right.WRITE_OPPORTUNITIES: Right.READ_OPPORTUNITIES,
    Right.CLOSE_OPPORTUNITIES: Right.READ_OPPORTUNITIES,
    Right.WRITE_QUOTES: Right.READ_OPPORTUNITIES,
    Right.WRITE_ACCOUNTS: Right.READ_ACCOUNTS,
    Right.WRITE_PRODUCTS: Right.READ_PRODUCTS,
    Right.WRITE_COMPETITORS: Right.READ_COMPETITORS,
    Right.WRITE_USERS: Right.READ_USERS,
}
"""What a right is no use without; a key that has the one has the other."""

CLOSED_FIELDS: Final[Mapping[tuple[str, str], Right]] = {
    ("User", "email"): Right.READ_USERS,
    ("User", "regional_office"): Right.READ_USERS,
    ("User", "manager_id"): Right.READ_USERS,
    ("User", "subject"): Right.WRITE_USERS,
    ("Account", "annual_revenue"): Right.READ_FINANCES,
    ("Account", "employees"): Right.READ_FINANCES,
}
"""Fields that are null to whoever sees the record and lacks a right; by kind and column."""


@dataclass(frozen=True, slots=True, eq=False)
class Access:
    """What an actor may see and do. There is one of each kind, and they are told apart by `is`."""

    role: Role
    reaches: Mapping[Right, Reach]

    def reach(self, right: Right) -> Reach:
        return self.reaches[right]

    @property
    def is_unbounded(self) -> bool:
        """Whether it makes no difference whose a record is."""
        return not {Reach.OWN, Reach.TEAM} & {*self.reaches.values()}

    def sees_field(self, kind: str, column: str) -> bool:
        """Whether a field of a record that is seen is seen, too."""
        return self.closed_by(kind, column) is None

    def closed_by(self, kind: str, column: str) -> Right | None:
        """The right that a field is closed for the lack of; None if it isn't closed."""
        right = CLOSED_FIELDS.get((kind, column))
        return right if right and self.reaches[right] is Reach.NONE else None


@lru_cache(maxsize=1024)
def access_of(role: Role, scopes: frozenset[Right] | None = None) -> Access:
    """What a role allows, cut down to a key's scopes and what these need."""
    rights = ROLES[role]
    if scopes is not None:
        kept = with_needs(scope for scope in scopes if rights[scope] is not Reach.NONE)
        rights = {right: reach if right in kept else Reach.NONE for right, reach in rights.items()}
    return Access(role, rights)


def with_needs(scopes: Iterable[Right]) -> frozenset[Right]:
    """The scopes, and those that they are no use without."""
    given = frozenset(scopes)
    return given | {NEEDS[scope] for scope in given & NEEDS.keys()}


def beyond(access: Access, role: Role) -> Right | None:
    """A right that a user of this role has farther than this access reaches; None if there is none.

    Whoever could give such a role away would have it himself by that.
    """
    return next(
        (right for right, reach in ROLES[role].items() if access.reach(right) < reach), None
    )


FULL_ACCESS: Final = access_of(Role.ADMINISTRATOR)


def missing_right(
    access: Access, right: Right, distance: Reach, path: Path
) -> PermissionDenied | None:
    """Why the actor may not do this to a record so far away, or None if he may.

    `missing_right` is the right alone if he has it of nothing, or else with the reach that it
    would take: `opportunities:close:team`.
    """
    reach = access.reach(right)
    if reach >= distance:
        return None
    named = right if reach is Reach.NONE else f"{right}:{distance.name.lower()}"
    return PermissionDenied(path, named)
