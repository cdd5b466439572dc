"""Histories of status reasons: they are added, renamed, retired, brought back, made the default."""

import asyncio
from typing import Any, Final

from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import col

from db.database import Database
from db.tables import FieldChangeRow, StatusReason
from domain.lifecycle import OpportunityState, QuoteState
from domain.refusals import (
    InvalidInput,
    Problem,
    Refusal,
    Refused,
    StatusReasonExists,
    StatusReasonIsDefault,
    StatusReasonIsReserved,
    StatusReasonIsRetired,
)
from services.master_data import RecordWasWritten
from services.status_reasons import (
    STATUS_REASON,
    DefaultWasSet,
    reinstate_status_reason,
    retire_status_reason,
    set_default_status_reason,
)
from tests.factories import OPPORTUNITY_REASONS, QUOTE_REASONS
from tests.histories.keys import keyed_rule
from tests.histories.machine import DRY_RUN, OFF_BY, PLACE, Machine, expected
from tests.histories.reason_model import Reason, stock
from tests.services.calls import adding_reason, changing_reason, updating

HERE: Final = ("input", "statusReasonId")
STOCK_IDS: Final = [*OPPORTUNITY_REASONS.values(), *QUOTE_REASONS.values()]
STATES: Final = (OpportunityState.LOST, QuoteState.CLOSED)
"""Whose reasons are changed: two, so that what is chosen was often changed before."""


