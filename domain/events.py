"""What happened, in the past tense: one business event a change."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OpportunityCreated:
    """An opportunity came to be."""

    opportunity_id: str


@dataclass(frozen=True, slots=True)
class QuoteCreated:
    """A draft was made."""

    opportunity_id: str
    quote_id: str


@dataclass(frozen=True, slots=True)
class QuoteActivated:
    """A draft went to the customer."""

    opportunity_id: str
    quote_id: str


@dataclass(frozen=True, slots=True)
class QuotesClosed:
    """These quotes were closed together."""

    opportunity_id: str
    quote_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpportunityClosed:
    """An opportunity was won or lost."""

    opportunity_id: str
    close_id: str
    outcome: str


@dataclass(frozen=True, slots=True)
class OpportunityReopened:
    """A closed opportunity was opened again; the close stays on record."""

    opportunity_id: str
    close_id: str


Event = (
    OpportunityCreated
    | QuoteCreated
    | QuoteActivated
    | QuotesClosed
    | OpportunityClosed
    | OpportunityReopened
)
