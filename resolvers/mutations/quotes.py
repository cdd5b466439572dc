"""createQuote, activateQuote."""

from typing import Any

from db.criteria import Criterion
from db.unit_of_work import UnitOfWork
from domain.refusals import Refused
from resolvers.mutations.change import Change, given
from resolvers.sites import by_id
from schema.creating import ActivateQuoteInput, CreateQuoteInput
from services import quoting
from services.settings import BusinessSettings


def create_quote(input: CreateQuoteInput, _settings: BusinessSettings) -> Change[Any]:
    command = quoting.CreateQuoteCommand(
        opportunity_id=input.opportunity_id,
        name=input.name,
        lines=tuple(
            quoting.LineCommand(
                line.name,
                line.quantity,
                line.unit_price,
                given(line.discount),
                given(line.tax),
            )
            for line in input.lines
        ),
        effective_from=given(input.effective_from),
        effective_to=given(input.effective_to),
        discount=given(input.discount),
        freight=given(input.freight),
    )

    async def script(work: UnitOfWork) -> quoting.QuoteWasWritten | Refused:
        return await quoting.create_quote(work, command)

    return Change(script, _quote, input.dry_run)


def activate_quote(input: ActivateQuoteInput, _settings: BusinessSettings) -> Change[Any]:
    async def script(work: UnitOfWork) -> quoting.QuoteWasWritten | Refused:
        return await quoting.activate_quote(work, input.quote_id, given(input.expected_version))

    return Change(script, _quote, input.dry_run)


def _quote(done: quoting.QuoteWasWritten) -> dict[str, Criterion]:
    return {"quote": by_id(done.quote_id)}
