"""What transaction scripts know of the rows that they decide about."""

from typing import NamedTuple

from domain.lifecycle import OpportunityState, QuoteState
from domain.pipeline import OpportunityStage


class OpportunityRecord(NamedTuple):
    """An opportunity; amounts in 10⁻⁴."""

    id: str
    state: OpportunityState
    version: int
    currency: str
    estimated_revenue: int | None
    stage: OpportunityStage


class QuoteRecord(NamedTuple):
    """A quote."""

    id: str
    state: QuoteState
    version: int
