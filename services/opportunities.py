"""Create an opportunity."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db.facts import exists, reasons_of
from db.ids import new_id
from db.tables import Account, Contact, Opportunity, User
from db.unit_of_work import UnitOfWork
from domain.events import OpportunityCreated
from domain.inspection import Inspection
from domain.lifecycle import OpportunityState
from domain.pipeline import OpportunityStage, Rating
from domain.refusals import NotFound, Problem, Refused
from domain.text import NAME_LENGTH, fold
from services.aggregate import default_of
from services.settings import BusinessSettings


@dataclass(frozen=True, slots=True)
class CreateOpportunityCommand:
    """createOpportunity; None is left out. The owner is the actor by default."""

    name: str
    currency: str
    account_id: str | None = None
    contact_id: str | None = None
    owner_id: str | None = None
    description: str | None = None
    estimated_revenue: Decimal | None = None
    estimated_close_date: date | None = None
    started_on: date | None = None
    probability: int | None = None
    rating: Rating | None = None
    stage: OpportunityStage | None = None


@dataclass(frozen=True, slots=True)
class OpportunityWasCreated:
    """createOpportunity succeeded."""

    opportunity_id: str


async def create_opportunity(
    work: UnitOfWork, settings: BusinessSettings, command: CreateOpportunityCommand
) -> OpportunityWasCreated | Refused:
    """A new open opportunity, in the first stage unless another is given."""
    inspection = Inspection()
    name = inspection.required_text(("input", "name"), command.name, NAME_LENGTH)
    account_exists, contact_exists, owner_exists, reasons = await work.load(
        exists(Account, command.account_id),
        exists(Contact, command.contact_id),
        exists(User, command.owner_id),
        reasons_of(OpportunityState.OPEN),
    )
    if not account_exists:
        inspection.findings.append(NotFound(("input", "accountId"), command.account_id or ""))
    if not contact_exists:
        inspection.findings.append(NotFound(("input", "contactId"), command.contact_id or ""))
    if not owner_exists:
        inspection.findings.append(NotFound(("input", "ownerId"), command.owner_id or ""))
    currency = inspection.currency(("input", "currency"), command.currency)
    description = inspection.optional_text(("input", "description"), command.description)
    revenue = inspection.amount(("input", "estimatedRevenue"), command.estimated_revenue, currency)
    if command.probability is not None and not 0 <= command.probability <= 100:  # noqa: PLR2004
        inspection.fault(("input", "probability"), Problem.OUT_OF_RANGE, "0-100")
    if inspection.findings:
        return Refused(tuple(inspection.findings))
    opportunity_id = new_id("Opportunity")
    work.insert(
        Opportunity,
        id=opportunity_id,
        name=name,
        name_folded=fold(name),
        description=description,
        account_id=command.account_id,
        contact_id=command.contact_id,
        owner_id=command.owner_id or work.actor.user_id,
        state=OpportunityState.OPEN,
        is_open=True,
        status_reason_id=default_of(reasons),
        stage=command.stage or OpportunityStage.QUALIFY,
        rating=command.rating,
        probability=command.probability,
        currency=currency,
        estimated_revenue=revenue,
        estimated_close_date=command.estimated_close_date,
        started_on=command.started_on or work.today(settings.time_zone),
        created_at=work.now,
        updated_at=work.now,
    )
    work.record(OpportunityCreated(opportunity_id), opportunity_id)
    return OpportunityWasCreated(opportunity_id)
