"""What transaction scripts know of the rows that they decide about: values by column."""

from datetime import date
from typing import NamedTuple

from domain.access import Reach
from domain.lifecycle import OpportunityState, QuoteState
from domain.pipeline import OpportunityStage, Rating


class OpportunityRecord(NamedTuple):
    """An opportunity; amounts in 10⁻⁴."""

    id: str
    version: int
    state: OpportunityState
    status_reason_id: str
    stage: OpportunityStage
    name: str
    description: str | None
    account_id: str | None
    contact_id: str | None
    product_id: str | None
    owner_id: str
    currency: str
    estimated_revenue: int | None
    estimated_close_date: date | None
    actual_revenue: int | None
    actual_close_date: date | None
    started_on: date
    probability: int | None
    rating: Rating | None
    created_by_id: str
    distance: Reach
    """How far it is from the actor."""


class QuoteRecord(NamedTuple):
    """A quote; amounts in 10⁻⁴."""

    id: str
    version: int
    opportunity_id: str
    number: str
    revision: int
    state: QuoteState
    status_reason_id: str
    name: str
    currency: str
    discount: int
    freight: int
    tax: int
    total_amount: int
    effective_from: date | None
    effective_to: date | None
    closed_on: date | None
    created_by_id: str


class QuoteStanding(NamedTuple):
    """A quote, as far as a close changes it."""

    id: str
    version: int
    state: QuoteState
    status_reason_id: str
    closed_on: date | None


class LineRecord(NamedTuple):
    """A quote's line; quantity in 10⁻⁶, amounts in 10⁻⁴."""

    id: str
    position: int
    name: str
    quantity: int
    unit_price: int
    discount: int
    tax: int
    amount: int
    product_id: str | None
