"""What an actor may see of each kind of record, as conditions: the one place for access rules."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    exists,
    false,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
)

from db.ids import PREFIX_OF
from db.reads.catalog import CATALOG, Relation, Row
from db.sql.binds import placeholder
from db.sql.literals import integer, word
from db.types import ID
from domain.access import Access, Reach, Right
from domain.text import camel_case

ACTOR: Final = placeholder("actor", ID)
"""Who asks: bound by each call, so that no kept statement is anybody's."""
LEAD: Final = placeholder("lead", ID)
"""Who leads his team."""


def _team() -> Any:
    users = CATALOG["User"].table
    lead, member = users.alias(), users.alias()
    team = select(lead.c.id).where(lead.c.id == LEAD).cte("team", recursive=True)
    # UNION, which stops where it comes to a user for the second time.
    return team.union(select(member.c.id).where(member.c.manager_id == team.c.id))


_TEAM: Final = _team()
"""The ids of his team: written once a statement, however many conditions ask for it."""


SEEN_BY: Final[Mapping[tuple[str, str], Sequence[str]]] = dict.fromkeys(
    (("FieldChange", "old_value"), ("FieldChange", "new_value")), ("entity_id", "field")
)
"""Columns that are seen or not by what others of the row say, and which these are."""


@dataclass(frozen=True, slots=True)
class Visibility:
    """What is seen with one kind of access; the actor himself is bound by the call."""

    access: Access

    def of(self, kind: str, row: Row) -> ColumnElement[bool]:
        """Whether a record is seen."""
        rule = _RULES.get(kind)
        if rule is not None:
            return rule(self, row)
        return true() if self.sees_kind(kind) else false()

    def related(self, kind: str, relation: Relation, row: Row) -> ColumnElement[bool]:
        """The same of a record that was come to from one of `kind` that is seen."""
        # The parts of an opportunity are seen with each other.
        together = kind in _PARTS and relation.kind in _PARTS
        return true() if together else self.of(relation.kind, row)

    def sees_kind(self, kind: str) -> bool:
        """Whether any record of the kind may be seen."""
        right = _RIGHTS.get(kind)
        return right is None or self.access.reach(right) is not Reach.NONE

    def sees_field(self, kind: str, column: str) -> bool:
        """Whether a column of a record that is seen is seen, too."""
        return self.access.sees_field(kind, column) and all(
            self.sees_kind(relation.kind)
            for relation in CATALOG[kind].relations.values()
            if relation.column == column
        )

    def distance(self, owner_id: ColumnElement[Any]) -> ColumnElement[int]:
        """The least reach that takes in what this user owns, if that matters to any right."""
        if self.access.is_unbounded:
            return integer(Reach.ALL)
        return case(
            (owner_id == ACTOR, integer(Reach.OWN)),
            (owner_id.in_(select(_TEAM.c.id)), integer(Reach.TEAM)),
            else_=integer(Reach.ALL),
        )

    def opportunity(self, row: Row) -> ColumnElement[bool]:
        match self.access.reach(Right.READ_OPPORTUNITIES):
            case Reach.NONE:
                return false()
            case Reach.OWN:
                return row.c.owner_id == ACTOR
            case Reach.TEAM:
                return row.c.owner_id.in_(select(_TEAM.c.id))
            case Reach.ALL:
                return true()

    def part(self, row: Row, column: str, kind: str) -> ColumnElement[bool]:
        """Whether what a record is a part of is seen: the record of this kind, by its column."""
        match self.access.reach(Right.READ_OPPORTUNITIES):
            case Reach.NONE:
                return false()
            case Reach.ALL:
                return true()
        whole = CATALOG[kind].table.alias()
        return _there(whole, row, whole.c.id == row.c[column], self.of(kind, whole))

    def event(self, row: Row) -> ColumnElement[bool]:
        """What happened to an opportunity that is seen; what is about none is for auditors.

        What happened to those that are deleted is for auditors who would see any: whose they were
        isn't known.
        """
        if self._sees_all_events:
            return true()
        about_none = row.c.opportunity_id.is_(None)
        audits = self.access.reach(Right.READ_AUDIT) is not Reach.NONE
        if self.access.reach(Right.READ_OPPORTUNITIES) is Reach.NONE:
            return about_none if audits else false()
        opportunity = CATALOG["Opportunity"].table.alias()
        its = opportunity.c.id == row.c.opportunity_id
        seen = _there(opportunity, row, its, self.opportunity(opportunity))
        return or_(about_none, seen) if audits else seen

    def change(self, row: Row) -> ColumnElement[bool]:
        if self._sees_all_events:
            return true()
        event = CATALOG["Event"].table.alias()
        return _there(event, row, event.c.id == row.c.event_id, self.event(event))

    @property
    def _sees_all_events(self) -> bool:
        return (
            self.access.reach(Right.READ_AUDIT) is not Reach.NONE
            and self.access.reach(Right.READ_OPPORTUNITIES) is Reach.ALL
        )

    def value(self, kind: str, row: Row, column: str) -> ColumnElement[Any]:
        """A column of a record that is seen: history says no more of a field than the field."""
        if (kind, column) not in SEEN_BY:
            return row.c[column]
        closed = [
            and_(
                func.substr(row.c.entity_id, integer(1), integer(3)) == word(PREFIX_OF[owner]),
                row.c.field == word(camel_case(own.name.removesuffix("_id"))),
            )
            for owner in ("Opportunity", "Account", "Contact", "User")
            for own in CATALOG[owner].table.c
            if not self.sees_field(owner, own.name)
        ]
        if not self.sees_field("QuoteLine", "product_id"):
            closed.append(row.c.field.like(word("lines/%/product")))
        return case((or_(*closed), null()), else_=row.c[column]) if closed else row.c[column]

    def account(self, row: Row) -> ColumnElement[bool]:
        """All, or those of the opportunities that are seen."""
        return self._of_opportunities(row, "account_id")

    def contact(self, row: Row) -> ColumnElement[bool]:
        return self._of_opportunities(row, "contact_id")

    def _of_opportunities(self, row: Row, column: str) -> ColumnElement[bool]:
        match self.access.reach(Right.READ_ACCOUNTS):
            case Reach.NONE:
                return false()
            case Reach.ALL:
                return true()
        opportunity = CATALOG["Opportunity"].table.alias()
        its = opportunity.c[column] == row.c.id
        return _there(opportunity, row, its, self.opportunity(opportunity))


