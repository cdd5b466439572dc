"""Any filter finds on both databases exactly the records that its meaning in Python finds."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.api.requests import ask
from tests.reads.filter_oracle import FIELDS, matches, ordered
from tests.reads.world import MOMENTS, NAMES, SOURCES, Record, World, world_in

EXAMPLES = settings(
    deadline=None,
    max_examples=150,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
DOCUMENTS = {
    "Opportunity": "query($filter: OpportunityFilter) "
    "{ found: opportunities(filter: $filter, first: 100) { totalCount nodes { id } } }",
    "Quote": "query($filter: QuoteFilter) "
    "{ found: quotes(filter: $filter, first: 100) { totalCount nodes { id } } }",
}
WORDS = {
    ("Opportunity", "state"): ["OPEN", "WON", "LOST"],
    ("Opportunity", "stage"): ["QUALIFY", "DEVELOP", "PROPOSE", "CLOSE"],
    ("Opportunity", "rating"): ["HOT", "WARM", "COLD"],
    ("Quote", "state"): ["DRAFT", "ACTIVE", "WON", "CLOSED"],
}
IDS = (
    *(f"opp_{number:026}" for number in (100, 117, 143, 144)),
    *(f"quo_{number:026}" for number in (200, 231, 263)),
    *(f"{prefix}_{1:026}" for prefix in ("acc", "con", "usr", "prd")),
    *("usr_00000000000000000000000002", "acc_00000000000000000000000002"),
    *("", "opp_", "OPP_00000000000000000000000100", "null", "🤖", "' OR 1=1", "x" * 300),
)
TEXTS: tuple[str, ...] = (
    *NAMES,
    *(each for each in SOURCES if each is not None),
    *("IN_PROGRESS", "in_pro", "LOST", "USD", "jp", "Q-A", "q-", "Q-X0000000", "006-1", "_A%"),
    *("İ", "i", "I", "ı", "ß", "ss", "ＡＬ", "lph", "%", "_", "\\", "\\%", "％", "＿", "＼"),  # noqa: RUF001
    *("'", '"', "\n", " ", "株", "キ", "ｷ", "\u0301", "ς", "🤖", "a" * 1000, "ﷺ" * 300),
)
INT64 = 2**63
OPERANDS = (0, 1, 9_999, 10_000, 10_001, 15_000_000, 10**17, INT64 - 1, INT64, -INT64, -1)
TAILS = ("", "0", "1", "00000000000000000000000001", "99999999999999999999999999")


def near(amount: int, tail: str) -> str:
    """Ten-thousandths as a decimal with more digits after them."""
    sign, size = "-" * (amount < 0), abs(amount)
    return f"{sign}{size // 10_000}.{size % 10_000:04}{tail}"


def texts() -> st.SearchStrategy[str]:
    """Names, parts of names in other letters, and anything else; never empty."""
    parts = st.builds(lambda text, a, b: text[a : a + b], names, st.integers(0, 4), st.integers(1))
    letters = st.sampled_from([str.upper, str.lower, str.swapcase, str.title])
    other = st.builds(lambda text, change: change(text), parts, letters)
    anything = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
    return (names | parts | other | anything).filter(lambda text: 0 < len(text) <= 1000)


names = st.sampled_from(TEXTS)


def numbers() -> st.SearchStrategy[Any]:
    """Amounts, their neighbours up to 10⁻³⁰, and numbers that no 64 bits hold."""
    exotic = ["-0", "-0.0", "9" * 30, "-" + "9" * 30, "000000001.5", "1." + "0" * 30, 0, 1, 1500]
    return (
        st.builds(near, st.sampled_from(OPERANDS), st.sampled_from(TAILS))
        | st.sampled_from(exotic)
        | st.decimals(-2, 2000, places=6).map("{:f}".format)
    )


def days() -> st.SearchStrategy[str]:
    known = [
        "0001-01-01",
        "2026-11-22",
        "0999-12-31",
        "2026-02-28",
        "2026-03-01",
        "9999-12-31",
        "1000-01-01",
    ]
    return st.sampled_from(known) | st.dates().map(str)


def moments() -> st.SearchStrategy[str]:
    """The stored instants and the microseconds next to them, in several zones and spellings."""
    zones = [UTC, timezone(timedelta(hours=9)), timezone(timedelta(hours=-3, minutes=-30))]

    def spelled(moment: datetime, zone: timezone, step: int) -> str:
        near = moment + timedelta(microseconds=step)
        text = near.astimezone(zone).isoformat()
        return text.replace("+00:00", "Z") if step else text

    inner = [moment for moment in MOMENTS if moment.year < 9999]
    ends = ["9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"]
    return st.sampled_from(ends) | st.builds(
        spelled, st.sampled_from(inner), st.sampled_from(zones), st.integers(-2, 2)
    )


def operands(kind: str, name: str) -> st.SearchStrategy[Any]:
    """An operator object on this field; those that aren't @oneOf with up to three operators."""
    is_null = {"isNull": st.booleans()}
    match FIELDS[kind][name]:
        case "flag":
            return st.booleans()
        case "word":
            words = st.sampled_from(WORDS[kind, name])
            fields = {"eq": words, "in": st.lists(words, max_size=3)}
            return one_of(fields | (is_null if name == "rating" else {}))
        case "id":
            ids = st.sampled_from(IDS)
            return one_of({"eq": ids, "in": st.lists(ids, max_size=4), **is_null})
        case "text":
            fields = dict.fromkeys(["eq", "contains", "startsWith"], texts())
            return some_of({**fields, "in": st.lists(texts(), max_size=4)})
        case "number":
            return some_of(dict.fromkeys(["eq", "gt", "gte", "lt", "lte"], numbers()) | is_null)
        case "day":
            return some_of(dict.fromkeys(["eq", "gt", "gte", "lt", "lte"], days()) | is_null)
        case _:
            return some_of(dict.fromkeys(["gt", "gte", "lt", "lte"], moments()))


