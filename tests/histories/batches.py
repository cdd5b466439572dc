"""Histories of calls about many: each rule plays one on all opportunities there are."""

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition

from db.writes.unit_of_work import UnitOfWork
from domain.batch import BatchPolicy, BatchStatus
from domain.closing import CloseRequest
from domain.lifecycle import OpportunityOutcome
from domain.refusals import NotFound, OpportunityNotOpen, Refused
from services.batches import (
    Batch,
    BatchRefused,
    Named,
    close_opportunities,
    close_quotes_of_opportunities,
)
from services.closing import CloseQuotesCommand
from tests.histories.keys import keyed_rule
from tests.histories.machine import DRY_RUN
from tests.histories.model import Deal, Offer, gone, ids, may_be_closed
from tests.histories.quotes import QuoteHistory
from tests.services.calls import STOCK, act

Verdict = list[Offer] | Refused
"""The quotes that are closed, or why nothing is."""


def may_close_quotes(deal: Deal) -> Verdict:
    if deal.deleted:
        return gone(deal)
    if not deal.is_open:
        return Refused((OpportunityNotOpen(deal.id, deal.state),))
    return deal.open_offers()


def placed(verdict: Refused, place: int) -> tuple[Any, ...]:
    """The reasons as a call about many has them."""
    path = ("input", "ids", str(place))
    return tuple(
        NotFound(path, each.missing_id) if isinstance(each, NotFound) else each
        for each in verdict.reasons
    )


class BatchHistory(QuoteHistory):
    """All opportunities at once."""

    policies = st.sampled_from(BatchPolicy)

    def compare(
        self,
        outcome: Batch | BatchRefused,
        verdicts: Mapping[str, Verdict],
        policy: BatchPolicy,
        *,
        empty: BatchStatus,
    ) -> Sequence[str | None]:
        """The ids of the close records, and None where nothing was done, in the order of all."""
        fails = any(isinstance(verdict, Refused) for verdict in verdicts.values())
        goes_on = policy is BatchPolicy.EACH or not fails
        for place, (item, (identifier, verdict)) in enumerate(
            zip(outcome.items, verdicts.items(), strict=True)
        ):
            assert item.opportunity_id == identifier
            if isinstance(verdict, Refused):
                assert item.status is BatchStatus.FAILED
                assert item.reasons == placed(verdict, place)
            elif goes_on:
                assert item.status is (BatchStatus.CLOSED if verdict else empty)
                assert item.quote_ids == ids(verdict)
            else:
                assert (item.status, item.quote_ids) == (BatchStatus.UNCHANGED, ())
        is_closed = any(item.status is BatchStatus.CLOSED for item in outcome.items)
        assert isinstance(outcome, BatchRefused) is (fails and not is_closed)
        return [item.close_id for item in outcome.items]

    @precondition(lambda self: self.known)
    @keyed_rule(
        Batch,
        result=st.sampled_from(OpportunityOutcome),
        along=st.booleans(),
        policy=policies,
        dry_run=DRY_RUN,
    )
    def close_all(
        self, result: OpportunityOutcome, policy: BatchPolicy, *, along: bool, dry_run: bool
    ) -> None:
        named = Named(tuple(deal.id for deal in self.known))

        async def script(work: UnitOfWork) -> Any:
            request = CloseRequest(result)
            return await close_opportunities(
                work, STOCK, named, request, policy, close_open_quotes=along
            )

        outcome = self.run(act(self.database, script, dry_run=dry_run))

        verdicts = {
            deal.id: may_be_closed(deal, None, along=along, drafts_block=False)
            for deal in self.known
        }
        closes = self.compare(outcome, verdicts, policy, empty=BatchStatus.CLOSED)
        for deal, close_id in zip(self.known, closes, strict=True):
            verdict = verdicts[deal.id]
            if close_id and not dry_run and not isinstance(verdict, Refused):
                deal.close(result, verdict, close_id)

    @precondition(lambda self: self.known)
    @keyed_rule(Batch, policy=policies, dry_run=DRY_RUN)
    def close_all_quotes(self, policy: BatchPolicy, *, dry_run: bool) -> None:
        named = Named(tuple(deal.id for deal in self.known))

        async def script(work: UnitOfWork) -> Any:
            return await close_quotes_of_opportunities(
                work, STOCK, named, CloseQuotesCommand(), policy
            )

        outcome = self.run(act(self.database, script, dry_run=dry_run))

        verdicts = {deal.id: may_close_quotes(deal) for deal in self.known}
        self.compare(outcome, verdicts, policy, empty=BatchStatus.UNCHANGED)
        for deal, item in zip(self.known, outcome.items, strict=True):
            verdict = verdicts[deal.id]
            done = item.status is BatchStatus.CLOSED and not dry_run
            if done and not isinstance(verdict, Refused):
                deal.close_offers(verdict)
                deal.changed("QuotesClosed")
