"""Arguments that are right: ids, pages in their orders, from cursors that were given out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLField

from tests.differential.choices import Choices
from tests.differential.cursors import ORDERS, Cursors, Term, in_json
from tests.differential.filters import WORDS, Filters
from tests.differential.literals import CALLS, Literals, Values


@dataclass(frozen=True, slots=True)
class Arguments:
    """Makes the arguments of fields; each value comes once for each call."""

    choices: Choices
    literals: Literals
    filters: Filters
    cursors: Cursors

    def of(self, field: GraphQLField, kind: str, *, at_root: bool) -> str:
        """A field's arguments in parentheses, or nothing."""
        values = self.values(field, kind, at_root=at_root)
        # Without their order the cursors would be wrong.
        sure = {"orderBy"} if {"after", "before"} & values.keys() else set()
        written = [
            self.argument(field, name, each, sure=name in sure) for name, each in values.items()
        ]
        if self.choices.chance(40):
            written.reverse()
        return f"({', '.join(written)})" if written else ""

    def argument(self, field: GraphQLField, name: str, values: Values, *, sure: bool) -> str:
        """One argument with its value, no part of which is left out if it has to be sure."""
        definition = field.args[name]
        if sure:
            return f"{name}: {self.literals.whole(definition.type, values)}"
        has_default = definition.default is not None
        text = self.literals.argument(definition.type, values, has_default=has_default)
        return f"{name}: {text}"

    def values(self, field: GraphQLField, kind: str, *, at_root: bool) -> Mapping[str, Values]:
        """What to give to which of the field's arguments."""
        each, names = self.filters.each, field.args.keys()
        if "id" in names:
            return {"id": each(lambda: self.filters.id(kind))}
        if "ids" in names:
            size = self.choices.number(0, 5)
            return {"ids": each(lambda: [self.filters.id("Node") for _ in range(size)])}
        if "includeInactive" in names:
            return self.reasons(str(field.args["state"].type).removesuffix("State"))
        return self.page(names, kind, at_root=at_root) if "first" in names else {}

    def reasons(self, kind: str) -> Mapping[str, Values]:
        """The arguments of a list of status reasons."""
        each, found = self.filters.each, dict[str, Values]()
        if self.choices.chance(50):
            found["state"] = each(lambda: self.choices.one(WORDS[kind, "state"]))
        if self.choices.chance(50):
            found["includeInactive"] = each(lambda: self.choices.chance(50))
        return found

    def page(self, names: Any, kind: str, *, at_root: bool) -> Mapping[str, Values]:
        """The arguments of a connection; nested ones are small."""
        found: dict[str, Values] = {}
        order: Sequence[Term] = ()
        if "name" in names and self.choices.chance(40):
            found["name"] = self.filters.by_name()
        if "currency" in names and self.choices.chance(40):
            found["currency"] = self.filters.operand("Opportunity", "currency")
        if "filter" in names and self.choices.chance(60):
            found["filter"] = self.filters.filter(kind, 2 if at_root else 1)
        if "orderBy" in names and self.choices.chance(75):
            order = self.choices.one(ORDERS[kind])
            found["orderBy"] = (in_json(order),) * CALLS
        if not at_root or self.choices.chance(65):
            size = self.choices.one(["first", "first", "last" if "last" in names else "first"])
            most = 8 if at_root else 3
            found[size] = self.filters.each(lambda: self.choices.number(0, most))
        for name in ("after", "before") if "before" in names else ("after",):
            if self.choices.chance(20) and self.cursors.texts(kind, order):
                found[name] = self.filters.each(lambda: self.cursor(kind, order))
        return found

    def cursor(self, kind: str, order: Sequence[Term]) -> str:
        """The cursor of any record in this order."""
        return self.choices.one([*self.cursors.texts(kind, order).values()])
