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
from schema.closing_many import (
    CloseOpportunitiesInput,
    CloseOpportunitiesPayload,
    CloseQuotesOfOpportunitiesInput,
    CloseQuotesOfOpportunitiesPayload,
)
from schema.creating import (
    ActivateQuoteInput,
    ActivateQuotePayload,
    CreateOpportunityInput,
    CreateOpportunityPayload,
    CreateQuoteInput,
    CreateQuotePayload,
)
from schema.deleting import (
    DeleteOpportunityInput,
    DeleteOpportunityPayload,
    DeleteQuoteInput,
    DeleteQuotePayload,
)
from schema.rates import SetExchangeRateInput, SetExchangeRatePayload
from schema.updating import (
    ReviseQuoteInput,
    ReviseQuotePayload,
    UpdateOpportunityInput,
    UpdateOpportunityPayload,
    UpdateQuoteInput,
    UpdateQuotePayload,
    WinQuoteInput,
    WinQuotePayload,
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
        description="Closes up to 1000 opportunities alike, each by the rule of closeOpportunity."
    )
    async def close_opportunities(
        self, info: ClinchInfo, input: Annotated[CloseOpportunitiesInput, _WHAT]
    ) -> CloseOpportunitiesPayload | None:
        return await change(info, input)

    @strawberry.mutation(
        description="Closes every active and draft quote of up to 1000 opportunities, each by the "
        "rule of closeQuotes."
    )
    async def close_quotes_of_opportunities(
        self, info: ClinchInfo, input: Annotated[CloseQuotesOfOpportunitiesInput, _WHAT]
    ) -> CloseQuotesOfOpportunitiesPayload | None:
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

    @strawberry.mutation(description="Changes fields of an open opportunity.")
    async def update_opportunity(
        self, info: ClinchInfo, input: Annotated[UpdateOpportunityInput, _WHAT]
    ) -> UpdateOpportunityPayload | None:
        return await change(info, input)

    @strawberry.mutation(description="Changes fields and lines of a draft; totals are computed.")
    async def update_quote(
        self, info: ClinchInfo, input: Annotated[UpdateQuoteInput, _WHAT]
    ) -> UpdateQuotePayload | None:
        return await change(info, input)

    @strawberry.mutation(
        description="Makes a new draft of an active or closed quote, with the same number and the "
        "next revision. An active one is closed as REVISED; a closed one stays as it is."
    )
    async def revise_quote(
        self, info: ClinchInfo, input: Annotated[ReviseQuoteInput, _WHAT]
    ) -> ReviseQuotePayload | None:
        return await change(info, input)

    @strawberry.mutation(
        description="The customer accepted this active quote: the opportunity's other active and "
        "draft quotes are closed as LOST. The opportunity stays open until it is closed."
    )
    async def win_quote(
        self, info: ClinchInfo, input: Annotated[WinQuoteInput, _WHAT]
    ) -> WinQuotePayload | None:
        return await change(info, input)

    @strawberry.mutation(
        description="Deletes an opportunity of your own making, with its drafts, if nothing is "
        "lost by that: it was never closed, and all its quotes are drafts of your own."
    )
    async def delete_opportunity(
        self, info: ClinchInfo, input: Annotated[DeleteOpportunityInput, _WHAT]
    ) -> DeleteOpportunityPayload | None:
        return await change(info, input)

    @strawberry.mutation(
        description="Deletes a draft of your own making, with its lines. What it is a revision of "
        "stays as it is."
    )
    async def delete_quote(
        self, info: ClinchInfo, input: Annotated[DeleteQuoteInput, _WHAT]
    ) -> DeleteQuotePayload | None:
        return await change(info, input)

    @strawberry.mutation(
        description="Sets a currency's exchange rate from a day on; one for the same day is "
        "replaced. Closes keep the rate that they were made with."
    )
    async def set_exchange_rate(
        self, info: ClinchInfo, input: Annotated[SetExchangeRateInput, _WHAT]
    ) -> SetExchangeRatePayload | None:
        return await change(info, input)
