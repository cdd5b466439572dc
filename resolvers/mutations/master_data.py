"""The mutations that create and update what opportunities point at, made from their entities."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, Final

from strawberry import UNSET

from db.reads.criteria import Criterion
from db.writes.unit_of_work import UnitOfWork
from domain.access import Right
from domain.master_data import GivenMoney
from domain.refusals import Refused
from domain.text import camel_case
from resolvers.mutations.change import Change, Mutation, given
from resolvers.sites import by_id
from schema.master_data import (
    CreateAccountInput,
    CreateAccountPayload,
    CreateCompetitorInput,
    CreateCompetitorPayload,
    CreateContactInput,
    CreateContactPayload,
    CreateProductInput,
    CreateProductPayload,
    CreateUserInput,
    CreateUserPayload,
    UpdateAccountInput,
    UpdateAccountPayload,
    UpdateCompetitorInput,
    UpdateCompetitorPayload,
    UpdateContactInput,
    UpdateContactPayload,
    UpdateProductInput,
    UpdateProductPayload,
    UpdateUserInput,
    UpdateUserPayload,
)
from schema.node import MoneyInput
from services import master_data
from services.master_data import Entity, RecordWasWritten, create_record, update_record
from services.settings import BusinessSettings

Mutate = Callable[[Any, BusinessSettings], Change[Any]]


def creating(entity: Entity) -> Mutate:
    """createAccount, and so on."""

    def mutate(input: Any, _settings: BusinessSettings) -> Change[Any]:
        async def script(work: UnitOfWork) -> RecordWasWritten | Refused:
            return await create_record(work, entity, values_of(input))

        return Change(script, written(entity), input.dry_run)

    return mutate


def updating(entity: Entity) -> Mutate:
    """updateAccount, and so on."""

    def mutate(input: Any, _settings: BusinessSettings) -> Change[Any]:
        record_id = getattr(input, entity.id_column)

        async def script(work: UnitOfWork) -> RecordWasWritten | Refused:
            version = given(input.expected_version)
            return await update_record(work, entity, record_id, values_of(input), version)

        return Change(script, written(entity), input.dry_run)

    return mutate


def written(entity: Entity) -> Callable[[RecordWasWritten], Mapping[str, Criterion]]:
    """The payload's one field: the record."""

    def entities(done: RecordWasWritten) -> Mapping[str, Criterion]:
        return {camel_case(entity.name): by_id(done.record_id)}

    return entities


def values_of(input: Any) -> dict[str, Any]:
    """What the client gave, null too, by the names that columns have."""
    return {
        field.name: _plain(value)
        for field in fields(input)
        if (value := getattr(input, field.name)) is not UNSET
    }


def _plain(value: Any) -> Any:
    if isinstance(value, MoneyInput):
        return GivenMoney(value.amount, given(value.currency))
    return value


MUTATIONS: Final = (
    Mutation(
        "createAccount",
        creating(master_data.ACCOUNT),
        CreateAccountInput,
        CreateAccountPayload,
        Right.WRITE_ACCOUNTS,
        "Creates an account; others may have the same name.",
    ),
    Mutation(
        "updateAccount",
        updating(master_data.ACCOUNT),
        UpdateAccountInput,
        UpdateAccountPayload,
        Right.WRITE_ACCOUNTS,
        "Changes what is said of an account.",
    ),
    Mutation(
        "createContact",
        creating(master_data.CONTACT),
        CreateContactInput,
        CreateContactPayload,
        Right.WRITE_ACCOUNTS,
        "Creates a contact.",
    ),
    Mutation(
        "updateContact",
        updating(master_data.CONTACT),
        UpdateContactInput,
        UpdateContactPayload,
        Right.WRITE_ACCOUNTS,
        "Changes what is said of a contact.",
    ),
    Mutation(
        "createCompetitor",
        creating(master_data.COMPETITOR),
        CreateCompetitorInput,
        CreateCompetitorPayload,
        Right.WRITE_COMPETITORS,
        "Creates a competitor.",
    ),
    Mutation(
        "updateCompetitor",
        updating(master_data.COMPETITOR),
        UpdateCompetitorInput,
        UpdateCompetitorPayload,
        Right.WRITE_COMPETITORS,
        "Changes what is said of a competitor.",
    ),
    Mutation(
        "createProduct",
        creating(master_data.PRODUCT),
        CreateProductInput,
        CreateProductPayload,
        Right.WRITE_PRODUCTS,
        "Creates a product.",
    ),
    Mutation(
        "updateProduct",
        updating(master_data.PRODUCT),
        UpdateProductInput,
        UpdateProductPayload,
        Right.WRITE_PRODUCTS,
        "Changes what is said of a product.",
    ),
    Mutation(
        "createUser",
        creating(master_data.USER),
        CreateUserInput,
        CreateUserPayload,
        Right.WRITE_USERS,
        "Creates a user: whoever owns opportunities, or acts.",
    ),
    Mutation(
        "updateUser",
        updating(master_data.USER),
        UpdateUserInput,
        UpdateUserPayload,
        Right.WRITE_USERS,
        "Changes what is said of a user.",
    ),
)
