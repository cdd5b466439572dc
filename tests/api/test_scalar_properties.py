"""What a scalar takes is answered as the same value; what else Python reads is refused."""

import json
import string
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

import pytest
from graphql import GraphQLError, Undefined, parse_value
from graphql.utilities import coerce_input_literal, coerce_input_value
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from schema.scalars import parse_date, parse_date_time, parse_decimal
from server.schema import SCHEMA
from tests.api.demo import ROBOTS
from tests.api.requests import ask, call, literal
from tests.costs import without_cost
from tests.differential.ways import Request, ordinary, over_http

MANY = settings(deadline=None, max_examples=500, derandomize=True, database=None)
FEW = settings(deadline=None, max_examples=25, derandomize=True, database=None)

DIGITS = st.text(string.digits, min_size=1, max_size=30)
DECIMALS = st.builds(
    lambda sign, whole, part: f"{sign}{whole}{part}",
    st.sampled_from(["", "-"]),
    DIGITS,
    st.just("") | DIGITS.map(".{}".format),
)
DATES = st.dates().map(lambda day: f"{day.year:04}-{day.month:02}-{day.day:02}")
OFFSETS = st.integers(-1439, 1439)


@st.composite
def instants(draw: st.DrawFn) -> tuple[str, datetime]:
    """RFC 3339's text of an instant, and the instant."""
    offset = draw(OFFSETS)
    local = draw(st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)))  # noqa: DTZ001
    decimals = draw(st.integers(0, 6))
    scale = 10 ** (6 - decimals)
    local = local.replace(microsecond=local.microsecond // scale * scale)
    fraction = f".{local.microsecond:06}"[: decimals + 1] if decimals else ""
    hours, minutes = divmod(abs(offset), 60)
    zone = f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}"
    if offset == 0:
        zone = draw(st.sampled_from(["Z", "z", "+00:00", "-00:00"]))
    t = draw(st.sampled_from("Tt"))
    day = f"{local.year:04}-{local.month:02}-{local.day:02}"
    text = f"{day}{t}{local.hour:02}:{local.minute:02}:{local.second:02}{fraction}{zone}"
    return text, local.replace(tzinfo=timezone(timedelta(minutes=offset)))


def exactly(text: str) -> Fraction:
    """What a decimal says, by integers alone."""
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    whole, _, part = digits.partition(".")
    return Fraction(sign * int(whole + part), 10 ** len(part))


@MANY
@given(DECIMALS)
def test_every_decimal_of_our_spelling_is_taken_as_exactly_that_number(text: str) -> None:
    assert Fraction(parse_decimal(text)) == exactly(text)


@MANY
@given(st.integers(-(10**30) + 1, 10**30 - 1))
def test_every_integer_is_taken_as_exactly_that_number(number: int) -> None:
    assert parse_decimal(number) == Decimal(number)


@MANY
@given(st.dates())
def test_every_date_of_our_spelling_is_taken_as_that_day(day: date) -> None:
    assert parse_date(f"{day.year:04}-{day.month:02}-{day.day:02}") == day


@MANY
@given(instants())
def test_every_instant_of_our_spelling_is_taken_as_that_instant(
    spelled: tuple[str, datetime],
) -> None:
    text, instant = spelled

    taken = parse_date_time(text)

    assert (taken, taken.tzinfo) == (instant, UTC)


# ── what Python reads, and what else there may be ───────────────────────────────────────────────


def spoilt(sound: st.SearchStrategy[str], characters: str) -> st.SearchStrategy[str]:
    """Texts of our spelling with a character put in, taken out or replaced."""
    return st.builds(
        lambda text, at, length, more: (
            text[: at % (len(text) + 1)] + more + text[at % (len(text) + 1) + length :]
        ),
        sound,
        st.integers(0, 70),
        st.integers(0, 2),
        st.text(characters, max_size=2),
    )


def is_decimal(text: str) -> bool:
    whole, point, part = text.removeprefix("-").partition(".")
    sides = (whole, part) if point else (whole,)
    return all(1 <= len(each) <= 30 and set(each) <= set(string.digits) for each in sides)


def is_date(text: str) -> bool:
    shape = "".join("0" if each in string.digits else each for each in text)
    return shape == "0000-00-00" and _reads(date.fromisoformat, text)


def is_instant(text: str) -> bool:
    upper = text.replace("t", "T").replace("z", "Z")
    shape = "".join("0" if each in string.digits else each for each in upper)
    head, tail = shape[:19], shape[19:]
    fraction = tail[: len(tail) - len(tail.lstrip(".0"))] if tail.startswith(".") else ""
    zone = tail[len(fraction) :]
    return (
        head == "0000-00-00T00:00:00"
        and (fraction == "" or fraction in {"." + "0" * count for count in range(1, 7)})
        and (zone == "Z" or (zone in {"+00:00", "-00:00"} and text[-2] < "6"))
        and _reads(lambda each: datetime.fromisoformat(each).astimezone(UTC), upper)
    )


def _reads(parse: Callable[[str], Any], text: str) -> bool:
    try:
        parse(text)
    except (ValueError, OverflowError, InvalidOperation):
        return False
    return True


