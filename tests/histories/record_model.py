"""A small model of master data: records, and what they point at."""

from dataclasses import dataclass
from typing import Any, Final

from services.master_data import ACCOUNT, CONTACT, USER, Entity
from tests.histories.versions import Versioned

POINTER: Final = {ACCOUNT.name: "parent_id", CONTACT.name: "account_id", USER.name: "manager_id"}
"""The column in which a record points at another one."""
POINTED: Final = {ACCOUNT.name: ACCOUNT, CONTACT.name: ACCOUNT, USER.name: USER}
"""The kind of that other one."""


@dataclass(slots=True)
class Record(Versioned):
    """What the model knows of a record; `above` is the one that it points at."""

    entity: Entity = ACCOUNT
    name: str = ""
    above: "Record | None" = None

    def ascent(self) -> list[str]:
        """Itself, and all that are above it."""
        return [self.id, *(self.above.ascent() if self.above else ())]

    @property
    def standing(self) -> tuple[Any, ...]:
        points = [self.above and self.above.id] if self.entity.name in POINTER else []
        return (self.name, self.version, *points)
