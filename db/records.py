"""What transaction scripts know of the rows that they decide about."""

from dataclasses import dataclass

from domain.lifecycle import OpportunityState, QuoteState
from domain.pipeline import OpportunityStage


@dataclass(frozen=True, slots=True)
class OpportunityRecord:
    """An opportunity; amounts in 10⁻⁴."""

    id: str
    state: OpportunityState
    version: int
    currency: str
    estimated_revenue: int | None
    stage: OpportunityStage


@dataclass(frozen=True, slots=True)
class QuoteRecord:
    """A quote."""

    id: str
    state: QuoteState
    version: int
