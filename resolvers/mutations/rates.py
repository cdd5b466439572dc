"""setExchangeRate."""

from typing import Any, Final

from db.reads.criteria import Criterion
from db.writes.unit_of_work import UnitOfWork
from domain.access import Right
from domain.refusals import Refused
from resolvers.mutations.change import Change, Mutation, given
from resolvers.sites import by_id
from schema.rates import SetExchangeRateInput, SetExchangeRatePayload
from services import rates
from services.settings import BusinessSettings


def set_exchange_rate(input: SetExchangeRateInput, settings: BusinessSettings) -> Change[Any]:
    command = rates.RateCommand(input.currency, input.valid_from, input.rate)

    async def script(work: UnitOfWork) -> rates.RateWasSet | Refused:
        return await rates.set_exchange_rate(work, settings, command, given(input.expected_version))

    def entities(done: rates.RateWasSet) -> dict[str, Criterion]:
        return {"exchangeRate": by_id(done.rate_id)}

    return Change(script, entities, input.dry_run)


MUTATIONS: Final = (
    Mutation(
        "setExchangeRate",
        set_exchange_rate,
        SetExchangeRateInput,
        SetExchangeRatePayload,
        Right.WRITE_CONFIGURATION,
        "Sets a currency's exchange rate from a day on; one for the same day is "
        "replaced, none is ever deleted: a rate of a wrong day is set to what it would have been. "
        "Closes keep the rate that they were made with.",
    ),
)
