"""Bound values: how they are named, and the placeholders for them in a statement."""

from typing import Any

from sqlalchemy import BindParameter, bindparam
from sqlalchemy.types import TypeEngine


def slot_name(site: int, slot: int) -> str:
    """The name under which a site's value is bound."""
    return f"v{site}_{slot}"


def placeholder(name: str, type_: TypeEngine[Any]) -> BindParameter[Any]:
    """A value that each call binds; the compiled statement holds none."""
    return bindparam(name, None, type_=type_, required=False)
