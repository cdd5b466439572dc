"""The mutations, as the contract has them; changes.py says what each does."""

from typing import Annotated

import strawberry

from resolvers.context import ClinchInfo
from resolvers.master_data_mutation import MasterDataMutation
from resolvers.writing import change
from schema.closing import (
    CloseOpportunityInput,
    CloseOpportunityPayload,
    CloseQuotesInput,
    CloseQuotesPayload,
    ReopenOpportunityInput,
    ReopenOpportunityPayload,
)
from schema.creating import (
    ActivateQuoteInput,
    ActivateQuotePayload,
    CreateOpportunityInput,
    CreateOpportunityPayload,
    CreateQuoteInput,
    CreateQuotePayload,
)

_WHAT = strawberry.argument(description="What to do, and to what.")


@strawberry.type(
    description="What can be changed. The fields are nullable, so that a fault in one can't take "
    "the answer of another, already committed one."
)
class Mutation(MasterDataMutation):
    """Each is one unit of work."""

    @strawberry.mutation(
        description="Closes every active and draft quote of an opportunity, or the named ones, at "
        "once: all or nothing."
    )
    async def close_quotes(
        self, info: ClinchInfo, input: Annotated[CloseQuotesInput, _WHAT]
    ) -> CloseQuotesPayload | None:
        return await change(info, input)

    @strawberry.mutation(
        description="Closes an opportunity as won or lost; refused while it has active quotes."
    )
    async def close_opportunity(
        self, info: ClinchInfo, input: Annotated[CloseOpportunityInput, _WHAT]
    ) -> CloseOpportunityPayload | None:
        return await change(info, input)

    @strawberry.mutation(
        description="Opens a won or lost opportunity again. Its quotes stay closed, and the record "
        "of the close stays."
    )
    async def reopen_opportunity(
        self, info: ClinchInfo, input: Annotated[ReopenOpportunityInput, _WHAT]
    ) -> ReopenOpportunityPayload | None:
        return await change(info, input)

    @strawberry.mutation(description="Creates an open opportunity.")
    async def create_opportunity(
        self, info: ClinchInfo, input: Annotated[CreateOpportunityInput, _WHAT]
    ) -> CreateOpportunityPayload | None:
        return await change(info, input)

    @strawberry.mutation(description="Creates a draft quote on an open opportunity.")
    async def create_quote(
        self, info: ClinchInfo, input: Annotated[CreateQuoteInput, _WHAT]
    ) -> CreateQuotePayload | None:
        return await change(info, input)

    @strawberry.mutation(
        description="Activates a draft: from then on it keeps its opportunity from being closed."
    )
    async def activate_quote(
        self, info: ClinchInfo, input: Annotated[ActivateQuoteInput, _WHAT]
    ) -> ActivateQuotePayload | None:
        return await change(info, input)
