"""What happened, in the past tense: one business event a change."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What an event changed of a record: a field, as texts; None is empty."""

    entity_id: str
    version: int
    """The record's own, afterwards."""
    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class OpportunityCreated:
    """An opportunity came to be."""

    opportunity_id: str


@dataclass(frozen=True, slots=True)
class OpportunityUpdated:
    """Fields of an open opportunity were changed."""

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
class QuoteUpdated:
    """Fields or lines of a draft were changed."""

    opportunity_id: str
    quote_id: str


@dataclass(frozen=True, slots=True)
class QuoteRevised:
    """A new draft took a quote's place; an active one was closed as REVISED by that."""

    opportunity_id: str
    quote_id: str
    revised_quote_id: str


@dataclass(frozen=True, slots=True)
class QuoteWon:
    """The customer accepted a quote: a project contract is due. Its siblings were closed."""

    opportunity_id: str
    quote_id: str
    closed_quote_ids: tuple[str, ...]


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
    | OpportunityUpdated
    | QuoteCreated
    | QuoteUpdated
    | QuoteActivated
    | QuoteRevised
    | QuoteWon
    | QuotesClosed
    | OpportunityClosed
    | OpportunityReopened
)
