"""Bring in the opportunities of another system, the closed ones by the rule, each only once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from db.ids import new_id
from db.tables import Opportunity, OpportunityClose
from db.unit_of_work import UnitOfWork
from domain.closing import (
    CloseDetails,
    CloseFacts,
    CloseRequest,
    OpportunityFacts,
    decide_close_opportunity,
    settle_close,
)
from domain.inspection import ReasonFacts
from domain.lifecycle import OpportunityState
from domain.pipeline import OpportunityStage
from domain.refusals import Refused
from domain.text import fold
from services.aggregate import default_reason, reason_facts
from services.importing_parties import Ids, Imported
from services.settings import BusinessSettings


@dataclass(frozen=True, slots=True)
class ImportedOpportunity:
    """A possible sale there, with the external ids of what it points at.

    `close` is how it was closed, None if it is open. `started_on` None is the day of the import.
    """

    external_id: str
    name: str
    owner: str
    currency: str
    stage: OpportunityStage
    account: str | None = None
    product: str | None = None
    started_on: date | None = None
    close: CloseRequest | None = None


@dataclass(frozen=True, slots=True)
class References:
    """What opportunities point at; everything that they name has to be in here."""

    users: Ids
    accounts: Ids
    products: Ids


async def import_opportunities(
    work: UnitOfWork,
    settings: BusinessSettings,
    source: str,
    opportunities: Sequence[ImportedOpportunity],
    references: References,
) -> Imported:
    """Add the opportunities that are new, the closed ones if the rule lets them be closed.

    A close keeps its own day; it is recorded now, as the owner's, and marked with the source.
    Nothing has happened here, so there are no events. Texts and currencies are the reader's to
    check; dates and amounts of closes are checked here, by the rule.
    """
    present = await work.imported_ids(
        Opportunity, source, [each.external_id for each in opportunities]
    )
    ids, refused = dict(present), dict[str, Refused]()
    open_reason = await default_reason(work, OpportunityState.OPEN)
    reasons = {
        state: reason_facts(await work.reasons_of(state))
        for state in (OpportunityState.WON, OpportunityState.LOST)
    }
    closes: list[OpportunityClose] = []
    for each in opportunities:
        if each.external_id in present:
            continue
        opportunity = _open(work, settings, source, each, references, open_reason)
        if each.close is not None:
            decision = _decide(work, settings, opportunity, each.close, reasons)
            if isinstance(decision, Refused):
                refused[each.external_id] = decision
                continue
            closes.append(_close(work, opportunity, decision))
        ids[each.external_id] = opportunity.id
        work.add(opportunity)
    await work.flush()
    work.add(*closes)
    await work.flush()
    return Imported(ids, len(ids) - len(present), refused)


def _open(
    work: UnitOfWork,
    settings: BusinessSettings,
    source: str,
    imported: ImportedOpportunity,
    references: References,
    reason_id: str,
) -> Opportunity:
    """The opportunity as it was before its close."""
    return Opportunity(
        id=new_id("Opportunity"),
        name=imported.name,
        name_folded=fold(imported.name),
        account_id=imported.account and references.accounts[imported.account],
        owner_id=references.users[imported.owner],
        product_id=imported.product and references.products[imported.product],
        state=OpportunityState.OPEN,
        is_open=True,
        status_reason_id=reason_id,
        stage=imported.stage,
        currency=imported.currency,
        started_on=imported.started_on or work.today(settings.time_zone),
        created_at=work.now,
        updated_at=work.now,
        external_id=imported.external_id,
        source=source,
    )


def _decide(
    work: UnitOfWork,
    settings: BusinessSettings,
    opportunity: Opportunity,
    request: CloseRequest,
    reasons: Mapping[OpportunityState, Sequence[ReasonFacts]],
) -> CloseDetails | Refused:
    """The rule, asked as for any other close; what is new has no quotes."""
    details, findings = settle_close(
        request,
        OpportunityFacts(opportunity.id, opportunity.version, opportunity.currency, None),
        reasons[request.outcome.state],
        competitor_exists=False,
        today=work.today(settings.time_zone),
    )
    facts = CloseFacts(opportunity.id, opportunity.state, quotes=())
    decision = decide_close_opportunity(facts, settings.policy, findings)
    return decision if isinstance(decision, Refused) else details


def _close(work: UnitOfWork, opportunity: Opportunity, details: CloseDetails) -> OpportunityClose:
    """Close what isn't stored yet: its first version is the closed one."""
    opportunity.state = details.outcome.state
    opportunity.is_open = False
    opportunity.status_reason_id = details.status_reason_id
    opportunity.actual_revenue = details.actual_revenue
    opportunity.actual_close_date = details.actual_close_date
    return OpportunityClose(
        id=new_id("OpportunityClose"),
        opportunity_id=opportunity.id,
        outcome=details.outcome,
        status_reason_id=details.status_reason_id,
        actual_revenue=details.actual_revenue,
        currency=opportunity.currency,
        actual_close_date=details.actual_close_date,
        competitor_id=details.competitor_id,
        description=details.description,
        # Where it stood before its close isn't known: the other system overwrote it.
        stage_at_close=None,
        closed_by_id=opportunity.owner_id,
        closed_at=work.now,
        client=work.actor.client,
        source=opportunity.source,
    )
