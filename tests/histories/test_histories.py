"""All calls on opportunities, quotes and status reasons; and each machine, on both databases."""

import asyncio
from functools import partial
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    run_state_machine_as_test,
)

from db.database import Database
from domain.closing import Policy
from domain.lifecycle import OpportunityOutcome, OpportunityState, QuoteState
from domain.refusals import (
    OpportunityKeepsCloses,
    OpportunityKeepsQuotes,
    OpportunityNotOpen,
    QuoteNotOpen,
    QuoteOfOtherOpportunity,
    Refused,
)
from services.closing import OpportunityWasClosed, QuotesWereClosed
from services.deleting import OpportunityWasDeleted
from services.reopening import OpportunityIsOpen
from services.settings import BusinessSettings
from tests.db.rivals import broken
from tests.differential.examples import examples
from tests.histories.batches import BatchHistory
from tests.histories.keys import keyed_rule
from tests.histories.machine import DRY_RUN, MOSTLY_DRY, OFF_BY, PLACE, Machine, expected
from tests.histories.model import Deal, conflicts, gone, ids, may_be_closed
from tests.histories.quotes import QuoteHistory
from tests.histories.rates import RateHistory
from tests.histories.records import RecordHistory
from tests.histories.stored import (
    events_after,
    modelled,
    stored,
    stored_reasons,
)
from tests.services.calls import (
    closing,
    closing_quotes,
    deleting_opportunity,
    reopening,
)
from tests.services.shared import database_url  # noqa: F401

SETTINGS = settings(examples(30, share=0.1), derandomize=False, stateful_step_count=60)


