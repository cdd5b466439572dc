"""The mutations by name, each with what it does with its input."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from resolvers.mutations import (
    closing,
    closing_many,
    deleting,
    opportunities,
    quotes,
    rates,
    status_reasons,
)
from resolvers.mutations.change import BatchChange, Change
from resolvers.mutations.master_data import creating, updating
from services import master_data
from services.settings import BusinessSettings
from services.status_reasons import (
    STATUS_REASON,
    reinstate_status_reason,
    retire_status_reason,
)

CHANGES: Final[Mapping[str, Callable[[Any, BusinessSettings], Change[Any] | BatchChange]]] = {
    "closeQuotes": closing.close_quotes,
    "closeOpportunity": closing.close_opportunity,
    "closeOpportunities": closing_many.close_opportunities,
    "closeQuotesOfOpportunities": closing_many.close_quotes_of_opportunities,
    "reopenOpportunity": closing.reopen_opportunity,
    "createOpportunity": opportunities.create_opportunity,
    "createQuote": quotes.create_quote,
    "activateQuote": quotes.activate_quote,
    "updateOpportunity": opportunities.update_opportunity,
    "updateQuote": quotes.update_quote,
    "reviseQuote": quotes.revise_quote,
    "winQuote": quotes.win_quote,
    "deleteOpportunity": deleting.delete_opportunity,
    "deleteQuote": deleting.delete_quote,
    "setExchangeRate": rates.set_exchange_rate,
    "createAccount": creating(master_data.ACCOUNT),
    "updateAccount": updating(master_data.ACCOUNT),
    "createContact": creating(master_data.CONTACT),
    "updateContact": updating(master_data.CONTACT),
    "createCompetitor": creating(master_data.COMPETITOR),
    "updateCompetitor": updating(master_data.COMPETITOR),
    "createProduct": creating(master_data.PRODUCT),
    "updateProduct": updating(master_data.PRODUCT),
    "createUser": creating(master_data.USER),
    "updateUser": updating(master_data.USER),
    "createStatusReason": status_reasons.create_status_reason,
    "renameStatusReason": updating(STATUS_REASON),
    "retireStatusReason": status_reasons.switching(retire_status_reason),
    "reinstateStatusReason": status_reasons.switching(reinstate_status_reason),
    "setDefaultStatusReason": status_reasons.set_default_status_reason,
}
