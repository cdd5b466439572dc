"""What is wrong with a request is said in the same words over HTTP and by the ordinary way."""

import json
from collections import Counter

from hypothesis import given

from tests.differential.comparing import lines
from tests.differential.conftest import Asked
from tests.differential.examples import examples
from tests.differential.spoiling import known, spoiled
from tests.differential.ways import Request, ordinary, over_http


def test_given_any_spoiled_request_then_both_ways_say_the_same(asked: Asked) -> None:
    codes: Counter[str] = Counter()

    @examples(100, share=0.5)
    @given(spoiled(asked.author.requests()))
    def check(request: Request) -> None:
        answer = over_http(asked.client, request)

        assert lines(answer) == lines(ordinary(asked.client, request))
        errors = json.loads(answer).get("errors", [])
        assert known({"errors": errors})
        codes.update({error["extensions"]["code"] for error in errors} or {"none"})

    check()
    assert codes.keys() >= {"BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED"}
    assert codes["BAD_USER_INPUT"] >= 0.1 * codes.total()
    assert codes["none"] <= 0.4 * codes.total()
