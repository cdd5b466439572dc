"""createStatusReason, retireStatusReason, reinstateStatusReason, setDefaultStatusReason."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from db.reads.criteria import Criterion
from db.writes.unit_of_work import UnitOfWork
from domain.access import Right
from domain.refusals import Refused
from resolvers.mutations.change import Change, Mutation, given
from resolvers.mutations.master_data import Mutate, updating, values_of, written
from resolvers.sites import NOTHING, by_id
from schema.managing_status_reasons import (
    CreateStatusReasonInput,
    CreateStatusReasonPayload,
    ReinstateStatusReasonInput,
    ReinstateStatusReasonPayload,
    RenameStatusReasonInput,
    RenameStatusReasonPayload,
    RetireStatusReasonInput,
    RetireStatusReasonPayload,
    SetDefaultStatusReasonInput,
    SetDefaultStatusReasonPayload,
)
from services import status_reasons
from services.master_data import RecordWasWritten
from services.settings import BusinessSettings

_written = written(status_reasons.STATUS_REASON)


def create_status_reason(
    input: CreateStatusReasonInput, _settings: BusinessSettings
) -> Change[Any]:
    state = given(input.state.opportunity_state) or given(input.state.quote_state)
    assert state is not None

    async def script(work: UnitOfWork) -> RecordWasWritten | Refused:
        return await status_reasons.create_status_reason(work, state, input.code, values_of(input))

    return Change(script, _written, input.dry_run)


def switching(
    switch: Callable[[UnitOfWork, str, int | None], Awaitable[RecordWasWritten | Refused]],
) -> Mutate:
    """Either of retireStatusReason and reinstateStatusReason."""

    def mutate(input: Any, _settings: BusinessSettings) -> Change[Any]:
        async def script(work: UnitOfWork) -> RecordWasWritten | Refused:
            return await switch(work, input.status_reason_id, given(input.expected_version))

        return Change(script, _written, input.dry_run)

    return mutate


def set_default_status_reason(
    input: SetDefaultStatusReasonInput, _settings: BusinessSettings
) -> Change[Any]:
    async def script(work: UnitOfWork) -> status_reasons.DefaultWasSet | Refused:
        return await status_reasons.set_default_status_reason(
            work, input.status_reason_id, given(input.expected_version)
        )

    def entities(done: status_reasons.DefaultWasSet) -> dict[str, Criterion]:
        return {
            "statusReason": by_id(done.status_reason_id),
            "formerDefault": by_id(done.former_id) if done.former_id else NOTHING,
        }

    return Change(script, entities, input.dry_run)


MUTATIONS: Final = (
    Mutation(
        "createStatusReason",
        create_status_reason,
        CreateStatusReasonInput,
        CreateStatusReasonPayload,
        Right.WRITE_CONFIGURATION,
        "Adds a status reason to a state, after all others.",
    ),
    Mutation(
        "renameStatusReason",
        updating(status_reasons.STATUS_REASON),
        RenameStatusReasonInput,
        RenameStatusReasonPayload,
        Right.WRITE_CONFIGURATION,
        "Changes the labels of a status reason; its code never changes.",
    ),
    Mutation(
        "retireStatusReason",
        switching(status_reasons.retire_status_reason),
        RetireStatusReasonInput,
        RetireStatusReasonPayload,
        Right.WRITE_CONFIGURATION,
        "Retires a status reason: what has it keeps it, nothing else gets it. A "
        "state's default stays.",
    ),
    Mutation(
        "reinstateStatusReason",
        switching(status_reasons.reinstate_status_reason),
        ReinstateStatusReasonInput,
        ReinstateStatusReasonPayload,
        Right.WRITE_CONFIGURATION,
        "Brings a retired status reason back.",
    ),
    Mutation(
        "setDefaultStatusReason",
        set_default_status_reason,
        SetDefaultStatusReasonInput,
        SetDefaultStatusReasonPayload,
        Right.WRITE_CONFIGURATION,
        "Makes a status reason the one that its state takes when none is given.",
    ),
)
