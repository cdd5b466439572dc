"""Selection sets of any shape, which stay valid: a response key means one thing in its scope."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    specified_scalar_types,
)

from tests.differential.arguments import Arguments
from tests.differential.choices import Choices
from tests.differential.literals import CALLS, Literals

Composite = GraphQLObjectType | GraphQLInterfaceType
BOOLEAN = GraphQLNonNull(specified_scalar_types["Boolean"])
HEAVY = {
    *("closeReadiness", "opportunities", "quotes", "closes", "parent", "manager"),
    *("changes", "revisions", "event"),
}
"""Fields whose answers grow, or which lead back."""
FIGURES = {"closeMetrics", "pipeline"}
"""Fields that have an oracle of their own, in tests/reads/figures_oracle.py."""
RICH = {
    "nodes": 3,
    "edges": 3,
    "node": 3,
    "pageInfo": 3,
    "opportunities": 5,
    "quotes": 5,
    "closeReadiness": 3,
}
"""Fields that there is much to see in, and how often each is taken for one other."""
ALIASES = ("name", "id", "nodes", "data", "errors", "facts", "key", "item", "null", "Z_9")
"""Response keys that are another field's name, or that a program may use for itself."""
AMBIGUOUS = {
    *("state", "closedOn", "description", "client", "source", "quotes", "tax", "discount"),
    "changes",
}
"""Fields whose type isn't the same in all types that implement an interface."""


@dataclass(slots=True)
class Scope:
    """What the response keys of one object mean: the field with its arguments, and what's below."""

    within_fragment: bool
    keys: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    below: dict[str, "Scope"] = field(default_factory=dict)

    def inner(self, key: str) -> "Scope":
        return self.below.setdefault(key, Scope(self.within_fragment))


@dataclass(slots=True)
class Fragment:
    """A named fragment: its text, and what it uses."""

    name: str
    on: str
    text: str
    variables: set[str]
    spreads: set[str]


