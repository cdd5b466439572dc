"""Bring in the opportunities of another system, the closed ones by the rule, each only once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from db.ids import new_id
from db.tables import Opportunity, OpportunityClose
from db.writes.facts import imported_ids, reasons_of
from db.writes.rate_facts import rates_of
from db.writes.unit_of_work import UnitOfWork
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
from domain.rates import Rates
from domain.refusals import Refused
from domain.text import fold
from services.aggregate import default_of
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
    external_ids = [each.external_id for each in opportunities]
    present, open_reasons, won_reasons, lost_reasons, dated = await work.load(
        imported_ids(Opportunity, source, external_ids),
        reasons_of(OpportunityState.OPEN),
        reasons_of(OpportunityState.WON),
        reasons_of(OpportunityState.LOST),
        rates_of(settings.base_currency, [each.currency for each in opportunities]),
    )
    rates = Rates(settings.base_currency, dated)
    reasons = {OpportunityState.WON: won_reasons, OpportunityState.LOST: lost_reasons}
    ids, refused = dict(present), dict[str, Refused]()
    for each in opportunities:
        if each.external_id in present:
            continue
        opportunity_id = new_id("Opportunity")
        details: CloseDetails | None = None
        if each.close is not None:
            decision = _decide(work, settings, opportunity_id, each, each.close, reasons)
            if isinstance(decision, Refused):
                refused[each.external_id] = decision
                continue
            details = decision
        owner_id = references.users[each.owner]
        # Its first version is the closed one, if it is closed there.
        work.insert(
            Opportunity,
            id=opportunity_id,
            name=each.name,
            name_folded=fold(each.name),
            account_id=each.account and references.accounts[each.account],
            owner_id=owner_id,
            product_id=each.product and references.products[each.product],
            state=details.outcome.state if details else OpportunityState.OPEN,
            is_open=details is None,
            status_reason_id=details.status_reason_id if details else default_of(open_reasons),
            stage=each.stage,
            currency=each.currency,
            actual_revenue=details and details.actual_revenue,
            actual_close_date=details and details.actual_close_date,
            started_on=each.started_on or work.today(settings.time_zone),
            created_at=work.now,
            created_by_id=work.actor.user_id,
            updated_at=work.now,
            external_id=each.external_id,
            source=source,
        )
        if details is not None:
            _record_close(work, source, opportunity_id, owner_id, each.currency, details, rates)
        ids[each.external_id] = opportunity_id
    return Imported(ids, len(ids) - len(present), refused)


def _decide(
    work: UnitOfWork,
    settings: BusinessSettings,
    opportunity_id: str,
    imported: ImportedOpportunity,
    request: CloseRequest,
    reasons: Mapping[OpportunityState, Sequence[ReasonFacts]],
) -> CloseDetails | Refused:
    """The rule, asked as for any other close; what is new is open and has no quotes."""
    details, findings = settle_close(
        request,
        OpportunityFacts(opportunity_id, 1, imported.currency, None),
        reasons[request.outcome.state],
        competitor_exists=False,
        today=work.today(settings.time_zone),
    )
    facts = CloseFacts(opportunity_id, OpportunityState.OPEN, quotes=())
    decision = decide_close_opportunity(facts, settings.policy, findings)
    return decision if isinstance(decision, Refused) else details


def _record_close(
    work: UnitOfWork,
    source: str,
    opportunity_id: str,
    owner_id: str,
    currency: str,
    details: CloseDetails,
    rates: Rates,
) -> None:
    rate = rates.on(currency, details.actual_close_date)
    work.insert(
        OpportunityClose,
        id=new_id("OpportunityClose"),
        opportunity_id=opportunity_id,
        outcome=details.outcome,
        status_reason_id=details.status_reason_id,
        actual_revenue=details.actual_revenue,
        currency=currency,
        exchange_rate=rate,
        base_currency=rate and rates.base,
        actual_close_date=details.actual_close_date,
        competitor_id=details.competitor_id,
        description=details.description,
        # Where it stood before its close isn't known: the other system overwrote it.
        stage_at_close=None,
        closed_by_id=owner_id,
        closed_at=work.now,
        client=work.actor.client,
        source=source,
    )
