"""closeOpportunities, closeQuotesOfOpportunities."""

from collections import Counter
from dataclasses import replace
from functools import partial
from typing import Final

from db.writes.unit_of_work import UnitOfWork
from domain.access import Right
from domain.batch import BatchStatus
from domain.refusals import InvalidInput, Problem, Refusal, Refused
from domain.text import printable
from resolvers.error_view import ErrorView
from resolvers.faults import bad_user_input
from resolvers.inputs import arguments_of
from resolvers.mutations.change import BatchChange, Mutation, given
from resolvers.mutations.closing import request_of
from resolvers.payload_json import PayloadView, ResultView
from resolvers.refusals import view
from resolvers.searches import condition
from schema.closing_many import (
    CloseOpportunitiesInput,
    CloseOpportunitiesPayload,
    CloseOpportunityResult,
    CloseQuotesOfOpportunitiesInput,
    CloseQuotesOfOpportunitiesPayload,
    CloseQuotesResult,
    OpportunitiesCall,
)
from services import batches
from services.closing import CloseQuotesCommand
from services.settings import BusinessSettings

_COUNTS: Final = {
    "closedCount": BatchStatus.CLOSED,
    "unchangedCount": BatchStatus.UNCHANGED,
    "failedCount": BatchStatus.FAILED,
}


def close_opportunities(input: CloseOpportunitiesInput, settings: BusinessSettings) -> BatchChange:
    chosen, request = _chosen(input), request_of(input)

    async def script(work: UnitOfWork) -> batches.Batch | Refused:
        if isinstance(chosen, Refused):
            return chosen
        return await batches.close_opportunities(
            work,
            settings,
            chosen,
            request,
            input.policy,
            close_open_quotes=input.close_open_quotes,
        )

    return BatchChange(script, partial(_payload, CloseOpportunityResult), input.dry_run)


def close_quotes_of_opportunities(
    input: CloseQuotesOfOpportunitiesInput, settings: BusinessSettings
) -> BatchChange:
    chosen = _chosen(input)
    command = CloseQuotesCommand(
        status_reason_code=given(input.status_reason_code),
        closed_on=given(input.closed_on),
        description=given(input.description),
    )

    async def script(work: UnitOfWork) -> batches.Batch | Refused:
        if isinstance(chosen, Refused):
            return chosen
        return await batches.close_quotes_of_opportunities(
            work, settings, chosen, command, input.policy
        )

    return BatchChange(script, partial(_payload, CloseQuotesResult), input.dry_run)


def _chosen(input: OpportunitiesCall) -> batches.Named | batches.Matching | Refused:
    ids, filter_ = given(input.ids), given(input.filter)
    versions = given(input.expected_versions)
    if (ids is None) is (filter_ is None):
        return Refused((InvalidInput(("input",), Problem.ONE_OF_BOTH, "ids, filter"),))
    if ids is not None:
        return batches.Named(tuple(ids), None if versions is None else tuple(versions))
    if versions is not None:
        return Refused((InvalidInput(("input", "expectedVersions"), Problem.NOT_AS_MANY),))
    arguments = arguments_of(filter_)
    if not arguments:
        # In a query it may be left out; here that would choose nothing.
        message = "input.filter is empty; say which opportunities."
        raise bad_user_input(message)
    return batches.Matching(*condition(arguments, "Opportunity", ("input", "filter")))


def _payload(kind: type, done: batches.Batch | batches.BatchRefused) -> PayloadView:
    counts = Counter(item.status for item in done.items)
    errors: dict[Refusal, ErrorView] = {}
    for item in done.items:
        for reason in item.reasons:
            errors.setdefault(reason, _view(item, reason))
    return PayloadView(
        values={name: counts[status] for name, status in _COUNTS.items()},
        results=[_result(kind, item) for item in done.items],
        errors=list(errors.values()),
    )


def _result(kind: type, item: batches.Item) -> ResultView:
    failed = item.status is BatchStatus.FAILED
    return ResultView(
        values={
            "__typename": kind.__name__,
            "opportunityId": printable(item.opportunity_id),
            "status": item.status.value,
        },
        records={
            "opportunity": None if failed else item.opportunity_id,
            "close": item.close_id,
            "closedQuotes": None if failed else item.quote_ids,
        },
        errors=[_view(item, reason) for reason in item.reasons],
    )


def _view(item: batches.Item, reason: Refusal) -> ErrorView:
    """The error; if it is about the whole call of one, it is about the item."""
    error = view(reason)
    return error if error.path else replace(error, path=item.path)


MUTATIONS: Final = (
    Mutation(
        "closeOpportunities",
        close_opportunities,
        CloseOpportunitiesInput,
        CloseOpportunitiesPayload,
        Right.CLOSE_OPPORTUNITIES,
        "Closes up to 1000 opportunities alike, each by the rule of closeOpportunity.",
    ),
    Mutation(
        "closeQuotesOfOpportunities",
        close_quotes_of_opportunities,
        CloseQuotesOfOpportunitiesInput,
        CloseQuotesOfOpportunitiesPayload,
        Right.WRITE_QUOTES,
        "Closes every active and draft quote of up to 1000 opportunities, each by "
        "the rule of closeQuotes.",
    ),
)
