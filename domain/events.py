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


Event = (
    OpportunityCreated
    | QuoteCreated
    | QuoteActivated
    | QuotesClosed
    | OpportunityClosed
    | OpportunityReopened
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
)
