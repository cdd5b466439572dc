"""createOpportunity."""

from typing import Any

from db.criteria import Criterion
from db.unit_of_work import UnitOfWork
from domain.refusals import Refused
from resolvers.mutations.change import Change, given
from resolvers.sites import by_id
from schema.creating import CreateOpportunityInput
from services import opportunities
from services.settings import BusinessSettings


def create_opportunity(input: CreateOpportunityInput, settings: BusinessSettings) -> Change[Any]:
    command = opportunities.CreateOpportunityCommand(
        name=input.name,
        currency=input.currency,
        account_id=given(input.account_id),
        contact_id=given(input.contact_id),
        owner_id=given(input.owner_id),
        description=given(input.description),
        estimated_revenue=given(input.estimated_revenue),
        estimated_close_date=given(input.estimated_close_date),
        started_on=given(input.started_on),
        probability=given(input.probability),
        rating=given(input.rating),
        stage=given(input.stage),
    )

    async def script(
        work: UnitOfWork,
    ) -> opportunities.OpportunityWasCreated | Refused:
        return await opportunities.create_opportunity(work, settings, command)

    def entities(done: opportunities.OpportunityWasCreated) -> dict[str, Criterion]:
        return {"opportunity": by_id(done.opportunity_id)}

    return Change(script, entities, input.dry_run)
