"""The CRM data set as records to import: what each column means, and which rows can't be placed."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, TypeVar

from domain.closing import CloseRequest
from domain.lifecycle import OpportunityOutcome
from domain.pipeline import OpportunityStage
from domain.text import NAME_LENGTH
from server.crm_cells import Cells, Listed, Note
from server.crm_files import Problem, Row, quoted, read_rows
from services.importing import ImportedOpportunity
from services.importing_parties import (
    Importable,
    ImportedAccount,
    ImportedProduct,
    ImportedUser,
)

R = TypeVar("R", bound=Importable)

CURRENCY: Final = "USD"
ACCOUNTS: Final = "accounts.csv"
TEAMS: Final = "sales_teams.csv"
PRODUCTS: Final = "products.csv"
PIPELINE: Final = "sales_pipeline.csv"
COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    ACCOUNTS: (
        "account",
        "sector",
        "year_established",
        "revenue",
        "employees",
        "office_location",
        "subsidiary_of",
    ),
    TEAMS: ("sales_agent", "manager", "regional_office"),
    PRODUCTS: ("product", "series", "sales_price"),
    PIPELINE: (
        "opportunity_id",
        "sales_agent",
        "product",
        "account",
        "deal_stage",
        "engage_date",
        "close_date",
        "close_value",
    ),
}
"""Every file and its columns; the first is the key."""

PRODUCT_ALIASES: Final[Mapping[str, str]] = {"GTXPro": "GTX Pro"}
"""The pipeline's own spellings of products."""

STAGES: Final[Mapping[str, tuple[OpportunityStage, OpportunityOutcome | None]]] = {
    "Prospecting": (OpportunityStage.QUALIFY, None),
    "Engaging": (OpportunityStage.DEVELOP, None),
    "Won": (OpportunityStage.CLOSE, OpportunityOutcome.WON),
    "Lost": (OpportunityStage.CLOSE, OpportunityOutcome.LOST),
}
LATEST_YEAR: Final = 9999
MOST_EMPLOYEES: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Entry(Generic[R]):
    """A record with the row that it comes from, and what is to be said about it."""

    record: R
    row: Row
    notes: Sequence[Note]


@dataclass(frozen=True, slots=True)
class CrmData:
    """All that can be placed, users and accounts after those they name; and what can't."""

    users: Sequence[ImportedUser]
    accounts: Sequence[ImportedAccount]
    products: Sequence[ImportedProduct]
    opportunities: Sequence[Entry[ImportedOpportunity]]
    problems: Sequence[Problem]
    notes: Counter[Note]
    """Those about all but the opportunities."""


def read_crm(folder: Path) -> CrmData:
    """The four files of a folder. Raises FilesError if one can't be used at all."""
    problems: list[Problem] = []
    rows: dict[str, Sequence[Row]] = {}
    for file, columns in COLUMNS.items():
        rows[file], unreadable = read_rows(folder, file, columns)
        problems += unreadable

    agents, managers = _teams(_entries(rows[TEAMS], _agent, problems), problems)
    accounts = _named_first(
        _entries(rows[ACCOUNTS], _account, problems),
        _names(rows[ACCOUNTS]),
        "subsidiary_of",
        lambda account: account.parent,
        problems,
    )
    products = _entries(rows[PRODUCTS], _product, problems)
    users = (*managers, *_records(agents))
    pipeline = _Pipeline(
        Listed(TEAMS, _names(rows[TEAMS]), {user.external_id for user in users}),
        Listed(ACCOUNTS, _names(rows[ACCOUNTS]), {each.record.external_id for each in accounts}),
        Listed(PRODUCTS, _names(rows[PRODUCTS]), {each.record.external_id for each in products}),
    )
    opportunities = _entries(rows[PIPELINE], pipeline.opportunity, problems)
    return CrmData(
        users,
        _records(accounts),
        _records(products),
        opportunities,
        problems,
        Counter(
            note for entries in (agents, accounts, products) for each in entries for note in each.notes
        ),
    )