ODD = string.digits + "+-.,:_ \n\t\0eEnNaAsSiIfFtTzZwW/" + "\uff11\u0661²\u2212"
DAYS = st.dates(date(1000, 1, 1))
OTHER_DAYS = st.builds(
    lambda day, written: day.strftime(written), DAYS, st.sampled_from(["%G-W%V-%u", "%Y%m%d"])
)
CASES = (
    (parse_decimal, is_decimal, Decimal, DECIMALS, st.decimals().map(str)),
    (parse_date, is_date, date.fromisoformat, DATES, OTHER_DAYS),
    (
        parse_date_time,
        is_instant,
        datetime.fromisoformat,
        instants().map(lambda each: each[0]),
        st.builds("{}{}".format, DATES | OTHER_DAYS, st.sampled_from(["", "T00Z", " 00:00:00Z"])),
    ),
)
"""Ours, what is our spelling, Python's own, texts of our spelling, texts of Python's."""


@pytest.mark.parametrize(("parse", "is_ours", "pythons", "sound", "other"), CASES)
def test_nothing_but_our_spelling_is_taken_whatever_python_reads(
    parse: Callable[[object], Any],
    is_ours: Callable[[str], bool],
    pythons: Callable[[str], Any],
    sound: st.SearchStrategy[str],
    other: st.SearchStrategy[str],
) -> None:
    seen = {"ours": 0, "Python's alone": 0, "nobody's": 0}

    @MANY
    @given(sound | other | spoilt(sound, ODD) | st.text(ODD, max_size=12))
    def check(text: str) -> None:
        if is_ours(text):
            seen["ours"] += 1
            parse(text)
            return
        seen["Python's alone" if _reads(pythons, text) else "nobody's"] += 1
        with pytest.raises(GraphQLError):
            parse(text)

    check()
    assert min(seen.values()) > 5, seen


@MANY
@given(st.dates(), st.sampled_from(["%G-W%V-%u", "%GW%V%u", "%Y%m%d", "%Y-%j", "%d.%m.%Y"]))
def test_other_ways_to_write_a_day_are_refused(day: date, written: str) -> None:
    for text in (day.strftime(written), f"{day.strftime(written)}T00:00:00Z"):
        for parse in (parse_date, parse_date_time):
            with pytest.raises(GraphQLError):
                parse(text)


# ── literals and variables ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["Decimal", "Date", "DateTime", "Int", "ID", "String", "Boolean"])
def test_a_literal_means_what_the_same_variable_means(name: str) -> None:
    type_: Any = SCHEMA._schema.type_map[name]
    ours = DECIMALS | DATES | instants().map(lambda each: each[0])
    texts = ours | spoilt(ours, ODD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
    numbers = (
        st.integers() | st.integers(-(2**31) - 2, 2**31 + 2) | st.sampled_from([0.5, 1.5, 1e3])
    )
    values: st.SearchStrategy[Any] = st.none() | st.booleans() | texts | numbers
    values |= st.lists(values, max_size=2) | st.dictionaries(st.just("a"), values, max_size=1)

    @MANY
    @given(values)
    def check(value: Any) -> None:
        as_variable = coerce_input_value(value, type_)
        as_literal = coerce_input_literal(parse_value(literal(value)), type_)
        # JSON has one kind of number: 1000.0 is an integer in a variable and a float in a literal.
        if isinstance(value, float) and name in {"Int", "ID"}:
            assert as_literal is Undefined
        else:
            assert (as_variable, type(as_variable)) == (as_literal, type(as_literal))

    check()


# ── answered back ───────────────────────────────────────────────────────────────────────────────

STORED = "estimatedRevenue { amount } estimatedCloseDate"
READ = f'{{ opportunity(id: "{ROBOTS}") {{ {STORED} }} }}'
AT = """query($at: DateTime!) {
  opportunities(filter: {createdAt: {gte: $at, lte: $at}}) { nodes { id } }
}"""


def test_whatever_is_stored_is_answered_as_the_same_value(client: TestClient) -> None:
    amounts = st.integers(0, 10**15).map(lambda cents: f"{cents // 100}.{cents % 100:02}")

    @FEW
    @given(amounts, DATES)
    def check(amount: str, day: str) -> None:
        change = {"opportunityId": ROBOTS, "estimatedRevenue": amount, "estimatedCloseDate": day}
        selection = f"opportunity {{ {STORED} }} errors {{ code }}"
        told = call(client, "updateOpportunity", change, selection)
        stored = {"estimatedRevenue": {"amount": amount}, "estimatedCloseDate": day}
        assert told == {"opportunity": stored, "errors": []}
        for way in (over_http, ordinary):
            found = without_cost(json.loads(way(client, Request(READ))))
            assert found == {"data": {"opportunity": stored}}

    check()


def test_an_instant_is_found_again_however_it_is_written(client: TestClient) -> None:
    created = ask(client, f'{{ opportunity(id: "{ROBOTS}") {{ createdAt }} }}')
    instant = datetime.fromisoformat(created["opportunity"]["createdAt"])

    @FEW
    @given(OFFSETS, st.sampled_from("Tt"), st.integers(0, 6))
    def check(offset: int, t: str, decimals: int) -> None:
        local = instant.astimezone(timezone(timedelta(minutes=offset)))
        fraction = f".{'0' * decimals}" if decimals else ""
        written = local.isoformat(t)[:19] + fraction + local.isoformat()[-6:]
        for way in (over_http, ordinary):
            found = without_cost(json.loads(way(client, Request(AT, {"at": written}))))
            assert found == {"data": {"opportunities": {"nodes": [{"id": ROBOTS}]}}}, written

    check()
