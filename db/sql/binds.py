"""Bound values: how they are named, the placeholders for them, the statement they are sent with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ClauseElement, bindparam
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine


def slot_name(site: int, slot: int) -> str:
    """The name under which a site's value is bound."""
    return f"v{site}_{slot}"


def slot_of(name: str) -> int:
    """Which of its site's values has this name."""
    return int(name.rpartition("_")[2])


def placeholder(name: str, type_: TypeEngine[Any]) -> BindParameter[Any]:
    """A value that each call binds; the compiled statement holds none."""
    return bindparam(name, None, type_=type_, required=False)


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL in the driver's own spelling, and how to lay out the values for it."""

    sql: str
    names: tuple[str, ...]
    writers: Mapping[str, Callable[[Any], Any]]

    def arguments(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """The values in the statement's order, as the driver wants them."""
        write = self.writers
        if not write:
            return tuple(map(values.__getitem__, self.names))
        return tuple(
            write[name](values[name]) if name in write else values[name] for name in self.names
        )


def compile_statement(element: ClauseElement, engine: Dialect) -> Statement:
    """The statement as this database's driver takes it."""
    compiled: Any = element.compile(dialect=engine, compile_kwargs={"render_postcompile": True})
    writers = {
        name: writer
        for name, bind in compiled.binds.items()
        if (writer := bind.type.dialect_impl(engine).bind_processor(engine)) is not None
    }
    return Statement(str(compiled), tuple(compiled.positiontup or ()), writers)
