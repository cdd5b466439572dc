"""The mutations by name, each with what it does with its input."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from resolvers.mutations import closing, opportunities, quotes, rates
from resolvers.mutations.change import Change
from services.settings import BusinessSettings

CHANGES: Final[Mapping[str, Callable[[Any, BusinessSettings], Change[Any]]]] = {
    "closeQuotes": closing.close_quotes,
    "closeOpportunity": closing.close_opportunity,
    "reopenOpportunity": closing.reopen_opportunity,
    "createOpportunity": opportunities.create_opportunity,
    "createQuote": quotes.create_quote,
    "activateQuote": quotes.activate_quote,
    "updateOpportunity": opportunities.update_opportunity,
    "updateQuote": quotes.update_quote,
    "reviseQuote": quotes.revise_quote,
    "winQuote": quotes.win_quote,
    "setExchangeRate": rates.set_exchange_rate,
}