def one_of(fields: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of([st.fixed_dictionaries({name: each}) for name, each in fields.items()])


def some_of(fields: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    pairs = st.lists(st.sampled_from([*fields]), min_size=1, max_size=3, unique=True)
    return one_of(fields) | pairs.flatmap(
        lambda chosen: st.fixed_dictionaries({name: fields[name] for name in chosen})
    )


def filters(kind: str, depth: int = 3) -> st.SearchStrategy[dict[str, Any]]:
    """Any filter of this kind: fields, and and/or/not and quotes nested in one another."""
    leaves = st.one_of(
        [st.fixed_dictionaries({name: operands(kind, name)}) for name in FIELDS[kind]]
    )
    if depth == 0:
        return leaves
    inner = st.deferred(lambda: filters(kind, depth - 1))
    several = st.lists(inner, min_size=1, max_size=3)
    parts = {"and": several, "or": several, "not": inner}
    if kind == "Opportunity":
        parts["quotes"] = one_of(dict.fromkeys(["some", "none", "every"], filters("Quote", 1)))
    nested = one_of(parts)
    both = st.builds(lambda one, other: {**one, **other}, leaves, nested)
    return leaves | nested | both


FILTERS = {kind: filters(kind) for kind in DOCUMENTS}


@pytest.fixture
def world(client: TestClient) -> World:
    return world_in(client)


def records_of(world: World, kind: str) -> Sequence[Record]:
    return world.opportunities if kind == "Opportunity" else world.quotes


def expected_ids(world: World, kind: str, condition: dict[str, Any]) -> list[str]:
    found = [each for each in records_of(world, kind) if matches(condition, kind, each)]
    return [each["id"] for each in ordered(found, kind, ())]


def found_ids(client: TestClient, kind: str, condition: dict[str, Any]) -> list[str]:
    found = ask(client, DOCUMENTS[kind], {"filter": condition})["found"]
    ids = [each["id"] for each in found["nodes"]]
    assert found["totalCount"] == len(ids)
    return ids


@pytest.mark.parametrize("kind", [*DOCUMENTS])
def test_given_any_filter_then_the_records_are_those_that_it_means(
    client: TestClient, world: World, kind: str
) -> None:
    @EXAMPLES
    @given(FILTERS[kind])
    def check(condition: dict[str, Any]) -> None:
        assert found_ids(client, kind, condition) == expected_ids(world, kind, condition)

    check()


@pytest.mark.parametrize("operator", ["eq", "in", "contains", "startsWith"])
def test_given_each_special_text_then_it_means_itself(
    client: TestClient, world: World, operator: str
) -> None:
    for kind in DOCUMENTS:
        for text in TEXTS:
            condition = {"name": {operator: [text] if operator == "in" else text}}
            assert found_ids(client, kind, condition) == expected_ids(world, kind, condition)


@pytest.mark.parametrize("operator", ["eq", "gt", "gte", "lt", "lte"])
def test_given_each_number_next_to_an_amount_then_it_is_compared_exactly(
    client: TestClient, world: World, operator: str
) -> None:
    for amount in OPERANDS:
        for tail in TAILS:
            condition = {"totalAmount": {operator: near(amount, tail)}}
            assert found_ids(client, "Quote", condition) == expected_ids(world, "Quote", condition)
