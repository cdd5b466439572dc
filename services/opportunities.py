"""Create an opportunity, edit it while it is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple, assert_never

from sqlmodel import SQLModel

from db.ids import new_id
from db.tables import Account, Contact, Opportunity, Product, User
from db.writes.fact import Fact
from db.writes.facts import distance_of, exists, opportunity_of, reasons_of
from db.writes.unit_of_work import UnitOfWork
from domain.access import Reach, Right, missing_right
from domain.events import OpportunityCreated, OpportunityUpdated
from domain.inspection import Inspection
from domain.left_out import LEFT_OUT, LeftOut
from domain.lifecycle import OpportunityState
from domain.pipeline import OpportunityStage, Rating
from domain.quoting import Proceed, decide_update_opportunity
from domain.refusals import NotFound, Path, PermissionDenied, Problem, Refused
from domain.text import NAME_LENGTH, camel_case, fold
from services.aggregate import (
    change_opportunity,
    default_of,
    inspect_version,
)
from services.permission import denial
from services.settings import BusinessSettings

_MODELS: Final[Sequence[type[SQLModel]]] = (Account, Contact, Product, User)


class _Named(NamedTuple):
    """The records that a call names, by their ids."""

    account_id: str | None
    contact_id: str | None
    product_id: str | None
    owner_id: str | None


def _existence(named: _Named) -> Sequence[Fact[bool]]:
    """Whether each is there."""
    return [exists(model, each) for model, each in zip(_MODELS, named, strict=True)]


def _missing(named: _Named, are_there: Sequence[bool]) -> Sequence[NotFound]:
    """What isn't, in the same order."""
    fields = zip(named._fields, named, are_there, strict=True)
    return [
        NotFound(("input", camel_case(name)), each or "")
        for name, each, is_there in fields
        if not is_there
    ]


def _denied_owner(work: UnitOfWork, distance: Reach) -> PermissionDenied | None:
    """An opportunity is given only to whom the actor could take it from."""
    access, right = work.actor.access, Right.WRITE_OPPORTUNITIES
    if access.closed_by("User", "manager_id") and access.reach(right) < distance:
        # Whoever isn't shown managers isn't told either who is in which team.
        distance = Reach.ALL
    return missing_right(access, right, distance, ("input", "ownerId"))


_OPPORTUNITY_ID: Final[Path] = ("input", "opportunityId")


@dataclass(frozen=True, slots=True)
class CreateOpportunityCommand:
    """createOpportunity; None is left out. The owner is the actor by default."""

    name: str
    currency: str
    account_id: str | None = None
    contact_id: str | None = None
    product_id: str | None = None
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
    named = _Named(command.account_id, command.contact_id, command.product_id, command.owner_id)
    owner_id = command.owner_id or work.actor.user_id
    reasons, distance, *are_there = await work.load_all(
        [reasons_of(OpportunityState.OPEN), distance_of(owner_id), *_existence(named)]
    )
    denied = _denied_owner(work, distance)
    if denied:
        return Refused((denied,))
    inspection = Inspection()
    name = inspection.required_text(("input", "name"), command.name, NAME_LENGTH)
    inspection.findings += _missing(named, are_there)
    currency = inspection.currency(("input", "currency"), command.currency)
    description = inspection.optional_text(("input", "description"), command.description)
    revenue = inspection.amount(("input", "estimatedRevenue"), command.estimated_revenue, currency)
    inspection.percentage(("input", "probability"), command.probability)
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
        product_id=command.product_id,
        owner_id=owner_id,
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
        created_by_id=work.actor.user_id,
        updated_at=work.now,
    )
    work.record(OpportunityCreated(opportunity_id), opportunity_id, 1)
    return OpportunityWasCreated(opportunity_id)


