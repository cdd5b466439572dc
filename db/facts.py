"""What transaction scripts load: facts that are asked for together are read by one statement."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import orjson
from sqlmodel import SQLModel

from db.ids import kind_of
from db.records import OpportunityRecord, QuoteRecord
from domain.closing import QuoteFacts
from domain.inspection import ReasonFacts
from domain.lifecycle import OpportunityState, QuoteState
from domain.pipeline import OpportunityStage
from domain.status_reasons import StatusReasonFacts

T = TypeVar("T")

Rows = list[list[Any]]
"""What the database answers a fact with, each row's columns in order."""


class Fact(NamedTuple, Generic[T]):
    """One thing to load: its statement's shape, the values for it, how the answer is read."""

    shape: tuple[Hashable, ...]
    values: tuple[Any, ...]
    read_rows: Callable[[Rows], T]

    def read(self, column: str) -> T:
        return self.read_rows(orjson.loads(column))


def opportunity_of(opportunity_id: str) -> Fact[OpportunityRecord]:
    """An opportunity that is known to be there, for it is locked."""
    return Fact(("opportunity",), (opportunity_id,), _opportunity)


def opportunity_of_quote(quote_id: str) -> Fact[OpportunityRecord]:
    """The opportunity of a quote that is known to be there."""
    return Fact(("opportunity_of_quote",), (quote_id,), _opportunity)


def quote_of(quote_id: str) -> Fact[QuoteRecord]:
    """A quote that is known to be there, for its opportunity is locked."""
    return Fact(("quote",), (quote_id,), _quote)


def quotes_of(opportunity_id: str) -> Fact[tuple[QuoteFacts, ...]]:
    """All quotes of an opportunity, newest first."""
    return Fact(("quotes",), (opportunity_id,), _quotes)


def count_of_quotes(opportunity_id: str, states: Collection[QuoteState]) -> Fact[int]:
    """How many quotes of an opportunity are in these states."""
    return Fact(("count_of_quotes",), (opportunity_id, list(states)), lambda rows: int(rows[0][0]))


def reasons_of(state: OpportunityState | QuoteState) -> Fact[tuple[ReasonFacts, ...]]:
    """All status reasons of a state, in their order."""
    column = "opportunity_state" if isinstance(state, OpportunityState) else "quote_state"
    return Fact(("reasons", column), (state,), _reasons)


def existing(model: type[SQLModel], ids: Iterable[str]) -> Fact[frozenset[str]]:
    """Those of the ids that name a row."""
    possible = [each for each in ids if kind_of(each)]
    return Fact(("existing", model), (possible,), _ids)


def exists(model: type[SQLModel], identifier: str | None) -> Fact[bool]:
    """Whether the id names a row; none is as good as one that does."""
    possible = [identifier] if identifier and kind_of(identifier) else []
    return Fact(("existing", model), (possible,), lambda rows: identifier is None or bool(rows))


def record_of(
    model: type[SQLModel], columns: Sequence[str], identifier: str
) -> Fact[Mapping[str, Any] | None]:
    """These columns of the row that an id names; None if it names none."""
    return Fact(
        ("record", model, *columns),
        (identifier,),
        lambda rows: dict(zip(columns, rows[0], strict=True)) if rows else None,
    )


def chain(model: type[SQLModel], column: str, start: str | None) -> Fact[tuple[str, ...]]:
    """The id, if it names a row, and the ids that `column` leads to from there, step by step."""
    possible = start if start and kind_of(start) else None
    return Fact(("chain", model, column), (possible,), lambda rows: tuple([row[0] for row in rows]))


def all_status_reasons() -> Fact[tuple[StatusReasonFacts, ...]]:
    """Those of all states, in their order."""
    return Fact(("all_status_reasons",), (), _all_status_reasons)


def imported_ids(
    model: type[SQLModel], source: str, external_ids: Iterable[str]
) -> Fact[dict[str, str]]:
    """The ids of those records that were imported from a source, by their ids there."""
    return Fact(("imported", model), (source, list(external_ids)), _pairs)


def latest_close(opportunity_id: str) -> Fact[str | None]:
    """The id of the close that a closed opportunity is closed by: the one not undone.

    Not the one with the latest instant, for a clock may have been set back since.
    """
    return Fact(("latest_close",), (opportunity_id,), lambda rows: rows[0][0] if rows else None)


def quote_number_taken(number: str) -> Fact[bool]:
    """Whether a quote has this number."""
    return Fact(("quote_number",), (number,), bool)


def _opportunity(rows: Rows) -> OpportunityRecord:
    ((identifier, state, version, currency, estimated_revenue, stage),) = rows
    return OpportunityRecord(
        identifier,
        OpportunityState(state),
        version,
        currency,
        estimated_revenue,
        OpportunityStage(stage),
    )


def _quote(rows: Rows) -> QuoteRecord:
    ((identifier, state, version),) = rows
    return QuoteRecord(identifier, QuoteState(state), version)


def _quotes(rows: Rows) -> tuple[QuoteFacts, ...]:
    return tuple([QuoteFacts(identifier, QuoteState(state)) for identifier, state in rows])


def _reasons(rows: Rows) -> tuple[ReasonFacts, ...]:
    return tuple(
        [
            ReasonFacts(id_, code, bool(is_default), bool(is_active))
            for id_, code, is_default, is_active in rows
        ]
    )


def _all_status_reasons(rows: Rows) -> tuple[StatusReasonFacts, ...]:
    return tuple(
        [
            StatusReasonFacts(
                id_,
                version,
                OpportunityState(of_opportunity) if of_opportunity else QuoteState(of_quote),
                code,
                position,
                bool(is_default),
                bool(is_active),
            )
            for id_, version, of_opportunity, of_quote, code, position, *flags in rows
            for is_default, is_active in (flags,)
        ]
    )


def _ids(rows: Rows) -> frozenset[str]:
    return frozenset([row[0] for row in rows])


def _pairs(rows: Rows) -> dict[str, str]:
    return dict(map(tuple, rows))
