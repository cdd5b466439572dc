"""Before anything is timed: all contenders answer the same, and write the same."""

from collections.abc import Sequence
from typing import Any

import orjson

from benchmarks import load, targets
from benchmarks.arena import Fighter
from benchmarks.cases import Case, Variables
from benchmarks.facts import facts
from benchmarks.targets import Pool


class DifferenceError(Exception):
    """A contender answers or writes something else than the first one."""


def bodies(fighter: Fighter, case: Case, variables: Sequence[Variables]) -> list[bytes]:
    """The requests of a case, in the contender's own words."""
    document = fighter.contender.documents.get(case.document, case.document)
    return [load.body(document, each) for each in variables]


def compare_reads(fighters: Sequence[Fighter], case: Case, variables: Sequence[Variables]) -> None:
    """The answers to some of the requests are equal as JSON."""
    first, *others = fighters
    some = variables[:: max(len(variables) // 5, 1)]
    expected = [_answer(first, body) for body in bodies(first, case, some)]
    for fighter in others:
        for wanted, body in zip(expected, bodies(fighter, case, some), strict=True):
            _equal(first, fighter, case, wanted, _answer(fighter, body))


def compare_writes(
    fighters: Sequence[Fighter], case: Case, pool: Pool, variables: Sequence[Variables]
) -> None:
    """One call each, on the same opportunity, put back in between."""
    expected: tuple[Any, Any] | None = None
    for fighter in fighters:
        assert fighter.store is not None
        targets.restore(fighter.store, pool)
        (body,) = bodies(fighter, case, variables[:1])
        answer = _answer(fighter, body)
        found = (answer, facts(fighter.store, variables[0]["id"]))
        targets.restore(fighter.store, pool)
        if expected is None:
            expected = found
        for wanted, got in zip(expected, found, strict=True):
            _equal(fighters[0], fighter, case, wanted, got)


def _answer(fighter: Fighter, body: bytes) -> Any:
    fighter.process.check()
    answer = orjson.loads(load.post(fighter.url, body))
    # What it cost is nobody else's to say.
    answer.pop("extensions", None)
    if "errors" in answer:
        message = f"{fighter.contender.name} answers errors: {answer['errors']}"
        raise DifferenceError(message)
    return fighter.contender.normalised(answer)


def _equal(first: Fighter, other: Fighter, case: Case, wanted: Any, got: Any) -> None:
    if (found := _difference(wanted, got)) is not None:
        message = (
            f"{case.name}: {other.contender.name} and {first.contender.name} differ at {found}"
        )
        raise DifferenceError(message)


def _difference(wanted: Any, got: Any, path: str = "$") -> str | None:
    """Where two values differ first."""
    if isinstance(wanted, dict) and isinstance(got, dict) and wanted.keys() == got.keys():
        parts = [(f"{path}.{key}", wanted[key], got[key]) for key in wanted]
    elif isinstance(wanted, list | tuple) and isinstance(got, list | tuple):
        if len(wanted) != len(got):
            return f"{path}: {len(got)} entries instead of {len(wanted)}"
        parts = [
            (f"{path}[{place}]", *pair) for place, pair in enumerate(zip(wanted, got, strict=True))
        ]
    else:
        return None if wanted == got else f"{path}: {got!r} instead of {wanted!r}"
    return next(filter(None, (_difference(one, two, at) for at, one, two in parts)), None)
