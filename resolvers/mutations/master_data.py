"""The mutations that create and update what opportunities point at, made from their entities."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from strawberry import UNSET

from db.reads.criteria import Criterion
from db.writes.unit_of_work import UnitOfWork
from domain.master_data import GivenMoney
from domain.refusals import Refused
from domain.text import camel_case
from resolvers.mutations.change import Change, given
from resolvers.sites import by_id
from schema.node import MoneyInput
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