def _there(
    table: Row, row: Row, joined: ColumnElement[bool], seen: ColumnElement[bool]
) -> ColumnElement[bool]:
    return exists(select(literal_column("1")).select_from(table).where(joined, seen).correlate(row))


Rule = Callable[[Visibility, Row], ColumnElement[bool]]


def _part_of(kind: str, column: str) -> Rule:
    return lambda visibility, row: visibility.part(row, column, kind)


_RULES: Final[Mapping[str, Rule]] = {
    "Opportunity": Visibility.opportunity,
    "Quote": _part_of("Opportunity", "opportunity_id"),
    "QuoteLine": _part_of("Quote", "quote_id"),
    "QuoteClose": _part_of("Quote", "quote_id"),
    "OpportunityClose": _part_of("Opportunity", "opportunity_id"),
    "OpportunityReopening": _part_of("OpportunityClose", "close_id"),
    "Event": Visibility.event,
    "FieldChange": Visibility.change,
    "Account": Visibility.account,
    "Contact": Visibility.contact,
}
"""The kinds of which not all records are seen alike."""
_RIGHTS: Final[Mapping[str, Right]] = {
    "Opportunity": Right.READ_OPPORTUNITIES,
    "Account": Right.READ_ACCOUNTS,
    "Contact": Right.READ_ACCOUNTS,
    "Product": Right.READ_PRODUCTS,
    "Competitor": Right.READ_COMPETITORS,
    "ApiKey": Right.MANAGE_KEYS,
    "AuditEntry": Right.READ_AUDIT,
}
"""The kinds of which nothing is seen without a right."""
_PARTS: Final = frozenset(
    {
        *("Opportunity", "Quote", "QuoteLine", "QuoteClose"),
        *("OpportunityClose", "OpportunityReopening"),
    }
)
