"""Bring in the users, accounts and products of another system, each only once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from sqlmodel import SQLModel

from db.ids import new_id
from db.tables import Account, Product, User
from db.writes.facts import imported_ids
from db.writes.unit_of_work import UnitOfWork
from domain.actor import UserKind
from domain.refusals import Refused
from domain.text import fold

Ids = Mapping[str, str]
"""Our ids of the other system's records, by their ids there."""


class Importable(Protocol):
    """Whatever has an id in the other system."""

    @property
    def external_id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class ImportedUser:
    """A person there; `manager` is another one's external id."""

    external_id: str
    name: str
    regional_office: str | None = None
    manager: str | None = None


@dataclass(frozen=True, slots=True)
class ImportedAccount:
    """A company there; `parent` is another one's external id, the revenue is in 10⁻⁴."""

    external_id: str
    name: str
    sector: str | None = None
    year_established: int | None = None
    annual_revenue: int | None = None
    currency: str | None = None
    employees: int | None = None
    office_location: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class ImportedProduct:
    """What is sold there; the price is in 10⁻⁴."""

    external_id: str
    name: str
    list_price: int
    currency: str
    family: str | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """A batch that is in: its records' ids and those known before, how many are new.

    What the rule refused isn't in; it goes by its external id.
    """

    ids: Ids
    created: int
    refused: Mapping[str, Refused] = field(default_factory=dict)


Record = TypeVar("Record", bound=Importable)


async def import_users(
    work: UnitOfWork, source: str, users: Sequence[ImportedUser], known: Ids
) -> Imported:
    """Add the users that are new. A manager is `known`, or comes before whoever names it."""

    def row(user: ImportedUser, ids: Ids) -> dict[str, Any]:
        return {
            "id": ids[user.external_id],
            "kind": UserKind.PERSON,
            "name": user.name,
            "name_folded": fold(user.name),
            "manager_id": user.manager and ids[user.manager],
            "regional_office": user.regional_office,
            "external_id": user.external_id,
        }

    return await _add_new(work, User, source, users, known, row)


async def import_accounts(
    work: UnitOfWork, source: str, accounts: Sequence[ImportedAccount], known: Ids
) -> Imported:
    """Add the accounts that are new. A parent is `known`, or comes before whoever names it."""

    def row(account: ImportedAccount, ids: Ids) -> dict[str, Any]:
        return {
            "id": ids[account.external_id],
            "name": account.name,
            "name_folded": fold(account.name),
            "sector": account.sector,
            "year_established": account.year_established,
            "annual_revenue": account.annual_revenue,
            "currency": account.currency,
            "employees": account.employees,
            "office_location": account.office_location,
            "parent_id": account.parent and ids[account.parent],
            "external_id": account.external_id,
        }

    return await _add_new(work, Account, source, accounts, known, row)


async def import_products(
    work: UnitOfWork, source: str, products: Sequence[ImportedProduct], known: Ids
) -> Imported:
    """Add the products that are new."""

    def row(product: ImportedProduct, ids: Ids) -> dict[str, Any]:
        return {
            "id": ids[product.external_id],
            "name": product.name,
            "name_folded": fold(product.name),
            "family": product.family,
            "list_price": product.list_price,
            "currency": product.currency,
            "external_id": product.external_id,
        }

    return await _add_new(work, Product, source, products, known, row)


async def _add_new(
    work: UnitOfWork,
    model: type[SQLModel],
    source: str,
    records: Sequence[Record],
    known: Ids,
    row: Callable[[Record, Ids], dict[str, Any]],
) -> Imported:
    """`row` is given the ids of all records up to its own, for what it points at."""
    (present,) = await work.load(
        imported_ids(model, source, [each.external_id for each in records])
    )
    ids = {**known, **present}
    new = [each for each in records if each.external_id not in present]
    for each in new:
        ids[each.external_id] = new_id(model.__name__)
        work.insert(model, **row(each, ids), source=source)
    return Imported(ids, len(new))
