"""What happened, in the past tense: one business event a change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.lifecycle import OpportunityOutcome
from domain.text import camel_case


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
    outcome: OpportunityOutcome


@dataclass(frozen=True, slots=True)
class OpportunityReopened:
    """A closed opportunity was opened again; the close stays on record."""

    opportunity_id: str
    close_id: str


@dataclass(frozen=True, slots=True)
class OpportunityDeleted:
    """An opportunity was deleted, and these drafts with it."""

    opportunity_id: str
    quote_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuoteDeleted:
    """A draft was deleted."""

    opportunity_id: str
    quote_id: str


@dataclass(frozen=True, slots=True)
class AccountCreated:
    """An account came to be."""

    account_id: str


@dataclass(frozen=True, slots=True)
class AccountUpdated:
    """An account was changed."""

    account_id: str


@dataclass(frozen=True, slots=True)
class ContactCreated:
    """A contact came to be."""

    contact_id: str


@dataclass(frozen=True, slots=True)
class ContactUpdated:
    """A contact was changed."""

    contact_id: str


@dataclass(frozen=True, slots=True)
class CompetitorCreated:
    """A competitor came to be."""

    competitor_id: str


@dataclass(frozen=True, slots=True)
class CompetitorUpdated:
    """A competitor was changed."""

    competitor_id: str


@dataclass(frozen=True, slots=True)
class ProductCreated:
    """A product came to be."""

    product_id: str


@dataclass(frozen=True, slots=True)
class ProductUpdated:
    """A product was changed."""

    product_id: str


@dataclass(frozen=True, slots=True)
class UserCreated:
    """A user came to be."""

    user_id: str


@dataclass(frozen=True, slots=True)
class UserUpdated:
    """A user was changed."""

    user_id: str


@dataclass(frozen=True, slots=True)
class StatusReasonCreated:
    """A status reason was added."""

    status_reason_id: str


@dataclass(frozen=True, slots=True)
class StatusReasonRenamed:
    """A status reason has another label."""

    status_reason_id: str


@dataclass(frozen=True, slots=True)
class StatusReasonRetired:
    """A status reason can no longer be chosen."""

    status_reason_id: str


@dataclass(frozen=True, slots=True)
class StatusReasonReinstated:
    """A retired status reason can be chosen again."""

    status_reason_id: str


@dataclass(frozen=True, slots=True)
class DefaultStatusReasonSet:
    """A status reason is its state's default, in the place of the former one."""

    status_reason_id: str
    former_id: str


@dataclass(frozen=True, slots=True)
class ExchangeRateSet:
    """A currency's rate from a day on came to be, or was changed."""

    exchange_rate_id: str


@dataclass(frozen=True, slots=True)
class ApiKeyCreated:
    """An API key was made, with which a program acts as this user."""

    api_key_id: str
    user_id: str


@dataclass(frozen=True, slots=True)
class ApiKeyRevoked:
    """An API key isn't accepted any longer."""

    api_key_id: str


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
    | OpportunityDeleted
    | QuoteDeleted
    | AccountCreated
    | AccountUpdated
    | ContactCreated
    | ContactUpdated
    | CompetitorCreated
    | CompetitorUpdated
    | ProductCreated
    | ProductUpdated
    | UserCreated
    | UserUpdated
    | StatusReasonCreated
    | StatusReasonRenamed
    | StatusReasonRetired
    | StatusReasonReinstated
    | DefaultStatusReasonSet
    | ExchangeRateSet
    | ApiKeyCreated
    | ApiKeyRevoked
)


def payload(event: Event) -> Mapping[str, Any]:
    """What an event says, by the contract's names; docs/events.md lists them."""
    return {camel_case(name): getattr(event, name) for name in event.__slots__}
