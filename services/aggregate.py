"""What every script does to the aggregate that an opportunity and its quotes are."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from db.ids import new_id
from db.tables import Opportunity, Quote, QuoteClose
from db.writes.facts import field_changes, opportunity_changes
from db.writes.records import OpportunityRecord, QuoteRecord, QuoteStanding
from db.writes.unit_of_work import UnitOfWork
from domain.events import FieldChange
from domain.inspection import Inspection, ReasonFacts
from domain.lifecycle import QuoteState
from domain.quoting import QuoteFacts
from services.history import differences


def change_opportunity(
    work: UnitOfWork, opportunity: OpportunityRecord, **values: Any
) -> list[FieldChange]:
    """New values by column, none if only a quote changes: the version rises by one either way."""
    work.update(Opportunity, opportunity.id, **values)
    return list(differences(opportunity, values, opportunity.currency))


def change_quotes(
    work: UnitOfWork,
    opportunity: OpportunityRecord,
    quotes: Sequence[QuoteRecord | QuoteStanding],
    **values: Any,
) -> list[FieldChange]:
    """The same new values for quotes, whose versions rise by one.

    Comes before its opportunity's own change: on SQLite the declared invariant is looked at after
    each statement, and there are several.
    """
    work.update(Quote, *[quote.id for quote in quotes], **values)
    return [each for quote in quotes for each in differences(quote, values, opportunity.currency)]


def end_quotes(
    work: UnitOfWork,
    quotes: Sequence[QuoteRecord | QuoteStanding],
    state: QuoteState,
    reason_id: str,
    day: date,
    description: str | None,
) -> list[FieldChange]:
    """The quotes end in this state, WON or CLOSED, and each gets its close record."""
    if not quotes:
        return []
    values = {"state": state, "status_reason_id": reason_id, "closed_on": day}
    work.update(Quote, *[quote.id for quote in quotes], **values)
    work.insert_each(
        QuoteClose,
        [{"id": new_id("QuoteClose"), "quote_id": quote.id} for quote in quotes],
        status_reason_id=reason_id,
        closed_on=day,
        description=description,
        closed_by_id=work.actor.user_id,
        closed_at=work.now,
        client=work.actor.client,
    )
    return [each for quote in quotes for each in differences(quote, values)]


async def inspect_version(
    work: UnitOfWork,
    inspection: Inspection,
    record: OpportunityRecord | QuoteRecord,
    expected: int | None,
) -> None:
    """Another version than the present is a finding that names what was changed since."""
    if isinstance(record, OpportunityRecord):
        inspection.opportunity_version(
            record.id, expected, record.version, await changed_since(work, record, expected)
        )
    else:
        inspection.quote_version(
            record.id, expected, record.version, await changed_since(work, record, expected)
        )


async def changed_since(
    work: UnitOfWork, record: OpportunityRecord | QuoteRecord, expected: int | None
) -> tuple[str, ...]:
    """The names of the fields that were changed since the version that a caller expects."""
    if expected is None or expected == record.version:
        return ()
    # Whatever a client sends fits into an integer of the contract, and into the databases'.
    if isinstance(record, OpportunityRecord):
        (names_of,) = await work.load(opportunity_changes({record.id: expected}))
        return names_of[record.id]
    (names,) = await work.load(field_changes(record.id, expected))
    return names


def facts_of(quotes: Iterable[QuoteStanding]) -> tuple[QuoteFacts, ...]:
    """The quotes as the domain asks about them."""
    return tuple([QuoteFacts(quote.id, quote.state) for quote in quotes])


def default_of(reasons: Iterable[ReasonFacts]) -> str:
    """The id of the reason that is flagged default."""
    return next(reason.id for reason in reasons if reason.is_default and reason.is_active)


def reason_of(reasons: Iterable[ReasonFacts], code: str) -> str:
    """The id of the stock reason with this code, or the default one's if it is retired."""
    reasons = tuple(reasons)
    return next(
        (reason.id for reason in reasons if reason.code == code and reason.is_active),
        default_of(reasons),
    )
