"""The mutations of what opportunities point at; changes.py says what each does."""

from typing import Annotated

import strawberry

from resolvers.context import ClinchInfo
from resolvers.writing import change
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

_WHAT = strawberry.argument(description="What to do, and to what.")


@strawberry.type
class MasterDataMutation:
    """A part of Mutation."""

    @strawberry.mutation(description="Creates an account; others may have the same name.")
    async def create_account(
        self, info: ClinchInfo, input: Annotated[CreateAccountInput, _WHAT]
    ) -> CreateAccountPayload | None:
        return await change(info, input)

    @strawberry.mutation(description="Changes what is said of an account.")
    async def update_account(
        self, info: ClinchInfo, input: Annotated[UpdateAccountInput, _WHAT]
    ) -> UpdateAccountPayload | None:
        return await change(info, input)

    @strawberry.mutation(description="Creates a contact.")
    async def create_contact(
        self, info: ClinchInfo, input: Annotated[CreateContactInput, _WHAT]
    ) -> CreateContactPayload | None:
        return await change(info, input)

    @strawberry.mutation(description="Changes what is said of a contact.")
    async def update_contact(
        self, info: ClinchInfo, input: Annotated[UpdateContactInput, _WHAT]
    ) -> UpdateContactPayload | None:
        return await change(info, input)

    @strawberry.mutation(description="Creates a competitor.")
    async def create_competitor(
        self, info: ClinchInfo, input: Annotated[CreateCompetitorInput, _WHAT]
    ) -> CreateCompetitorPayload | None:
        return await change(info, input)

    @strawberry.mutation(description="Changes what is said of a competitor.")
    async def update_competitor(
        self, info: ClinchInfo, input: Annotated[UpdateCompetitorInput, _WHAT]
    ) -> UpdateCompetitorPayload | None:
        return await change(info, input)

    @strawberry.mutation(description="Creates a product.")
    async def create_product(
        self, info: ClinchInfo, input: Annotated[CreateProductInput, _WHAT]
    ) -> CreateProductPayload | None:
        return await change(info, input)

    @strawberry.mutation(description="Changes what is said of a product.")
    async def update_product(
        self, info: ClinchInfo, input: Annotated[UpdateProductInput, _WHAT]
    ) -> UpdateProductPayload | None:
        return await change(info, input)

    @strawberry.mutation(description="Creates a user: whoever owns opportunities, or acts.")
    async def create_user(
        self, info: ClinchInfo, input: Annotated[CreateUserInput, _WHAT]
    ) -> CreateUserPayload | None:
        return await change(info, input)

    @strawberry.mutation(description="Changes what is said of a user.")
    async def update_user(
        self, info: ClinchInfo, input: Annotated[UpdateUserInput, _WHAT]
    ) -> UpdateUserPayload | None:
        return await change(info, input)

    @strawberry.mutation(description="Adds a status reason to a state, after all others.")
    async def create_status_reason(
        self, info: ClinchInfo, input: Annotated[CreateStatusReasonInput, _WHAT]
    ) -> CreateStatusReasonPayload | None:
        return await change(info, input)

    @strawberry.mutation(
        description="Changes the labels of a status reason; its code never changes."
    )
    async def rename_status_reason(
        self, info: ClinchInfo, input: Annotated[RenameStatusReasonInput, _WHAT]
    ) -> RenameStatusReasonPayload | None:
        return await change(info, input)

    @strawberry.mutation(
        description="Retires a status reason: what has it keeps it, nothing else gets it. A "
        "state's default stays."
    )
    async def retire_status_reason(
        self, info: ClinchInfo, input: Annotated[RetireStatusReasonInput, _WHAT]
    ) -> RetireStatusReasonPayload | None:
        return await change(info, input)

    @strawberry.mutation(description="Brings a retired status reason back.")
    async def reinstate_status_reason(
        self, info: ClinchInfo, input: Annotated[ReinstateStatusReasonInput, _WHAT]
    ) -> ReinstateStatusReasonPayload | None:
        return await change(info, input)

    @strawberry.mutation(
        description="Makes a status reason the one that its state takes when none is given."
    )
    async def set_default_status_reason(
        self, info: ClinchInfo, input: Annotated[SetDefaultStatusReasonInput, _WHAT]
    ) -> SetDefaultStatusReasonPayload | None:
        return await change(info, input)