class History(BatchHistory):
    """All calls on a few opportunities and on the status reasons, in any order."""

    deals = QuoteHistory.deals

    @keyed_rule(
        QuotesWereClosed,
        deal=deals,
        places=st.none() | st.lists(PLACE, max_size=3),
        why=st.none() | PLACE,
        off_by=OFF_BY,
        dry_run=DRY_RUN,
    )
    def close_quotes(
        self,
        deal: Deal,
        *,
        places: list[int] | None,
        why: int | None,
        off_by: int | None,
        dry_run: bool,
    ) -> None:
        every = [offer for known in self.known for offer in known.offers]
        named = None if places is None else [every[p % len(every)] for p in places if every]
        given, code = expected(deal, off_by), self.code(why)
        outcome = self.run(
            closing_quotes(
                self.database,
                deal.id,
                status_reason_code=code,
                quote_ids=None if named is None else ids(named),
                expected_version=given,
                dry_run=dry_run,
            )
        )

        if deal.deleted:
            assert outcome == gone(deal)
            return
        if not deal.is_open:
            assert outcome == Refused((OpportunityNotOpen(deal.id, deal.state),))
            return
        reasons = [*conflicts(deal, given), *self.reasons.invalid(QuoteState.CLOSED, code)]
        for place, offer in enumerate(named or ()):
            path = ("input", "quoteIds", str(place))
            if offer.deal is not deal:
                reasons.append(QuoteOfOtherOpportunity(path, offer.id))
            elif not offer.is_open:
                reasons.append(QuoteNotOpen(path, offer.id, offer.state))
        if reasons:
            assert outcome == Refused(tuple(reasons))
            return
        to_close = [offer for offer in deal.open_offers() if named is None or offer in named]
        assert outcome == QuotesWereClosed(deal.id, ids(to_close))
        if to_close and not dry_run:
            deal.close_offers(to_close, self.reasons.id_of(QuoteState.CLOSED, code))
            deal.changed("QuotesClosed")

    @keyed_rule(
        OpportunityWasClosed,
        deal=deals,
        result=st.sampled_from(OpportunityOutcome),
        along=st.booleans(),
        drafts_block=st.booleans(),
        why=st.none() | PLACE,
        off_by=OFF_BY,
        dry_run=DRY_RUN,
    )
    def close(
        self,
        deal: Deal,
        result: OpportunityOutcome,
        *,
        along: bool,
        drafts_block: bool,
        why: int | None,
        off_by: int | None,
        dry_run: bool,
    ) -> None:
        given, code = expected(deal, off_by), self.code(why)
        outcome = self.run(
            closing(
                self.database,
                deal.id,
                result,
                status_reason_code=code,
                close_open_quotes=along,
                settings=BusinessSettings(Policy(drafts_block=drafts_block)),
                expected_version=given,
                dry_run=dry_run,
            )
        )

        invalid = self.reasons.invalid(result.state, code)
        verdict = may_be_closed(deal, given, invalid, along=along, drafts_block=drafts_block)
        if isinstance(verdict, Refused):
            assert outcome == verdict
            return
        assert isinstance(outcome, OpportunityWasClosed)
        assert outcome == OpportunityWasClosed(deal.id, outcome.close_id, ids(verdict))
        if not dry_run:
            reason = self.reasons.id_of(result.state, code)
            deal.close(result, verdict, outcome.close_id, reason)

    @keyed_rule(OpportunityIsOpen, deal=deals, off_by=OFF_BY, dry_run=DRY_RUN)
    def reopen(self, deal: Deal, *, off_by: int | None, dry_run: bool) -> None:
        given = expected(deal, off_by)
        outcome = self.run(
            reopening(self.database, deal.id, expected_version=given, dry_run=dry_run)
        )

        reasons = conflicts(deal, given)
        if deal.deleted:
            assert outcome == gone(deal)
        elif reasons:
            assert outcome == Refused(tuple(reasons))
        elif deal.is_open:
            assert outcome == OpportunityIsOpen(deal.id, None, was_open=True)
        else:
            assert outcome == OpportunityIsOpen(deal.id, deal.closes[-1], was_open=False)
            if not dry_run:
                deal.reopened.add(deal.closes[-1])
                deal.changed("OpportunityReopened", fields=deal.move(OpportunityState.OPEN))

    @keyed_rule(OpportunityWasDeleted, deal=deals, off_by=OFF_BY, dry_run=MOSTLY_DRY)
    def delete(self, deal: Deal, *, off_by: int | None, dry_run: bool) -> None:
        given = expected(deal, off_by)
        outcome = self.run(deleting_opportunity(self.database, deal.id, given, dry_run=dry_run))

        if deal.deleted:
            assert outcome == gone(deal)
            return
        reasons = conflicts(deal, given)
        if deal.closes:
            reasons.append(OpportunityKeepsCloses(deal.id, deal.state))
        kept = deal.in_state(*(state for state in QuoteState if state is not QuoteState.DRAFT))
        if kept:
            reasons.append(OpportunityKeepsQuotes(deal.id, deal.state, ids(kept)))
        if reasons:
            assert outcome == Refused(tuple(reasons))
            return
        drafts = deal.in_state(QuoteState.DRAFT)
        assert outcome == OpportunityWasDeleted(deal.id, ids(drafts))
        if not dry_run:
            for draft in drafts:
                deal.lose(draft)
            deal.deleted = True
            deal.changed("OpportunityDeleted")

    @invariant()
    def what_is_stored_is_what_the_model_says(self) -> None:
        run, rows, reasons = self.runner.run, self.rows, self.reasons.all
        assert run(stored(rows, self.known)) == modelled(self.known)
        assert run(stored_reasons(rows, reasons)) == [each.standing for each in reasons]
        assert run(events_after(rows, self.last_event)) == self.told

    @invariant()
    def no_closed_opportunity_has_an_active_quote(self) -> None:
        assert self.runner.run(broken(self.rows)) == []


@pytest.mark.parametrize("machine", [History, RecordHistory, RateHistory])
def test_given_any_history_then_answers_and_rows_are_those_of_the_model(
    machine: type[Machine],
    database_url: str,  # noqa: F811
) -> None:
    with asyncio.Runner() as runner:
        database = Database(database_url)
        runner.run(database.__aenter__())
        try:
            there: Any = partial(machine, runner, database)
            run_state_machine_as_test(there, settings=SETTINGS)
        finally:
            runner.run(database.__aexit__(None, None, None))