class ReasonHistory(Machine):
    """Status reasons; what a history did to them is undone at its end."""

    def __init__(self, runner: asyncio.Runner, database: Database) -> None:
        super().__init__(runner, database)
        rows, changes, self.count = runner.run(_stored(database))
        self.reasons.all = [stock(row) for row in rows]
        for reason in self.reasons.all:
            for version, name in changes.get(reason.id, ()):
                names = reason.log.of.get(version, frozenset())
                reason.log.of[version] = names | {name}
        self.first_defaults = [each for each in self.reasons.all if each.is_default]

    def teardown(self) -> None:
        super().teardown()
        for each in self.first_defaults:
            for script in (reinstate_status_reason, set_default_status_reason):
                self.runner.run(changing_reason(self.rows, script, each.id))
        for each in self.reasons.all:
            is_stock = each.id in STOCK_IDS
            script = reinstate_status_reason if is_stock else retire_status_reason
            self.runner.run(changing_reason(self.rows, script, each.id))

    def reason(self, place: int) -> Reason:
        """One that can be changed."""
        changeable = [each for each in self.reasons.all if each.state in STATES]
        return changeable[place % len(changeable)]

    def code(self, place: int | None) -> str | None:
        """Of any state, so that it is the wrong one, too."""
        return None if place is None else self.reasons.all[place % len(self.reasons.all)].code

    @keyed_rule(
        RecordWasWritten,
        state=st.sampled_from(STATES),
        place=st.none() | PLACE,
        dry_run=DRY_RUN,
    )
    def add_reason(
        self, state: OpportunityState | QuoteState, *, place: int | None, dry_run: bool
    ) -> None:
        """With a code of its own, or one that the state has, or that only the system gives."""
        code = f"R{self.count + len(self.reasons.all)}"
        if place is not None:
            taken = [each for each in self.reasons.all if each.state is state or each.is_reserved]
            code = taken[place % len(taken)].code
        outcome = self.run(adding_reason(self.database, code, state, dry_run=dry_run))

        path = ("input", "code")
        present = self.reasons.coded(state, code)
        if present is not None:
            assert outcome == Refused((StatusReasonExists(path, present.id),))
        elif code == "REVISED":
            assert outcome == Refused((InvalidInput(path, Problem.RESERVED),))
        else:
            assert isinstance(outcome, RecordWasWritten)
            if not dry_run:
                made = Reason(outcome.record_id, state=state, code=code, label="No budget")
                self.reasons.all.append(made)
                self.told.append("StatusReasonCreated")

    @keyed_rule(
        RecordWasWritten,
        place=PLACE,
        label=st.sampled_from(["Other", "Another"]),
        off_by=OFF_BY,
        dry_run=DRY_RUN,
    )
    def rename_reason(self, place: int, *, label: str, off_by: int | None, dry_run: bool) -> None:
        reason = self.reason(place)
        given = expected(reason, off_by)
        outcome = self.run(
            updating(
                self.database, STATUS_REASON, reason.id, given, label_en=label, dry_run=dry_run
            )
        )

        if refusals := reason.conflicts(given):
            assert outcome == Refused(tuple(refusals))
            return
        assert outcome == RecordWasWritten(reason.id)
        if not dry_run and label != reason.label:
            reason.label = label
            reason.changed("labelEn")
            self.told.append("StatusReasonRenamed")

    @keyed_rule(RecordWasWritten, place=PLACE, off_by=OFF_BY, dry_run=DRY_RUN)
    def retire_reason(self, place: int, *, off_by: int | None, dry_run: bool) -> None:
        reason = self.reason(place)
        given = expected(reason, off_by)
        outcome = self.run(
            changing_reason(self.database, retire_status_reason, reason.id, given, dry_run=dry_run)
        )

        refusals: list[Refusal] = [*reason.conflicts(given)]
        if reason.is_default:
            refusals.append(StatusReasonIsDefault(HERE, reason.id))
        if reason.is_reserved:
            refusals.append(StatusReasonIsReserved(HERE, reason.id))
        if refusals:
            assert outcome == Refused(tuple(refusals))
            return
        assert outcome == RecordWasWritten(reason.id)
        if not dry_run and reason.is_active:
            reason.is_active = False
            reason.changed("isActive")
            self.told.append("StatusReasonRetired")

    @keyed_rule(RecordWasWritten, place=PLACE, off_by=OFF_BY, dry_run=DRY_RUN)
    def reinstate_reason(self, place: int, *, off_by: int | None, dry_run: bool) -> None:
        reason = self.reason(place)
        given = expected(reason, off_by)
        outcome = self.run(
            changing_reason(
                self.database, reinstate_status_reason, reason.id, given, dry_run=dry_run
            )
        )

        if refusals := reason.conflicts(given):
            assert outcome == Refused(tuple(refusals))
            return
        assert outcome == RecordWasWritten(reason.id)
        if not dry_run and not reason.is_active:
            reason.is_active = True
            reason.changed("isActive")
            self.told.append("StatusReasonReinstated")

    @keyed_rule(DefaultWasSet, place=PLACE, off_by=OFF_BY, dry_run=DRY_RUN)
    def set_default(self, place: int, *, off_by: int | None, dry_run: bool) -> None:
        reason = self.reason(place)
        given = expected(reason, off_by)
        outcome = self.run(
            changing_reason(
                self.database, set_default_status_reason, reason.id, given, dry_run=dry_run
            )
        )

        refusals: list[Refusal] = [*reason.conflicts(given)]
        if not reason.is_active:
            refusals.append(StatusReasonIsRetired(HERE, reason.id))
        if reason.is_reserved:
            refusals.append(StatusReasonIsReserved(HERE, reason.id))
        former = self.reasons.default(reason.state)
        if refusals:
            assert outcome == Refused(tuple(refusals))
        elif former is reason:
            assert outcome == DefaultWasSet(reason.id, None)
        else:
            assert outcome == DefaultWasSet(reason.id, former.id)
            if not dry_run:
                for each in (former, reason):
                    each.is_default = each is reason
                    each.changed("isDefault")
                self.told.append("DefaultStatusReasonSet")


async def _stored(database: Database) -> Any:
    """The stock reasons, what was ever changed of them, and how many reasons there are."""
    identifier = col(StatusReason.id)
    async with database.reader.connect() as connection:
        of_stock = select(StatusReason.__table__).where(identifier.in_(STOCK_IDS))  # type: ignore[attr-defined]
        rows = (await connection.execute(of_stock.order_by(col(StatusReason.position)))).all()
        changed = col(FieldChangeRow.entity_id)
        columns = changed, col(FieldChangeRow.version), col(FieldChangeRow.field)
        changes: dict[str, list[Any]] = {}
        for key, *change in await connection.execute(
            select(*columns).where(changed.in_(STOCK_IDS))
        ):
            changes.setdefault(key, []).append(change)
        count = len((await connection.execute(select(identifier))).all())
    return rows, changes, count
