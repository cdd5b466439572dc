"""GraphQL's spelling of a name, and the tables' spelling of it."""

from functools import cache


@cache
def snake_case(name: str) -> str:
    """The tables' spelling: actualCloseDate becomes actual_close_date."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
