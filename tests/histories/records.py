"""Histories of master data: records of every kind are created, and changed."""

from decimal import Decimal
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, invariant, multiple

from domain.actor import UserKind
from domain.master_data import GivenMoney
from domain.refusals import InvalidInput, NotFound, Problem, Refusal, Refused
from domain.text import camel_case
from services.history import field_name
from services.master_data import (
    ACCOUNT,
    COMPETITOR,
    CONTACT,
    PRODUCT,
    USER,
    Entity,
    RecordWasWritten,
)
from tests.histories.keys import keyed_rule
from tests.histories.machine import DRY_RUN, OFF_BY, PLACE, Machine, expected
from tests.histories.record_model import POINTED, POINTER, Record
from tests.histories.stored import events_after, stored_records
from tests.services.calls import creating, updating

REQUIRED: Final[dict[str, dict[str, Any]]] = {
    PRODUCT.name: {"list_price": GivenMoney(Decimal(1), "USD")},
    USER.name: {"kind": UserKind.PERSON},
}
"""What a new one needs beside its name."""
NOWHERE: Final = -1


class RecordHistory(Machine):
    """Accounts, contacts, competitors, products, users."""

    made: Bundle[Record] = Bundle("made")

    @initialize(target=made)
    def first_account(self) -> Record:
        record: Record = self.create_record(ACCOUNT, place=None, dry_run=False)
        return record

    def pointed(self, entity: Entity, place: int | None) -> tuple[dict[str, Any], Record | None]:
        """What a call says of the record that this place is of; a kind may have none to say."""
        if place is None or entity.name not in POINTER:
            return {}, None
        column, kind = POINTER[entity.name], POINTED[entity.name]
        among = [each for each in self.records if each.entity is kind]
        if place == NOWHERE or not among:
            return {column: "acc_nobody"}, None
        record = among[place % len(among)]
        return {column: record.id}, record

    @keyed_rule(
        RecordWasWritten,
        target=made,
        entity=st.sampled_from([ACCOUNT, ACCOUNT, USER, CONTACT, COMPETITOR, PRODUCT]),
        place=st.none() | PLACE | st.just(NOWHERE),
        dry_run=DRY_RUN,
    )
    def create_record(self, entity: Entity, *, place: int | None, dry_run: bool) -> Any:
        pointer, above = self.pointed(entity, place)
        given = {"name": "Record"} | REQUIRED.get(entity.name, {}) | pointer
        outcome = self.run(creating(self.database, entity, dry_run=dry_run, **given))

        if pointer and above is None:
            assert outcome == Refused(tuple(_missing(pointer)))
            return multiple()
        assert isinstance(outcome, RecordWasWritten)
        if dry_run:
            return multiple()
        record = Record(outcome.record_id, entity=entity, name="Record", above=above)
        self.records.append(record)
        self.told.append(f"{entity.kind}Created")
        return record

    @keyed_rule(
        RecordWasWritten,
        record=made,
        name=st.sampled_from([None, "", "Record", "Other"]),
        place=st.none() | PLACE | st.just(NOWHERE),
        off_by=OFF_BY,
        dry_run=DRY_RUN,
    )
    def update_record(
        self,
        record: Record,
        *,
        name: str | None,
        place: int | None,
        off_by: int | None,
        dry_run: bool,
    ) -> None:
        version = expected(record, off_by)
        pointer, above = self.pointed(record.entity, place)
        given = ({} if name is None else {"name": name}) | pointer
        outcome = self.run(
            updating(self.database, record.entity, record.id, version, dry_run=dry_run, **given)
        )

        refusals: list[Refusal] = [*record.conflicts(version)]
        if name == "":
            refusals.append(InvalidInput(("input", "name"), Problem.BLANK))
        if pointer and above is None:
            refusals += _missing(pointer)
        elif above is not None and record.id in above.ascent():
            path = ("input", camel_case(POINTER[record.entity.name]))
            refusals.append(InvalidInput(path, Problem.ITS_OWN_PARENT))
        if refusals:
            assert outcome == Refused(tuple(refusals))
            return
        assert outcome == RecordWasWritten(record.id)
        if dry_run:
            return
        changed = []
        if name not in {None, record.name}:
            record.name = name or ""
            changed.append("name")
        if above is not None and above is not record.above:
            record.above = above
            changed.append(field_name(POINTER[record.entity.name]))
        if changed:
            record.changed(*changed)
            self.told.append(f"{record.entity.kind}Updated")

    @invariant()
    def what_is_stored_is_what_the_model_says(self) -> None:
        run, rows, records = self.runner.run, self.rows, self.records
        assert run(stored_records(rows, records)) == [each.standing for each in records]
        assert run(events_after(rows, self.last_event)) == self.told


def _missing(pointer: dict[str, Any]) -> list[NotFound]:
    return [NotFound(("input", camel_case(column)), each) for column, each in pointer.items()]
