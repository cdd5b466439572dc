"""Who else is in the demo: a user of each role, with an API key to sign in with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from db.database import Database
from db.tables import User
from db.writes.unit_of_work import UnitOfWork
from domain.access import ROLES, Reach, Right, Role
from domain.actor import SYSTEM, UserKind
from domain.api_keys import NewKey
from domain.master_data import GivenMoney
from domain.refusals import Refused
from domain.text import fold
from services.api_keys import create_api_key, new_key
from services.master_data import ACCOUNT, USER, update_record
from services.opportunities import UpdateOpportunityCommand, update_opportunity

_LIFE: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class _Person:
    number: int
    name: str
    role: Role
    kind: UserKind = UserKind.PERSON
    manager: int | None = None

    @property
    def id(self) -> str:
        return f"usr_{self.number:026}"


_SALESPERSON: Final = _Person(2, "Ben Carter", Role.SALESPERSON)
_MANAGER: Final = _Person(3, "Chika Mori", Role.MANAGER, manager=1)
_READER: Final = _Person(4, "Dario Conti", Role.READER)
_PARTNER: Final = _Person(5, "Lumen Partners", Role.PARTNER, UserKind.INTEGRATION)
_LEAD: Final = _Person(6, "Freya Lind", Role.MANAGER, manager=3)
"""Between the salesperson and the manager, whose team is the larger one by that."""
_HANDED_OVER: Final = {2: _MANAGER, 3: _PARTNER, 4: _LEAD}
"""Opportunities by number, and who gets each."""
_FIGURES: Final = {
    1: (320, "84000000", "USD"),
    2: (640, "12500000000", "JPY"),
    3: (48, "6200000", "EUR"),
}
"""Accounts by number: how many work there, and what they turn over in a year."""


class DemoKey(NamedTuple):
    """A key to try, and whose it is."""

    name: str
    role: Role
    key: str


async def seed_people(database: Database) -> Sequence[DemoKey]:
    """Write them beside the demo data, and make their keys, which nobody can ask for later.

    So that each of them sees something else, some opportunities change hands, and the accounts get
    figures that are closed to the partner.
    """

    async def script(work: UnitOfWork) -> Sequence[DemoKey]:
        for person in (_MANAGER, _READER, _PARTNER, _LEAD):
            work.insert(
                User,
                id=person.id,
                kind=person.kind,
                role=person.role,
                name=person.name,
                name_folded=fold(person.name),
                manager_id=f"usr_{person.manager:026}" if person.manager else None,
            )
        _done(await update_record(work, USER, _SALESPERSON.id, {"manager_id": _LEAD.id}))
        for number, person in _HANDED_OVER.items():
            handed_over = UpdateOpportunityCommand(f"opp_{number:026}", owner_id=person.id)
            _done(await update_opportunity(work, handed_over))
        for number, (employees, revenue, currency) in _FIGURES.items():
            turnover = GivenMoney(Decimal(revenue), currency)
            figures = {"employees": employees, "annual_revenue": turnover}
            _done(await update_record(work, ACCOUNT, f"acc_{number:026}", figures))
        people = (_SALESPERSON, _MANAGER, _READER, _PARTNER)
        return [await _key(work, person) for person in people]

    return await database.transact(SYSTEM, script)


async def _key(work: UnitOfWork, person: _Person) -> DemoKey:
    """A key for all that its user may do."""
    rights = ROLES[person.role]
    scopes = [right for right in Right if rights[right] is not Reach.NONE]
    key, lock = new_key()
    wanted = NewKey(person.id, "Demo", scopes, work.now + _LIFE)
    _done(await create_api_key(work, wanted, lock))
    return DemoKey(person.name, person.role, key)


def _done(outcome: object) -> None:
    if isinstance(outcome, Refused):
        message = f"The demo's own data is refused: {outcome.reasons}"
        raise TypeError(message)
