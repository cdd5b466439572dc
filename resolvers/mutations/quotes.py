"""createQuote, updateQuote, activateQuote, reviseQuote, winQuote."""

from collections.abc import Iterable
from typing import Any, Final

from db.reads.criteria import Criterion
from db.writes.unit_of_work import UnitOfWork
from domain.access import Right
from domain.refusals import Refused
from resolvers.mutations.change import Change, Mutation, given, left_out
from resolvers.sites import by_id, by_ids
from schema.creating import (
    ActivateQuoteInput,
    ActivateQuotePayload,
    CreateQuoteInput,
    CreateQuotePayload,
    QuoteLineInput,
)
from schema.updating import (
    ReviseQuoteInput,
    ReviseQuotePayload,
    UpdateQuoteInput,
    UpdateQuotePayload,
    WinQuoteInput,
    WinQuotePayload,
)
from services import quote_moves, quoting
from services.quote_lines import LineCommand
from services.settings import BusinessSettings


def create_quote(input: CreateQuoteInput, _settings: BusinessSettings) -> Change[Any]:
    command = quoting.CreateQuoteCommand(
        opportunity_id=input.opportunity_id,
        name=input.name,
        lines=_lines(input.lines),
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
        return await quote_moves.activate_quote(work, input.quote_id, given(input.expected_version))

    return Change(script, _quote, input.dry_run)


def update_quote(input: UpdateQuoteInput, _settings: BusinessSettings) -> Change[Any]:
    lines = left_out(input.lines)
    command = quoting.UpdateQuoteCommand(
        input.quote_id,
        name=left_out(input.name),
        effective_from=left_out(input.effective_from),
        effective_to=left_out(input.effective_to),
        lines=_lines(lines) if isinstance(lines, list) else lines,
        discount=left_out(input.discount),
        freight=left_out(input.freight),
        expected_version=given(input.expected_version),
    )

    async def script(work: UnitOfWork) -> quoting.QuoteWasWritten | Refused:
        return await quoting.update_quote(work, command)

    return Change(script, _quote, input.dry_run)


def revise_quote(input: ReviseQuoteInput, settings: BusinessSettings) -> Change[Any]:
    async def script(work: UnitOfWork) -> quote_moves.QuoteWasRevised | Refused:
        return await quote_moves.revise_quote(
            work, settings, input.quote_id, given(input.expected_version)
        )

    def entities(done: quote_moves.QuoteWasRevised) -> dict[str, Criterion]:
        return {"quote": by_id(done.quote_id), "revisedQuote": by_id(done.revised_quote_id)}

    return Change(script, entities, input.dry_run)


def win_quote(input: WinQuoteInput, settings: BusinessSettings) -> Change[Any]:
    command = quote_moves.WinQuoteCommand(
        input.quote_id,
        closed_on=given(input.closed_on),
        description=given(input.description),
        expected_version=given(input.expected_version),
    )

    async def script(work: UnitOfWork) -> quote_moves.QuoteWasWon | Refused:
        return await quote_moves.win_quote(work, settings, command)

    def entities(done: quote_moves.QuoteWasWon) -> dict[str, Criterion]:
        return {
            "quote": by_id(done.quote_id),
            "closedQuotes": by_ids(("Quote",), list(done.closed_quote_ids)),
        }

    return Change(script, entities, input.dry_run)


def _lines(lines: Iterable[QuoteLineInput]) -> tuple[LineCommand, ...]:
    return tuple(
        LineCommand(
            line.name,
            line.quantity,
            line.unit_price,
            given(line.discount),
            given(line.tax),
            given(line.id),
            given(line.product_id),
        )
        for line in lines
    )


def _quote(done: quoting.QuoteWasWritten) -> dict[str, Criterion]:
    return {"quote": by_id(done.quote_id)}


MUTATIONS: Final = (
    Mutation(
        "createQuote",
        create_quote,
        CreateQuoteInput,
        CreateQuotePayload,
        Right.WRITE_QUOTES,
        "Creates a draft quote on an open opportunity.",
    ),
    Mutation(
        "activateQuote",
        activate_quote,
        ActivateQuoteInput,
        ActivateQuotePayload,
        Right.WRITE_QUOTES,
        "Activates a draft: from then on it keeps its opportunity from being closed.",
    ),
    Mutation(
        "updateQuote",
        update_quote,
        UpdateQuoteInput,
        UpdateQuotePayload,
        Right.WRITE_QUOTES,
        "Changes fields and lines of a draft; totals are computed.",
    ),
    Mutation(
        "reviseQuote",
        revise_quote,
        ReviseQuoteInput,
        ReviseQuotePayload,
        Right.WRITE_QUOTES,
        "Makes a new draft of an active or closed quote, with the same number and "
        "the next revision. An active one is closed as REVISED; a closed one "
        "stays as it is.",
    ),
    Mutation(
        "winQuote",
        win_quote,
        WinQuoteInput,
        WinQuotePayload,
        Right.WRITE_QUOTES,
        "The customer accepted this active quote: the opportunity's other active "
        "and draft quotes are closed as LOST. The opportunity stays open until it "
        "is closed.",
    ),
)