@dataclass(slots=True)
class Selections:
    """Writes the selection sets of one document; `budget` is how many fields are left."""

    schema: GraphQLSchema
    choices: Choices
    literals: Literals
    arguments: Arguments
    budget: int
    fragments: dict[str, Fragment] = field(default_factory=dict)
    spreads: set[str] = field(default_factory=set)
    """The fragments spread in the operation or fragment that is being written."""
    aliases: int = 0

    def set(self, type_: Composite, scope: Scope, depth: int) -> str:
        """A selection set in braces."""
        parts = [self.selection(type_, scope, depth) for _ in range(self.choices.number(1, 5))]
        return f"{{ {' '.join(parts)} }}"

    def selection(self, type_: Composite, scope: Scope, depth: int) -> str:
        """A field, an inline fragment or a spread."""
        match self.choices.number(0, 9):
            case 7 | 8 if depth > 0:
                return self.inline(type_, scope, depth)
            case 9 if depth > 0:
                return self.spread(type_, depth)
            case _ if isinstance(type_, GraphQLInterfaceType) and depth > 0:
                return self.inline(type_, scope, depth)
            case _:
                return self.field(type_, scope, depth)

    # ── fields ──────────────────────────────────────────────────────────────────────────────────

    def field(self, type_: Composite, scope: Scope, depth: int) -> str:
        """A field with alias, arguments, directives and what is selected of it."""
        self.budget -= 1
        again = [key for key in scope.keys if key in scope.below]
        if again and self.choices.chance(20):
            key = self.choices.one(again)
            name, arguments, _ = scope.keys[key]
            if name in type_.fields and scope.keys[key][2] == str(type_.fields[name].type):
                return self.written(type_.fields[name], key, name, arguments, scope, depth)
        names = self.names(type_, depth)
        if not names or self.choices.chance(12):
            key = self.key("__typename", "", "String!", scope)
            return f"{_head(key, '__typename')}{self.directives()}"
        name = self.choices.one(names)
        definition = type_.fields[name]
        kind = get_named_type(definition.type).name.removesuffix("Connection")
        arguments = self.arguments.of(definition, kind, at_root=type_ is self.schema.query_type)
        key = self.key(name, arguments, str(definition.type), scope)
        return self.written(definition, key, name, arguments, scope, depth)

    def names(self, type_: Composite, depth: int) -> Sequence[str]:
        """The fields that can be selected here."""
        deep = depth > 0 and self.budget > 0
        return [
            name
            for name, each in type_.fields.items()
            if name not in FIGURES
            for _ in range(RICH.get(name, 1))
            if is_leaf_type(get_named_type(each.type))
            or (deep and (name not in HEAVY or depth > 1))
        ]

    def written(
        self,
        definition: GraphQLField,
        key: str,
        name: str,
        arguments: str,
        scope: Scope,
        depth: int,
    ) -> str:
        named = get_named_type(definition.type)
        below = ""
        if isinstance(named, Composite):
            # A connection and its parts aren't records, so they don't count as a step down.
            step = 0 if named.name.endswith(("Connection", "Edge")) else 1
            below = f" {self.set(named, scope.inner(key), depth - step)}"
        return f"{_head(key, name)}{arguments}{self.directives()}{below}"

    def key(self, name: str, arguments: str, type_: str, scope: Scope) -> str:
        """The response key: the field's name, or an alias where that has another meaning."""
        meaning = (name, arguments, type_)
        wanted = name
        if scope.within_fragment and (arguments or name in AMBIGUOUS):
            wanted = self.fresh()
        elif self.choices.chance(12):
            wanted = self.fresh() if scope.within_fragment else self.choices.one(ALIASES)
        if scope.keys.setdefault(wanted, meaning) != meaning:
            wanted = self.fresh()
            scope.keys[wanted] = meaning
        return wanted

    def fresh(self) -> str:
        """A response key that nothing else in the document has."""
        self.aliases += 1
        return f"{self.choices.one(['a', 'Quote', '_', 'x_y', 'items'])}{self.aliases}"

    # ── fragments ───────────────────────────────────────────────────────────────────────────────

    def inline(self, type_: Composite, scope: Scope, depth: int) -> str:
        """An inline fragment, with a type or without."""
        on = self.choices.one([None, *self.conditions(type_)])
        condition = f" on {on}" if on else ""
        inner = on or type_
        return f"...{condition}{self.directives()} {self.set(inner, scope, depth - 1)}"

    def spread(self, type_: Composite, depth: int) -> str:
        """A named fragment: one that is there already, or a new one."""
        conditions = {each.name: each for each in self.conditions(type_)}
        there = [each.name for each in self.fragments.values() if each.on in conditions]
        if there and self.choices.chance(60):
            name = self.choices.one(there)
        else:
            name = self.fragment(self.choices.one([*conditions.values()]), depth - 1)
        self.spreads.add(name)
        return f"...{name}{self.directives()}"

    def fragment(self, on: Composite, depth: int) -> str:
        """Write a new named fragment; its name."""
        outer = self.spreads, self.literals.used
        self.spreads, self.literals.used = set(), set()
        text = self.set(on, Scope(within_fragment=True), depth)
        name = f"{self.choices.one(['F', 'on_', 'name', 'Quote'])}{len(self.fragments)}"
        self.fragments[name] = Fragment(name, on.name, text, self.literals.used, self.spreads)
        self.spreads, self.literals.used = outer
        return name

    def conditions(self, type_: Composite) -> Sequence[Composite]:
        """The types that a fragment can be on here; one of the contract's interfaces first."""
        if isinstance(type_, GraphQLInterfaceType):
            return [*self.schema.get_possible_types(type_), type_]
        return [type_, *type_.interfaces]

    # ── directives ──────────────────────────────────────────────────────────────────────────────

    def directives(self) -> str:
        """Often nothing; or @skip, @include or both, which let most pass."""
        if not self.choices.chance(10):
            return ""
        names = self.choices.one([["skip"], ["include"], ["include"], ["skip", "include"]])
        return "".join(f" @{name}(if: {self.condition(name)})" for name in names)

    def condition(self, name: str) -> str:
        """Whether it holds, written or as a variable."""
        shown = name == "include"
        values = tuple(shown != self.choices.chance(30) for _ in range(CALLS))
        if self.choices.chance(60):
            return self.literals.given(BOOLEAN, values, has_default=False)
        return self.literals.literal(BOOLEAN, values)


def _head(key: str, name: str) -> str:
    return name if key == name else f"{key}: {name}"
