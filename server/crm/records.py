"""What the files of the CRM data set mean: each of their columns, as records to import."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.closing import CloseRequest
from domain.lifecycle import OpportunityOutcome
from domain.pipeline import OpportunityStage
from domain.text import NAME_LENGTH
from server.crm.cells import Cells, Listed, Note
from server.crm.files import Problem
from server.crm.tables import Entry, Table, read_table, superiors_first
from services.importing import ImportedOpportunity
from services.importing_parties import ImportedAccount, ImportedProduct, ImportedUser

TEAMS: Final = "sales_teams.csv"
ACCOUNTS: Final = "accounts.csv"
PRODUCTS: Final = "products.csv"
PIPELINE: Final = "sales_pipeline.csv"
COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    TEAMS: ("sales_agent", "manager", "regional_office"),
    ACCOUNTS: (
        "account",
        "sector",
        "year_established",
        "revenue",
        "employees",
        "office_location",
        "subsidiary_of",
    ),
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
"""The columns of every file; the first is its key."""

PRODUCT_ALIASES: Final[Mapping[str, str]] = {"GTXPro": "GTX Pro"}
"""Products as the pipeline spells them, where products.csv doesn't."""

STAGES: Final[Mapping[str, tuple[OpportunityStage, OpportunityOutcome | None]]] = {
    "Prospecting": (OpportunityStage.QUALIFY, None),
    "Engaging": (OpportunityStage.DEVELOP, None),
    "Won": (OpportunityStage.CLOSE, OpportunityOutcome.WON),
    "Lost": (OpportunityStage.CLOSE, OpportunityOutcome.LOST),
}
"""Each deal_stage: where the opportunity stands, and how it was closed if it was."""

CURRENCY: Final = "USD"
DASH: Final = "\N{EN DASH}"
LAST_YEAR: Final = 9999
MOST_EMPLOYEES: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class CrmData:
    """All that can be placed, superiors before their own; and the rows that can't be."""

    users: Sequence[ImportedUser]
    accounts: Sequence[ImportedAccount]
    products: Sequence[ImportedProduct]
    opportunities: Sequence[Entry[ImportedOpportunity]]
    problems: Sequence[Problem]
    notes: Counter[Note]
    """Those about the opportunities aside, which are with them."""

    def __len__(self) -> int:
        """How many records."""
        return sum(map(len, (self.users, self.accounts, self.products, self.opportunities)))


def read_crm(folder: Path) -> CrmData:
    """The data set in a folder. Raises FilesError if one of its files can't be used at all."""
    agents = read_table(folder, TEAMS, COLUMNS[TEAMS], _agent)
    managers = _managers(agents)
    agents = superiors_first(
        agents,
        "manager",
        lambda agent: agent.manager,
        frozenset(manager.external_id for manager in managers),
    )
    accounts = superiors_first(
        read_table(folder, ACCOUNTS, COLUMNS[ACCOUNTS], _account),
        "subsidiary_of",
        lambda account: account.parent,
    )
    products = read_table(folder, PRODUCTS, COLUMNS[PRODUCTS], _product)
    pipeline = read_table(
        folder,
        PIPELINE,
        COLUMNS[PIPELINE],
        _Pipeline(agents.listed, accounts.listed, products.listed).opportunity,
    )
    return CrmData(
        (*managers, *agents.records),
        accounts.records,
        products.records,
        pipeline.entries,
        sorted(
            problem
            for table in (agents, accounts, products, pipeline)
            for problem in table.problems
        ),
        Counter(note for table in (agents, accounts, products) for note in table.notes),
    )


def _agent(cells: Cells) -> ImportedUser:
    name = cells.text("sales_agent")
    return ImportedUser(
        external_id=name,
        name=name,
        manager=cells.optional_text("manager"),
        regional_office=cells.optional_text("regional_office"),
    )


def _managers(agents: Table[ImportedUser]) -> Sequence[ImportedUser]:
    """The managers who aren't agents themselves; their office is their agents', if these share one.

    The files name nothing else of them.
    """
    offices: dict[str, set[str | None]] = {}
    for agent in agents.records:
        if agent.manager is not None and agent.manager not in agents.names:
            offices.setdefault(agent.manager, set()).add(agent.regional_office)
    return [
        ImportedUser(
            external_id=name,
            name=name,
            regional_office=next(iter(places)) if len(places) == 1 else None,
        )
        for name, places in offices.items()
    ]


def _account(cells: Cells) -> ImportedAccount:
    name = cells.text("account")
    revenue = cells.millions("revenue", CURRENCY)
    # Most companies belong to no other: a blank here isn't worth a note.
    is_subsidiary = not cells.is_blank("subsidiary_of")
    return ImportedAccount(
        external_id=name,
        name=name,
        sector=cells.optional_text("sector"),
        year_established=cells.whole_number("year_established", 1, LAST_YEAR),
        annual_revenue=revenue,
        currency=None if revenue is None else CURRENCY,
        employees=cells.whole_number("employees", 0, MOST_EMPLOYEES),
        office_location=cells.optional_text("office_location"),
        parent=cells.text("subsidiary_of") if is_subsidiary else None,
    )


def _product(cells: Cells) -> ImportedProduct:
    name = cells.text("product")
    return ImportedProduct(
        external_id=name,
        name=name,
        family=cells.optional_text("series"),
        list_price=cells.price("sales_price", CURRENCY),
        currency=CURRENCY,
    )


@dataclass(frozen=True, slots=True)
class _Pipeline:
    """Reads opportunities, which name rows of the other files."""

    agents: Listed
    accounts: Listed
    products: Listed

    def opportunity(self, cells: Cells) -> ImportedOpportunity:
        product = cells.name_of("product", self.products, PRODUCT_ALIASES)
        account = None
        if not cells.lacks("account", "it is blank: the opportunity has no account"):
            account = cells.name_of("account", self.accounts)
        name = f"{account or 'No account'} {DASH} {product}"
        if len(name) > NAME_LENGTH:
            cells.problem("account", f"with the product it is longer than {NAME_LENGTH} characters")
        started_on = None
        if not cells.lacks("engage_date", "it is blank: startedOn is the day of the import"):
            started_on = cells.day("engage_date")
        stage, close = _stage_and_close(cells)
        closed_on = close and close.actual_close_date
        if started_on and closed_on and closed_on < started_on:
            cells.note("close_date", "it is before engage_date")
        return ImportedOpportunity(
            external_id=cells.text("opportunity_id"),
            name=name,
            owner=cells.name_of("sales_agent", self.agents),
            account=account,
            product=product,
            currency=CURRENCY,
            stage=stage,
            started_on=started_on,
            close=close,
        )


def _stage_and_close(cells: Cells) -> tuple[OpportunityStage, CloseRequest | None]:
    """Where the opportunity stands; how it was closed, with values that the rule has to judge."""
    word = cells.choice("deal_stage", STAGES)
    if word is None:
        return OpportunityStage.QUALIFY, None
    stage, outcome = STAGES[word]
    if outcome is None:
        for column in ("close_date", "close_value"):
            if not cells.is_blank(column):
                cells.problem(column, f"the deal_stage is {word}, so there can't be one yet")
        return stage, None
    return stage, CloseRequest(
        outcome,
        actual_close_date=cells.day("close_date"),
        actual_revenue=cells.number("close_value"),
    )
