"""What transaction scripts load: facts that are asked for together are read by one statement."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import SQLModel

from db.ids import kind_of
from db.reads.criteria import Filter
from db.writes.fact import Fact, Rows, one_or_several
from db.writes.records import LineRecord, OpportunityRecord, QuoteRecord, QuoteStanding
from domain.access import Reach
from domain.inspection import ReasonFacts
from domain.lifecycle import OpportunityState, QuoteState
from domain.pipeline import OpportunityStage, Rating
from domain.status_reasons import StatusReasonFacts
from domain.text import is_storable


def opportunity_of(opportunity_id: str) -> Fact[OpportunityRecord]:
    """An opportunity that is known to be there, for it is locked."""
    return Fact(("opportunity",), (opportunity_id,), _opportunity)


def opportunities_of(opportunity_ids: Iterable[str]) -> Fact[dict[str, OpportunityRecord]]:
    """Opportunities by their ids, those that are there."""
    amount, ids = one_or_several(opportunity_ids)
    return Fact(
        ("opportunities", amount),
        (ids,),
        lambda rows: {row[0]: _opportunity([row]) for row in rows},
    )


def opportunities_that_match(
    filter_: Filter, values: Sequence[Any], limit: int, *, today: date
) -> Fact[list[str]]:
    """The ids of those that a client's filter matches and the actor sees, oldest first.

    One more than `limit` at most. Its statement isn't kept, as there is no end of filters.
    """
    return Fact(
        ("matching", filter_, limit + 1),
        tuple(values),
        lambda rows: [identifier for (identifier,) in rows],
        {"today": today},
        is_kept=False,
    )


def opportunity_of_quote(quote_id: str) -> Fact[OpportunityRecord]:
    """The opportunity of a quote that is known to be there."""
    return Fact(("opportunity_of_quote",), (quote_id,), _opportunity)


def quote_of(quote_id: str) -> Fact[QuoteRecord]:
    """A quote that is known to be there, for its opportunity is locked."""
    return Fact(("quote",), (quote_id,), _quote)


def quotes_of(opportunity_ids: Iterable[str]) -> Fact[Mapping[str, list[QuoteStanding]]]:
    """All quotes of opportunities, newest first, by the opportunities' ids."""

    def grouped(rows: Rows) -> Mapping[str, list[QuoteStanding]]:
        found: defaultdict[str, list[QuoteStanding]] = defaultdict(list)
        for opportunity_id, *row in rows:
            found[opportunity_id] += _quotes([row])
        return found

    amount, ids = one_or_several(opportunity_ids)
    return Fact(("quotes", amount), (ids,), grouped)


def quote_records_of(opportunity_id: str) -> Fact[tuple[QuoteRecord, ...]]:
    """The same, whole."""
    return Fact(("quote_records",), (opportunity_id,), _quote_records)


def siblings_of(quote_id: str) -> Fact[tuple[QuoteStanding, ...]]:
    """All quotes of a quote's opportunity, itself included, newest first."""
    return Fact(("siblings",), (quote_id,), _quotes)


def revisions_of(quote_id: str) -> Fact[tuple[tuple[int, QuoteStanding], ...]]:
    """All quotes of a quote's number, itself included, each after its revision."""
    return Fact(
        ("revisions",),
        (quote_id,),
        lambda rows: tuple([(row[0], *_quotes([row[1:]])) for row in rows]),
    )


def lines_of(quote_id: str) -> Fact[tuple[LineRecord, ...]]:
    """A quote's lines by their positions."""
    return Fact(("lines",), (quote_id,), _lines)


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


def having(model: type[SQLModel], column: str, value: str | None) -> Fact[frozenset[str]]:
    """The ids of the rows that have just this text in this column."""
    wanted = value if value is not None and is_storable(value) else None
    return Fact(("having", model, column), (wanted,), _ids)


def distance_of(user_id: str) -> Fact[Reach]:
    """How far away what a user owns is; without bounds if there is no such user."""
    possible = user_id if kind_of(user_id) == "User" else None

    def read(rows: Rows) -> Reach:
        return Reach(rows[0][0]) if rows else Reach.ALL

    return Fact(("distance_of",), (possible,), read)


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


def was_closed(opportunity_id: str) -> Fact[bool]:
    """Whether an opportunity was ever closed, reopened since or not."""
    return Fact(("closes",), (opportunity_id,), bool)


def opportunity_changes(expected: Mapping[str, int]) -> Fact[Mapping[str, tuple[str, ...]]]:
    """The names of opportunities' fields that were changed since these versions, by the alphabet.

    By the opportunities' ids. What was changed of its quotes is `quotes`.
    """

    def names(rows: Rows) -> Mapping[str, tuple[str, ...]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for opportunity_id, version, own, field in rows:
            if version > expected[opportunity_id]:
                found[opportunity_id].add(field if own else "quotes")
        return {each: tuple(sorted(found[each])) for each in expected}

    # There was nothing before the first version: that it came to be is no change of it.
    since = max(1, min(expected.values()))
    return Fact(("opportunity_changes",), (list(expected), since), names)


def field_changes(record_id: str, version: int) -> Fact[tuple[str, ...]]:
    """The same of any other record; what was changed of a quote's lines is `lines`."""

    def names(rows: Rows) -> tuple[str, ...]:
        return tuple(sorted({field.partition("/")[0] for (field,) in rows}))

    return Fact(("field_changes",), (record_id, version), names)


def quote_number_taken(number: str) -> Fact[bool]:
    """Whether a quote has this number."""
    return Fact(("quote_number",), (number,), bool)


def _opportunity(rows: Rows) -> OpportunityRecord:
    (row,) = rows
    found = OpportunityRecord(*row)
    return found._replace(
        state=OpportunityState(found.state),
        stage=OpportunityStage(found.stage),
        estimated_close_date=_day(found.estimated_close_date),
        actual_close_date=_day(found.actual_close_date),
        started_on=date.fromisoformat(str(found.started_on)),
        rating=found.rating and Rating(found.rating),
        distance=Reach(found.distance),
    )


def _quote(rows: Rows) -> QuoteRecord:
    (found,) = _quote_records(rows)
    return found


def _quote_records(rows: Rows) -> tuple[QuoteRecord, ...]:
    return tuple(
        [
            found._replace(
                state=QuoteState(found.state),
                effective_from=_day(found.effective_from),
                effective_to=_day(found.effective_to),
                closed_on=_day(found.closed_on),
            )
            for found in [QuoteRecord(*row) for row in rows]
        ]
    )


def _quotes(rows: Rows) -> tuple[QuoteStanding, ...]:
    return tuple(
        [
            QuoteStanding(identifier, version, QuoteState(state), reason_id, _day(closed_on))
            for identifier, version, state, reason_id, closed_on in rows
        ]
    )


def _lines(rows: Rows) -> tuple[LineRecord, ...]:
    return tuple([LineRecord(*row) for row in rows])


def _day(written: Any) -> date | None:
    return date.fromisoformat(written) if written else None


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
