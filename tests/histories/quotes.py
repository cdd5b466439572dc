"""Histories of quotes: each rule plays a call, and says what the specification makes of it."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, multiple, precondition, rule

from domain.lifecycle import OpportunityState, QuoteState
from domain.refusals import (
    InvalidTransition,
    OpportunityNotOpen,
    QuoteNotDeletable,
    QuoteNotEditable,
    QuoteNotRevisable,
    Refusal,
    Refused,
    RevisionExists,
)
from services.deleting import QuoteWasDeleted
from services.opportunities import (
    CreateOpportunityCommand,
    OpportunityWasCreated,
    OpportunityWasUpdated,
)
from services.quote_moves import QuoteWasRevised, QuoteWasWon
from services.quoting import CreateQuoteCommand, QuoteWasWritten
from tests.histories.keys import keyed_rule
from tests.histories.machine import DRY_RUN, MOSTLY_DRY, OFF_BY, expected
from tests.histories.model import QUOTE_ID, Deal, Offer, conflicts, gone, ids, quote_conflicts
from tests.histories.reasons import ReasonHistory
from tests.services.calls import (
    activating,
    creating_opportunity,
    creating_quote,
    deleting_quote,
    revising,
    updating_opportunity,
    updating_quote,
    winning,
)

MOST_DEALS = 3
"""So few that much happens to each."""


class QuoteHistory(ReasonHistory):
    """Calls on a few opportunities and their quotes, in any order."""

    deals: Bundle[Deal] = Bundle("deals")
    offers: Bundle[Offer] = Bundle("offers")

    @initialize(target=deals)
    def first_opportunity(self) -> Deal:
        made: Deal = self.create_opportunity()
        return made

    @precondition(lambda self: sum(not deal.deleted for deal in self.known) < MOST_DEALS)
    @keyed_rule(OpportunityWasCreated, target=deals)
    def create_opportunity(self) -> Deal:
        outcome = self.run(
            creating_opportunity(self.database, CreateOpportunityCommand("Deal", "USD"))
        )

        assert isinstance(outcome, OpportunityWasCreated)
        first = self.reasons.default(OpportunityState.OPEN)
        deal = Deal(outcome.opportunity_id, self.reasons, first.id)
        self.known.append(deal)
        return deal

    @keyed_rule(QuoteWasWritten, target=offers, deal=deals)
    def create_quote(self, deal: Deal) -> Any:
        outcome = self.run(creating_quote(self.database, CreateQuoteCommand(deal.id, "Offer", ())))

        if deal.deleted:
            assert outcome == gone(deal)
            return multiple()
        if not deal.is_open:
            assert outcome == Refused((OpportunityNotOpen(deal.id, deal.state),))
            return multiple()
        assert isinstance(outcome, QuoteWasWritten)
        offer = Offer(
            outcome.quote_id, deal, self.now, [], self.reasons.default(QuoteState.DRAFT).id
        )
        offer.family.append(offer)
        deal.offers.append(offer)
        deal.changed("QuoteCreated")
        return offer

    @rule(target=offers, deal=deals)
    def offer(self, deal: Deal) -> Any:
        """A quote that is active at once, as most of what can be done with one needs."""
        made = self.create_quote(deal)
        if isinstance(made, Offer):
            self.activate(made, off_by=None, dry_run=False)
        return made

    @keyed_rule(QuoteWasWritten, offer=offers, off_by=OFF_BY, dry_run=DRY_RUN)
    def activate(self, offer: Offer, *, off_by: int | None, dry_run: bool) -> None:
        deal = offer.deal
        given = expected(offer, off_by)
        outcome = self.run(activating(self.database, offer.id, given, dry_run=dry_run))

        if offer.deleted:
            assert outcome == gone(offer)
            return
        reasons: list[Refusal] = []
        if not deal.is_open:
            reasons.append(OpportunityNotOpen(deal.id, deal.state))
        else:
            reasons = quote_conflicts(offer, given)
            if offer.state is not QuoteState.DRAFT:
                move = InvalidTransition(QUOTE_ID, offer.id, offer.state, QuoteState.ACTIVE)
                reasons.append(move)
        assert outcome == (Refused(tuple(reasons)) if reasons else QuoteWasWritten(offer.id))
        if not reasons and not dry_run:
            offer.move(QuoteState.ACTIVE)
            deal.changed("QuoteActivated")

    @keyed_rule(
        OpportunityWasUpdated,
        deal=deals,
        probability=st.none() | st.integers(0, 1),
        off_by=OFF_BY,
        dry_run=DRY_RUN,
    )
    def edit(
        self, deal: Deal, *, probability: int | None, off_by: int | None, dry_run: bool
    ) -> None:
        given = expected(deal, off_by)
        outcome = self.run(
            updating_opportunity(
                self.database,
                deal.id,
                probability=probability,
                expected_version=given,
                dry_run=dry_run,
            )
        )

        if deal.deleted:
            assert outcome == gone(deal)
        elif not deal.is_open:
            assert outcome == Refused((OpportunityNotOpen(deal.id, deal.state),))
        elif reasons := conflicts(deal, given):
            assert outcome == Refused(tuple(reasons))
        else:
            assert outcome == OpportunityWasUpdated(deal.id)
            if probability != deal.probability and not dry_run:
                deal.probability = probability
                deal.changed("OpportunityUpdated", fields=["probability"])

    @keyed_rule(
        QuoteWasWritten,
        offer=offers,
        name=st.sampled_from(["Offer", "Other"]),
        off_by=OFF_BY,
        dry_run=DRY_RUN,
    )
    def edit_quote(self, offer: Offer, *, name: str, off_by: int | None, dry_run: bool) -> None:
        given = expected(offer, off_by)
        outcome = self.run(
            updating_quote(
                self.database, offer.id, name=name, expected_version=given, dry_run=dry_run
            )
        )

        if offer.deleted:
            assert outcome == gone(offer)
            return
        reasons = self.refused(offer, given)
        if offer.deal.is_open and offer.state is not QuoteState.DRAFT:
            reasons.append(QuoteNotEditable(QUOTE_ID, offer.id, offer.state))
        assert outcome == (Refused(tuple(reasons)) if reasons else QuoteWasWritten(offer.id))
        if not reasons and not dry_run and name != offer.name:
            offer.name = name
            offer.changed("name")
            offer.deal.changed("QuoteUpdated")

    @keyed_rule(QuoteWasWon, offer=offers, off_by=OFF_BY, dry_run=DRY_RUN)
    def win(self, offer: Offer, *, off_by: int | None, dry_run: bool) -> None:
        given = expected(offer, off_by)
        outcome = self.run(
            winning(self.database, offer.id, expected_version=given, dry_run=dry_run)
        )

        if offer.deleted:
            assert outcome == gone(offer)
            return
        reasons = self.refused(offer, given)
        if offer.deal.is_open and offer.state is not QuoteState.ACTIVE:
            reasons.append(InvalidTransition(QUOTE_ID, offer.id, offer.state, QuoteState.WON))
        if reasons:
            assert outcome == Refused(tuple(reasons))
            return
        lost = [each for each in offer.deal.open_offers() if each is not offer]
        assert outcome == QuoteWasWon(offer.id, ids(lost))
        if not dry_run:
            offer.move(QuoteState.WON)
            offer.deal.close_offers(lost, self.lost_reason())
            offer.deal.changed("QuoteWon")

    @keyed_rule(QuoteWasRevised, target=offers, offer=offers, off_by=OFF_BY, dry_run=DRY_RUN)
    def revise(self, offer: Offer, *, off_by: int | None, dry_run: bool) -> Any:
        given = expected(offer, off_by)
        outcome = self.run(revising(self.database, offer.id, given, dry_run=dry_run))

        if offer.deleted:
            assert outcome == gone(offer)
            return multiple()
        reasons = self.refused(offer, given)
        if offer.deal.is_open:
            if offer.state in {QuoteState.DRAFT, QuoteState.WON}:
                reasons.append(QuoteNotRevisable(QUOTE_ID, offer.id, offer.state))
            else:
                others = [each for each in offer.family if each.is_open and each is not offer]
                reasons += [RevisionExists(QUOTE_ID, each.id, each.state) for each in others]
        if reasons:
            assert outcome == Refused(tuple(reasons))
            return multiple()
        assert isinstance(outcome, QuoteWasRevised)
        assert outcome == QuoteWasRevised(outcome.quote_id, offer.id)
        if dry_run:
            return multiple()
        if offer.is_open:
            offer.move(QuoteState.CLOSED, self.reasons.id_of(QuoteState.CLOSED, "REVISED"))
        first = self.reasons.default(QuoteState.DRAFT)
        draft = Offer(
            outcome.quote_id, offer.deal, self.now, offer.family, first.id, name=offer.name
        )
        offer.family.append(draft)
        offer.deal.offers.append(draft)
        offer.deal.changed("QuoteRevised")
        return draft

    @keyed_rule(QuoteWasDeleted, offer=offers, off_by=OFF_BY, dry_run=MOSTLY_DRY)
    def delete_quote(self, offer: Offer, *, off_by: int | None, dry_run: bool) -> None:
        given = expected(offer, off_by)
        outcome = self.run(deleting_quote(self.database, offer.id, given, dry_run=dry_run))

        if offer.deleted:
            assert outcome == gone(offer)
            return
        reasons = self.refused(offer, given)
        if offer.deal.is_open and offer.state is not QuoteState.DRAFT:
            reasons.append(QuoteNotDeletable(QUOTE_ID, offer.deal.id, offer.id, offer.state))
        if reasons:
            assert outcome == Refused(tuple(reasons))
            return
        assert outcome == QuoteWasDeleted(offer.id, offer.deal.id)
        if not dry_run:
            offer.deal.lose(offer)
            offer.deal.changed("QuoteDeleted")

    def refused(self, offer: Offer, given: int | None) -> list[Refusal]:
        """What comes before a quote's own state: its deal's, alone, or another version."""
        if not offer.deal.is_open:
            return [OpportunityNotOpen(offer.deal.id, offer.deal.state)]
        return quote_conflicts(offer, given)

    def lost_reason(self) -> str | None:
        """Why a quote is closed when another is won; None is the default."""
        lost = self.reasons.coded(QuoteState.CLOSED, "LOST")
        return lost.id if lost is not None and lost.is_active else None
