"""The comparison sees every difference that a client could see."""

import json

import pytest

from tests.costs import text_without_cost
from tests.differential.comparing import lines
from tests.differential.conftest import Asked
from tests.differential.ways import Request, ordinary, over_http

RIGHT = '{"data":{"a":{"b":1,"c":null},"d":[{},{"e":"é"}],"f":true,"g":[]}}'
WRONG = {
    "keys in another order": '{"data":{"a":{"c":null,"b":1},"d":[{},{"e":"é"}],"f":true,"g":[]}}',
    "another value": '{"data":{"a":{"b":2,"c":null},"d":[{},{"e":"é"}],"f":true,"g":[]}}',
    "a missing null": '{"data":{"a":{"b":1},"d":[{},{"e":"é"}],"f":true,"g":[]}}',
    "a key twice": '{"data":{"a":{"b":1,"b":1,"c":null},"d":[{},{"e":"é"}],"f":true,"g":[]}}',
    "an object in two": '{"data":{"a":{"b":1},"a":{"c":null},"d":[{},{"e":"é"}],"f":true,"g":[]}}',
    "a string for a number": '{"data":{"a":{"b":"1","c":null},"d":[{},{"e":"é"}],"f":true,"g":[]}}',
    "a fraction": '{"data":{"a":{"b":1.0,"c":null},"d":[{},{"e":"é"}],"f":true,"g":[]}}',
    "a number for a truth": '{"data":{"a":{"b":1,"c":null},"d":[{},{"e":"é"}],"f":1,"g":[]}}',
    "an item less": '{"data":{"a":{"b":1,"c":null},"d":[{"e":"é"}],"f":true,"g":[]}}',
    "items in another order": '{"data":{"a":{"b":1,"c":null},"d":[{"e":"é"},{}],"f":true,"g":[]}}',
    "an object for a list": '{"data":{"a":{"b":1,"c":null},"d":[{},{"e":"é"}],"f":true,"g":{}}}',
    "null for a list": '{"data":{"a":{"b":1,"c":null},"d":[{},{"e":"é"}],"f":true,"g":null}}',
    "another letter": '{"data":{"a":{"b":1,"c":null},"d":[{},{"e":"e\\u0301"}],"f":true,"g":[]}}',
    "an error more": RIGHT[:-1] + ',"errors":[]}',
}


@pytest.mark.parametrize("answer", WRONG.values(), ids=WRONG.keys())
def test_given_a_wrong_answer_then_it_differs(answer: str) -> None:
    assert lines(answer) != lines(RIGHT)


def test_given_the_same_answer_in_another_spelling_then_it_is_equal() -> None:
    spelled = json.dumps(json.loads(RIGHT), indent=1, ensure_ascii=True)

    assert lines(spelled) == lines(RIGHT)


def test_given_answers_in_json_that_is_broken_then_nothing_is_compared() -> None:
    with pytest.raises(json.JSONDecodeError):
        lines('{"data":{"a":}}')


def test_given_an_oracle_of_other_rows_then_it_contradicts_the_application(asked: Asked) -> None:
    document = "{ viewer { name } accounts(first: 2) { totalCount nodes { id name } } }"
    request = Request(document)
    rows = asked.oracle.rows.tables["account"]
    first = min(rows, key=lambda row: (row["name_folded"], row["id"]))
    right, name = lines(asked.oracle.answer(request)), first["name"]
    assert lines(text_without_cost(over_http(asked.client, request))) == right
    assert lines(text_without_cost(ordinary(asked.client, request))) == right

    first["name"] = f"{name}!"
    try:
        wrong = lines(asked.oracle.answer(request))
    finally:
        first["name"] = name

    different = [place for place, line in enumerate(right) if line != wrong[place]]
    assert [right[place] for place in different] == [
        f".data.accounts.nodes[0].name = {json.dumps(name, ensure_ascii=False)}"
    ]
