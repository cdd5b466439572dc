"""Which refusals a mutation's code can come to, found by following what it calls.

Names are followed, not values: more is found than can happen, never less as long as the rules are
plain functions and methods of Inspection, called by their names.
"""

from collections.abc import Callable, Iterator
from inspect import isclass, isfunction, ismodule
from types import CodeType, FunctionType
from typing import Any, get_args

from domain.inspection import Inspection
from domain.refusals import Refusal

_OURS = ("resolvers.", "services.", "domain.")
_TOLD = "resolvers.refusals"
"""Here refusals are told, whichever there are; none is made."""


def reachable(mutate: Callable[..., Any]) -> set[type]:
    """The kinds of refusal that this function, or whatever it calls, makes."""
    found: set[type] = set()
    seen: set[CodeType] = set()
    waiting = [mutate]
    while waiting:
        function = waiting.pop()
        assert isinstance(function, FunctionType)
        if function.__code__ in seen or not function.__module__.startswith(_OURS):
            continue
        if function.__module__ == _TOLD:
            continue
        seen.add(function.__code__)
        for each in _mentioned(function):
            if isfunction(each):
                waiting.append(each)
            elif isclass(each) and each in get_args(Refusal):
                found.add(each)
    return found


def _mentioned(function: FunctionType) -> Iterator[Any]:
    """What a function's names mean: its module's, those of modules and of an inspection."""
    names = {*_names(function.__code__)}
    for name in names:
        value = function.__globals__.get(name)
        if ismodule(value):
            yield from (getattr(value, each, None) for each in names)
        yield value
        yield vars(Inspection).get(name)
    for cell in function.__closure__ or ():
        yield cell.cell_contents


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _names(each)
