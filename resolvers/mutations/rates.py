"""setExchangeRate."""

from typing import Any

from db.reads.criteria import Criterion
from db.writes.unit_of_work import UnitOfWork
from domain.refusals import Refused
from resolvers.mutations.change import Change
from resolvers.sites import by_id
from schema.rates import SetExchangeRateInput
from services import rates
from services.settings import BusinessSettings


def set_exchange_rate(input: SetExchangeRateInput, settings: BusinessSettings) -> Change[Any]:
    command = rates.RateCommand(input.currency, input.valid_from, input.rate)

    async def script(work: UnitOfWork) -> rates.RateWasSet | Refused:
        return await rates.set_exchange_rate(work, settings, command)

    def entities(done: rates.RateWasSet) -> dict[str, Criterion]:
        return {"exchangeRate": by_id(done.rate_id)}

    return Change(script, entities, input.dry_run)
