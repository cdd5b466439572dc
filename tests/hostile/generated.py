"""Operations that schemathesis makes of the contract, with values that fit and that don't."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import schemathesis
from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    GraphQLField,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    ValueNode,
    parse,
    print_ast,
    value_from_ast_untyped,
)
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.graphql import nodes

from tests.api import demo

SDL: Final = Path(__file__).resolve().parents[2] / "schema" / "schema.graphql"
Values = st.SearchStrategy[ValueNode]

IDS: Final = sorted(
    value for value in vars(demo).values() if isinstance(value, str) and value[3:4] == "_"
)
"""Those of the demo data, and of the right form that nothing has."""
ODD_TEXTS: Final = (
    *("", " ", "\0", "a\0b", "\ud800", "\udfff\ud800", "\u202e\u2066", "\ufeff", "\U0001f600"),
    *("%", "_", "\\", "'", '"', "';--", "\r\n", "\u2028", "e\u0301" * 40, "%" * 300, "x" * 5000),
    *("null", "NaN", "-0", "1e999999", "9" * 400, "__proto__", "{}", "${7*7}", "eyJhIjoxfQ=="),
)
CURRENCIES: Final = ("USD", "EUR", "JPY", "KWD", "usd", "XXX", "ZZZ", "EURO")
MONEY: Final = (
    *("0", "1", "-1", "1234.50", "0.001", "99999999999999.99", "1" * 30, f"-{'9' * 30}.{'9' * 30}"),
    *("", "+1", ".5", "1.", "1e5", "NaN", "Infinity", "0x10", "1,5", "\u0661", "1" * 31, " 1"),
)
DATES: Final = (
    *("2026-11-22", "0001-01-01", "9999-12-31", "2024-02-29", "2023-02-29", "2026-13-01"),
    *("0000-01-01", "20261122", "2026-W47-7", "+002026-11-22", "2026-11-22T00:00:00Z", ""),
)
INSTANTS: Final = (
    *("2026-11-22T17:23:00Z", "2026-11-22t17:23:00.123456+09:00", "9999-12-31T23:59:59-14:00"),
    *("0001-01-01T00:00:00+14:00", "2026-11-22T17:23:00", "2026-11-22T24:00:00Z", "2026-11-22"),
    *("2026-11-22T17:23:60Z", "2026-11-22T17:23:00.1234567Z", "2026-11-22T17:23:00+99:00", ""),
)
INTS: Final = (-(2**31), 2**31 - 1, 2**31, 2**63, 10**30)
WRONG: Final[Values] = st.one_of(
    st.integers().map(nodes.Int),
    st.floats(allow_nan=False, allow_infinity=False).map(nodes.Float),
    st.booleans().map(nodes.Boolean),
    st.sampled_from(("OPEN", "null_", "x")).map(nodes.Enum),
    st.sampled_from((nodes.List([]), nodes.Object([]), nodes.Int(10**400))),
    st.sampled_from(ODD_TEXTS).map(nodes.String),
)
"""Of any type, a scalar's own among them."""


def _mostly(usual: st.SearchStrategy[str], odd: Sequence[str]) -> Values:
    """Strings that are fine, one in ten that may not be, one value in forty of any type."""
    return _out_of(40, usual.map(nodes.String), st.sampled_from(odd).map(nodes.String))


def _out_of(count: int, usual: Values, odd: Values) -> Values:
    """Of so many, one is of any type, a tenth is odd and the rest is as usual."""

    def chosen(number: int) -> Values:
        return WRONG if number == 1 else odd if number <= 1 + count // 10 else usual

    return st.integers(1, count).flatmap(chosen)


SCALARS: Final[Mapping[str, Values]] = {
    "Date": _mostly(st.dates().map(str), DATES),
    "DateTime": _mostly(st.datetimes().map(lambda each: f"{each.isoformat()}Z"), INSTANTS),
    "Decimal": _mostly(st.decimals(-(10**9), 10**9, places=2).map(str), MONEY),
    "ID": _mostly(st.sampled_from(IDS), ODD_TEXTS),
    "Int": _out_of(40, st.integers(-1, 9).map(nodes.Int), st.sampled_from(INTS).map(nodes.Int)),
    "JSON": WRONG,
    "String": _mostly(st.text(max_size=20) | st.sampled_from(CURRENCIES), ODD_TEXTS),
}
"""Every custom scalar of the contract, and of GraphQL's own those of which more is meant."""

for _name, _values in SCALARS.items():
    schemathesis.graphql.scalar(_name, _values)

MODES: Final = (*[GenerationMode.POSITIVE] * 3, GenerationMode.NEGATIVE)
"""Three of four documents break no rule of the schema, but for their values."""
_CONTRACT: Final = schemathesis.graphql.from_path(SDL)
_OPERATIONS: Final = [_CONTRACT[type_][field] for type_ in _CONTRACT for field in _CONTRACT[type_]]
"""Each root field, of queries and of mutations."""


PAGING: Final = ("first", "last", "after", "before")
"""Arguments of which the generator gives all at once, which few pages take."""


@dataclass(frozen=True, slots=True)
class Request:
    """A document with its variables."""

    field: str
    """Query.quotes, Mutation.createQuote."""
    query: str
    variables: dict[str, Any]

    @property
    def body(self) -> str:
        """As it is sent: half a surrogate pair as the escape that JSON has."""
        return json.dumps({"query": self.query, "variables": self.variables})


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """Any root field, right or wrong; its arguments in the document or, as clients do, beside."""
    operation = draw(st.sampled_from(_OPERATIONS))
    mode = draw(st.sampled_from(MODES))
    case = draw(operation.as_strategy(generation_mode=mode))
    text = str(case.body)
    if draw(st.booleans()):
        return Request(operation.label, text, {})
    left_out = draw(st.sets(st.sampled_from(PAGING)))
    return Request(operation.label, *_with_variables(text, operation.definition.raw, left_out))


def _with_variables(
    text: str, field: GraphQLField, left_out: Collection[str]
) -> tuple[str, dict[str, Any]]:
    """The same with arguments of the root field in variables of the arguments' types."""
    try:
        document: DocumentNode = parse(text)
    except GraphQLSyntaxError:
        return text, {}  # half a surrogate pair
    (operation,) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    (root,) = operation.selection_set.selections
    assert isinstance(root, FieldNode)
    given: dict[str, ArgumentNode] = {
        each.name.value: each
        for each in root.arguments or ()
        if each.name.value in field.args and each.name.value not in left_out
    }
    values = {name: value_from_ast_untyped(each.value) for name, each in given.items()}
    types = ", ".join(f"${name}: {field.args[name].type}" for name in given)
    passed = ", ".join(f"{name}: ${name}" for name in given)
    if not given:
        return text, {}
    inner = print_ast(root.selection_set) if root.selection_set else ""
    kind = operation.operation.value
    return f"{kind}({types}) {{ {root.name.value}({passed}) {inner} }}", values
