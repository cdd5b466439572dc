"""The table of roles and rights as Markdown, for docs/access.md."""

from collections.abc import Iterator, Mapping
from typing import Final

from domain.access import CLOSED_FIELDS, ROLES, Reach, Right
from domain.text import camel_case

MEANINGS: Final[Mapping[Right, str]] = {
    Right.READ_OPPORTUNITIES: "see opportunities with their quotes, closes and history",
    Right.WRITE_OPPORTUNITIES: "create, change and delete opportunities",
    Right.CLOSE_OPPORTUNITIES: "close and reopen opportunities",
    Right.WRITE_QUOTES: "create, change, activate, win, revise, close and delete quotes",
    Right.READ_ACCOUNTS: "see accounts and contacts",
    Right.WRITE_ACCOUNTS: "create and change accounts and contacts",
    Right.READ_FINANCES: "see what is closed below",
    Right.READ_PRODUCTS: "see products",
    Right.WRITE_PRODUCTS: "create and change products",
    Right.READ_COMPETITORS: "see competitors, and to whom an opportunity was lost",
    Right.WRITE_COMPETITORS: "create and change competitors",
    Right.READ_USERS: "see what is closed below",
    Right.WRITE_USERS: "create users, change them and their roles",
    Right.WRITE_CONFIGURATION: "set exchange rates, manage status reasons",
    Right.MANAGE_KEYS: "see, create and revoke API keys",
    Right.READ_AUDIT: "see sign-ins and refusals, and the events that are about no opportunity",
}
_CELLS: Final = {Reach.NONE: "no", Reach.OWN: "own", Reach.TEAM: "team's", Reach.ALL: "all"}


def access_table() -> str:
    """Which role has which right, how far it reaches, and which fields take one."""
    return "\n".join([*_rights(), "", *_fields()]) + "\n"


def _rights() -> Iterator[str]:
    roles = [role.value for role in ROLES]
    yield f"| right, or a key's scope | to | {' | '.join(roles)} |"
    yield "|---" * (len(roles) + 2) + "|"
    for right in Right:
        cells = [_CELLS[reaches[right]] for reaches in ROLES.values()]
        yield f"| `{right}` | {MEANINGS[right]} | {' | '.join(cells)} |"


def _fields() -> Iterator[str]:
    yield "| field | is null without |"
    yield "|---|---|"
    for (kind, column), right in CLOSED_FIELDS.items():
        yield f"| `{kind}.{camel_case(column.removesuffix('_id'))}` | `{right}` |"
