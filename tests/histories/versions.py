"""Versions of any kind of record: what each changed, and what is said of a wrong one."""

from dataclasses import dataclass, field
from typing import Final

from domain.refusals import Path, RecordVersionConflict

VERSION: Final[Path] = ("input", "expectedVersion")


@dataclass(slots=True)
class Log:
    """What each version changed: the fields' names, by version."""

    of: dict[int, frozenset[str]] = field(default_factory=dict)

    def since(self, version: int) -> tuple[str, ...]:
        return tuple(
            sorted({name for v, names in self.of.items() if v > version for name in names})
        )


@dataclass(slots=True)
class Versioned:
    """A record's version, and what each one changed."""

    id: str
    version: int = 1
    log: Log = field(default_factory=Log)

    def changed(self, *fields: str) -> None:
        self.version += 1
        self.log.of[self.version] = frozenset(fields)

    def conflicts(self, given: int | None) -> list[RecordVersionConflict]:
        """The refusal of an expected version that isn't the present one, if it isn't."""
        if given is None or given == self.version:
            return []
        since = self.log.since(given)
        return [RecordVersionConflict(VERSION, self.id, given, self.version, since)]