@dataclass(frozen=True, slots=True)
class UpdateOpportunityCommand:
    """updateOpportunity; what is left out stays as it is."""

    opportunity_id: str
    name: str | LeftOut | None = LEFT_OUT
    account_id: str | LeftOut | None = LEFT_OUT
    contact_id: str | LeftOut | None = LEFT_OUT
    product_id: str | LeftOut | None = LEFT_OUT
    owner_id: str | LeftOut | None = LEFT_OUT
    description: str | LeftOut | None = LEFT_OUT
    estimated_revenue: Decimal | LeftOut | None = LEFT_OUT
    estimated_close_date: date | LeftOut | None = LEFT_OUT
    started_on: date | LeftOut | None = LEFT_OUT
    probability: int | LeftOut | None = LEFT_OUT
    rating: Rating | LeftOut | None = LEFT_OUT
    stage: OpportunityStage | LeftOut | None = LEFT_OUT
    status_reason_code: str | LeftOut | None = LEFT_OUT
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class OpportunityWasUpdated:
    """updateOpportunity succeeded, maybe with nothing to do."""

    opportunity_id: str


async def update_opportunity(
    work: UnitOfWork, command: UpdateOpportunityCommand
) -> OpportunityWasUpdated | Refused:
    """Edit an open opportunity. What is as it was is no change."""
    if not await work.lock_opportunity(command.opportunity_id):
        return Refused((NotFound(_OPPORTUNITY_ID, command.opportunity_id),))
    named = _Named(
        _given(command.account_id),
        _given(command.contact_id),
        _given(command.product_id),
        _given(command.owner_id),
    )
    opportunity, reasons, distance, *are_there = await work.load_all(
        [
            opportunity_of(command.opportunity_id),
            reasons_of(OpportunityState.OPEN),
            distance_of(named.owner_id or work.actor.user_id),
            *_existence(named),
        ]
    )
    denied = denial(work, Right.WRITE_OPPORTUNITIES, opportunity, _OPPORTUNITY_ID, opportunity.id)
    if denied:
        return denied
    inspection = Inspection()
    await inspect_version(work, inspection, opportunity, command.expected_version)
    values = _settle_update(inspection, command, opportunity.currency)
    inspection.findings += _missing(named, are_there)
    if named.owner_id not in {None, opportunity.owner_id}:
        denied_owner = _denied_owner(work, distance)
        inspection.findings += [denied_owner] if denied_owner else []
    if command.status_reason_code not in {LEFT_OUT, None}:
        values["status_reason_id"] = inspection.status_reason(
            ("input", "statusReasonCode"),
            _given(command.status_reason_code),
            OpportunityState.OPEN,
            reasons,
        )
    decision = decide_update_opportunity(opportunity.id, opportunity.state, inspection.findings)
    match decision:
        case Refused():
            return decision
        case Proceed():
            given = {
                name: value for name, value in values.items() if getattr(opportunity, name) != value
            }
            if not given:
                return OpportunityWasUpdated(opportunity.id)
            if "name" in given:
                given["name_folded"] = fold(given["name"])
            changes = change_opportunity(work, opportunity, **given)
            event = OpportunityUpdated(opportunity.id)
            work.record(event, opportunity.id, opportunity.version + 1, changes)
            return OpportunityWasUpdated(opportunity.id)
        case _:
            assert_never(decision)


_REQUIRED: Final = {
    "name": "name",
    "owner_id": "ownerId",
    "started_on": "startedOn",
    "stage": "stage",
    "status_reason_code": "statusReasonCode",
}


def _settle_update(
    inspection: Inspection, command: UpdateOpportunityCommand, currency: str
) -> dict[str, Any]:
    """The values that are given, by column."""
    for name, field in _REQUIRED.items():
        if getattr(command, name) is None:
            inspection.fault(("input", field), Problem.NULL)
    values = {name: value for name in _PLAIN if (value := getattr(command, name)) is not LEFT_OUT}
    inspection.percentage(("input", "probability"), values.get("probability"))
    if isinstance(command.name, str):
        values["name"] = inspection.required_text(("input", "name"), command.name, NAME_LENGTH)
    if command.description is not LEFT_OUT:
        values["description"] = inspection.optional_text(
            ("input", "description"), command.description
        )
    if command.estimated_revenue is not LEFT_OUT:
        values["estimated_revenue"] = inspection.amount(
            ("input", "estimatedRevenue"), command.estimated_revenue, currency
        )
    return values


_PLAIN: Final = (
    *(
        "account_id",
        "contact_id",
        "product_id",
        "owner_id",
        "estimated_close_date",
        "started_on",
        "probability",
        "rating",
    ),
    "stage",
)
"""Stored as they are given."""


def _given(value: str | LeftOut | None) -> str | None:
    return value if isinstance(value, str) else None
