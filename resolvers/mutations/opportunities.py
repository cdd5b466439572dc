"""createOpportunity, updateOpportunity."""

from typing import Any, Final

from db.reads.criteria import Criterion
from db.writes.unit_of_work import UnitOfWork
from domain.access import Right
from domain.refusals import Refused
from resolvers.mutations.change import Change, Mutation, given, left_out
from resolvers.sites import by_id
from schema.creating import CreateOpportunityInput, CreateOpportunityPayload
from schema.updating import UpdateOpportunityInput, UpdateOpportunityPayload
from services import opportunities
from services.settings import BusinessSettings


def create_opportunity(input: CreateOpportunityInput, settings: BusinessSettings) -> Change[Any]:
    command = opportunities.CreateOpportunityCommand(
        name=input.name,
        currency=input.currency,
        account_id=given(input.account_id),
        contact_id=given(input.contact_id),
        product_id=given(input.product_id),
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


def update_opportunity(input: UpdateOpportunityInput, _settings: BusinessSettings) -> Change[Any]:
    command = opportunities.UpdateOpportunityCommand(
        input.opportunity_id,
        name=left_out(input.name),
        account_id=left_out(input.account_id),
        contact_id=left_out(input.contact_id),
        product_id=left_out(input.product_id),
        owner_id=left_out(input.owner_id),
        description=left_out(input.description),
        estimated_revenue=left_out(input.estimated_revenue),
        estimated_close_date=left_out(input.estimated_close_date),
        started_on=left_out(input.started_on),
        probability=left_out(input.probability),
        rating=left_out(input.rating),
        stage=left_out(input.stage),
        status_reason_code=left_out(input.status_reason_code),
        expected_version=given(input.expected_version),
    )

    async def script(work: UnitOfWork) -> opportunities.OpportunityWasUpdated | Refused:
        return await opportunities.update_opportunity(work, command)

    def entities(done: opportunities.OpportunityWasUpdated) -> dict[str, Criterion]:
        return {"opportunity": by_id(done.opportunity_id)}

    return Change(script, entities, input.dry_run)


MUTATIONS: Final = (
    Mutation(
        "createOpportunity",
        create_opportunity,
        CreateOpportunityInput,
        CreateOpportunityPayload,
        Right.WRITE_OPPORTUNITIES,
        "Creates an open opportunity.",
    ),
    Mutation(
        "updateOpportunity",
        update_opportunity,
        UpdateOpportunityInput,
        UpdateOpportunityPayload,
        Right.WRITE_OPPORTUNITIES,
        "Changes fields of an open opportunity.",
    ),
)
