"""May this opportunity be closed, may these quotes, may it be reopened: facts in, decision out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.inspection import Inspection, ReasonFacts
from domain.lifecycle import (
    BLOCKING_QUOTE_STATES,
    OPEN_QUOTE_STATES,
    OpportunityOutcome,
    OpportunityState,
    QuoteState,
)
from domain.quoting import QuoteFacts
from domain.refusals import (
    ActiveQuotesRemain,
    AlreadyClosed,
    CurrencyMismatch,
    DraftQuotesRemain,
    NotFound,
    OpportunityNotOpen,
    QuoteNotOpen,
    QuoteOfOtherOpportunity,
    Refusal,
    Refused,
)


@dataclass(frozen=True, slots=True)
class Policy:
    """How this installation closes: `drafts_block` gives the rule of Dynamics Sales."""

    drafts_block: bool = False


@dataclass(frozen=True, slots=True)
class CloseFacts:
    """What decides whether an opportunity can be closed; `quotes` holds at least its open ones."""

    opportunity_id: str
    state: OpportunityState
    quotes: tuple[QuoteFacts, ...]
    close_open_quotes: bool = False


@dataclass(frozen=True, slots=True)
class Close:
    """It may be closed, after these quotes."""

    quote_ids: tuple[str, ...] = ()


def decide_close_opportunity(
    facts: CloseFacts, policy: Policy, findings: Iterable[Refusal] = ()
) -> Close | Refused:
    """THE RULE: an opportunity is closed only while it is open and no quote of it blocks.

    `findings` are what is wrong with the input, if there is one. A closed opportunity is answered
    with that alone; all else together, the input's findings first.

    Source: Dynamics 365 Project Operations, "Close an opportunity"; drafts: Dynamics 365 Sales.
    """
    if facts.state is not OpportunityState.OPEN:
        return Refused((AlreadyClosed(facts.opportunity_id, facts.state),))
    open_ids = tuple(quote.id for quote in facts.quotes if quote.state in OPEN_QUOTE_STATES)
    blockers = () if facts.close_open_quotes else tuple(_blockers(facts, policy))
    reasons = (*findings, *blockers)
    if reasons:
        return Refused(reasons)
    return Close(open_ids if facts.close_open_quotes else ())


def _blockers(facts: CloseFacts, policy: Policy) -> Iterable[Refusal]:
    active = tuple(quote.id for quote in facts.quotes if quote.state in BLOCKING_QUOTE_STATES)
    if active:
        yield ActiveQuotesRemain(facts.opportunity_id, active)
    drafts = tuple(quote.id for quote in facts.quotes if quote.state is QuoteState.DRAFT)
    if drafts and policy.drafts_block:
        yield DraftQuotesRemain(facts.opportunity_id, drafts)


@dataclass(frozen=True, slots=True)
class CloseRequest:
    """What a caller says when closing an opportunity; None is left out."""

    outcome: OpportunityOutcome
    status_reason_code: str | None = None
    actual_close_date: date | None = None
    actual_revenue: Decimal | None = None
    currency: str | None = None
    competitor_id: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class OpportunityFacts:
    """The opportunity as it stands, as far as the details of a close ask; amounts in 10⁻⁴."""

    id: str
    version: int
    currency: str
    estimated_revenue: int | None
    expected_version: int | None = None
    """The one that the caller expects, if any."""
    changed_fields: tuple[str, ...] = ()
    """Since that one, if it isn't the present one."""


@dataclass(frozen=True, slots=True)
class CloseDetails:
    """What the close record says: every default filled in, amounts in 10⁻⁴."""

    outcome: OpportunityOutcome
    status_reason_id: str
    actual_close_date: date
    actual_revenue: int | None
    competitor_id: str | None
    description: str | None


