"""What is told of the cost of operations, and that ordinary ones are within the default limit."""

import json
import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from graphql import get_introspection_query

from benchmarks.cases import LINES, PAGE
from domain.batch import MAX_BATCH
from resolvers.conditions import CONDITION, RELATED, VALUES
from resolvers.cost import COUNT, INTROSPECTED, THROUGH_ALL, WRITE
from resolvers.documents import Documents
from resolvers.limits import Limits
from resolvers.searches import DEFAULT_PAGE
from resolvers.sizes import FEW, SEVERAL, USUAL
from server.schema import SCHEMA
from server.settings import Settings
from tests.api.refusals import ERRORS
from tests.edge.test_cost import CLOSE, DOCUMENTS, Values, cost

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_readme_says_how_it_is_counted() -> None:
    gist = (
        "An operation's cost is known before it runs: a point for each object of the answer, "
        f"{INTROSPECTED} for one of the introspection, {COUNT} for a `totalCount`, "
        f"{THROUGH_ALL} for `closeMetrics`, `pipeline` and `events`, "
        f"{WRITE} for each record that a mutation is about, "
        f"{CONDITION} for each condition of a filter and for every {CONDITION * VALUES} values of "
        f"a list in it, {RELATED} where it goes on to related records (a tenth of these below a "
        "record). "
        "The entries of lists multiply what is below them: `first` or `last` of a page "
        f"({DEFAULT_PAGE} without), the ids of a mutation on many ({MAX_BATCH:,} by a filter), "
        f"{FEW} errors, blockers or remedies, {SEVERAL} of what an error lists, {USUAL} of any "
        "other. One that costs too much is refused; the error names the field that costs most."
    )

    assert gist in " ".join(README.split())


def test_the_readme_s_example_costs_what_it_says() -> None:
    said = re.search(r'`"extensions":({"cost":.*?}})`', README)
    assert said is not None

    assert json.loads(said[1]) == {
        "cost": {"requested": cost(CURL[0]), "limit": Limits().cost},
    }


def test_the_operator_s_guide_says_how_much_is_read_in_a_minute() -> None:
    document = LINES.replace("quotes(first: 10)", "quotes(first: 2)")
    settings = Settings(max_page=1000)
    documents = Documents(SCHEMA._schema, settings.limits)
    operation = documents.get(document).operation(None)
    assert operation is not None

    small, large = (
        settings.rate_limit // operation.price.of({"first": first}) for first in (100, 1000)
    )

    guide = (ROOT / "docs/operating.md").read_text("utf-8")
    assert (
        f"By default that is {small} pages a minute of 100 opportunities, with two quotes each "
        f"and their lines, or {large} pages of 1,000"
    ) in guide


CURL = [
    json.loads(shlex.split(command.replace("\\\n", ""))[-1])["query"]
    for command in re.findall(r"```sh\n(curl .*?)```", README, re.DOTALL)
]
WALK = [
    f"mutation($input: {type_}!) {{ {field}(input: $input) {{ {selected} errors {{ code }} }} }}"
    for field, type_, selected in re.findall(r"call (\w+) (\w+Input) (?:\\\n *)?'(.*?)'", README)
]
MANY: Values = {"input": {"filter": {"state": {"eq": "OPEN"}}, "outcome": "WON"}}
ALL_OF_ERRORS = (
    "{ closedCount results { opportunityId status opportunity { id version } "
    f"closedQuotes {{ id number state }} {ERRORS} }} {ERRORS} }} }}"
)
ORDINARY: Mapping[str, tuple[Sequence[str], Values]] = {
    "the README's calls": (CURL, {}),
    "a partner's walk": (WALK, {}),
    "the README's GraphQL": (re.findall(r"```graphql\n(.*?)```", README, re.DOTALL), {}),
    "GraphiQL's story": (
        [path.read_text("utf-8") for path in (ROOT / "server/graphiql/story").iterdir()],
        {},
    ),
    "the clients' story": ([(ROOT / "tests/clients/story.graphql").read_text("utf-8")], {}),
    "the whole introspection": ([get_introspection_query()], {}),
    "a page of 100 with all quotes": ([PAGE], {"first": 100}),
    "a page of 50 with all lines": ([LINES], {"first": 50}),
    "a bulk close with all of its errors": ([CLOSE + ALL_OF_ERRORS], MANY),
    "a bulk close of quotes with all of its errors": (
        [CLOSE.replace("Opportunities", "QuotesOfOpportunities") + ALL_OF_ERRORS],
        MANY,
    ),
}
FOUND = {
    "the README's calls": 7,
    "a partner's walk": 8,
    "the README's GraphQL": 2,
    "GraphiQL's story": 5,
}
"""So many documents, lest the tests look at none."""


@pytest.mark.parametrize("kind", ORDINARY)
def test_ordinary_operations_are_within_the_default_limit(kind: str) -> None:
    documents, variables = ORDINARY[kind]
    assert len(documents) == FOUND.get(kind, 1)

    for document in documents:
        read = DOCUMENTS.get(document)
        assert read.errors == []
        costs = [each.price.of(variables) for each in read.operations.values()]
        assert costs
        assert max(costs) <= Limits().cost, document