def settle_close(
    request: CloseRequest,
    opportunity: OpportunityFacts,
    reasons: Iterable[ReasonFacts],
    *,
    competitor_exists: bool,
    today: date,
) -> tuple[CloseDetails, tuple[Refusal, ...]]:
    """The details of the close and what is wrong with them; details with findings aren't used.

    `reasons` are those of the outcome's state. Defaults: the state's flagged reason (OUT_SOLD for
    one lost to a named competitor while the stock default stands), today, the estimated revenue if
    won and 0 if lost.
    """
    inspection = Inspection()
    inspection.opportunity_version(
        opportunity.id,
        opportunity.expected_version,
        opportunity.version,
        opportunity.changed_fields,
    )
    reasons = tuple(reasons)
    lost_to_competitor = (
        request.outcome is OpportunityOutcome.LOST
        and request.competitor_id is not None
        and any(
            reason.code == "CANCELED" and reason.is_default and reason.is_active
            for reason in reasons
        )
    )
    reason_id = inspection.status_reason(
        ("input", "statusReasonCode"),
        request.status_reason_code,
        request.outcome.state,
        reasons,
        preferred="OUT_SOLD" if lost_to_competitor else None,
    )
    revenue = inspection.amount(
        ("input", "actualRevenue", "amount"),
        request.actual_revenue,
        # Another currency is its own mistake; the amount is judged as one of it.
        request.currency or opportunity.currency,
    )
    if request.currency not in {None, opportunity.currency}:
        inspection.findings.append(
            CurrencyMismatch(
                ("input", "actualRevenue", "currency"),
                request.currency or "",
                opportunity.currency,
            )
        )
    if request.actual_revenue is None:
        won = request.outcome is OpportunityOutcome.WON
        revenue = opportunity.estimated_revenue if won else 0
    day = inspection.past_date(("input", "actualCloseDate"), request.actual_close_date, today)
    description = inspection.optional_text(("input", "description"), request.description)
    if request.competitor_id is not None and not competitor_exists:
        inspection.findings.append(NotFound(("input", "competitorId"), request.competitor_id))
    details = CloseDetails(
        request.outcome, reason_id, day, revenue, request.competitor_id, description
    )
    return details, tuple(inspection.findings)


@dataclass(frozen=True, slots=True)
class CloseQuotesFacts:
    """The opportunity's state, all its quotes, and which are named; None names every open one.

    `elsewhere` are those named quotes that belong to other opportunities.
    """

    opportunity_id: str
    state: OpportunityState
    quotes: tuple[QuoteFacts, ...]
    named: tuple[str, ...] | None = None
    elsewhere: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CloseQuotes:
    """These may be closed; none at all is a success too."""

    quote_ids: tuple[str, ...]


def decide_close_quotes(
    facts: CloseQuotesFacts, findings: Iterable[Refusal] = ()
) -> CloseQuotes | Refused:
    """All or nothing: every active and draft quote of an open opportunity, or just the named."""
    if facts.state is not OpportunityState.OPEN:
        return Refused((OpportunityNotOpen(facts.opportunity_id, facts.state),))
    state_of = {quote.id: quote.state for quote in facts.quotes}
    reasons = [*findings]
    for index, quote_id in enumerate(facts.named or ()):
        path = ("input", "quoteIds", str(index))
        if quote_id in facts.elsewhere:
            reasons.append(QuoteOfOtherOpportunity(path, quote_id))
        elif quote_id not in state_of:
            reasons.append(NotFound(path, quote_id))
        elif state_of[quote_id] not in OPEN_QUOTE_STATES:
            reasons.append(QuoteNotOpen(path, quote_id, state_of[quote_id]))
    if reasons:
        return Refused(tuple(reasons))
    return CloseQuotes(
        tuple(
            quote.id
            for quote in facts.quotes
            if quote.state in OPEN_QUOTE_STATES and (facts.named is None or quote.id in facts.named)
        )
    )


@dataclass(frozen=True, slots=True)
class Reopen:
    """It may be reopened."""


@dataclass(frozen=True, slots=True)
class WasOpen:
    """Nothing to do."""


def decide_reopen(
    state: OpportunityState, findings: Iterable[Refusal] = ()
) -> Reopen | WasOpen | Refused:
    """A won or lost opportunity may always be reopened; its quotes stay closed."""
    reasons = tuple(findings)
    if reasons:
        return Refused(reasons)
    return WasOpen() if state is OpportunityState.OPEN else Reopen()
