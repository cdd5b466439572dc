"""closeMetrics and pipeline over HTTP: groups and their keys, filters, limits, one statement."""

from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from db.ids import new_id
from db.reads.figures import MAX_GROUPS
from db.tables import Account, Competitor, ExchangeRate, Opportunity
from domain.lifecycle import OpportunityOutcome
from tests.api.demo import AIKO, BEN, NORTHWIND
from tests.api.requests import ask, call, post
from tests.conftest import recorded
from tests.factories import closed, opportunity
from tests.reads.asking import database_of, empty, store

RECORD = "record { __typename id ... on User { name } ... on Competitor { name } }"
OPEN_DEALS = "... on Account { opportunities { nodes { closeReadiness { canClose } } } }"
NOTHING = {
    "count": 0,
    "won": 0,
    "wonValue": {"amount": "0.00"},
    "withoutRate": 0,
    "winRate": {"percent": None, "n": 0},
    "winRateByValue": {"percent": None, "n": 0},
    "daysToClose": {"average": None, "median": None, "n": 0},
    "revenueGap": {"value": {"amount": "0.00"}, "percent": None, "n": 0},
}
SELECTION = """count won wonValue { amount } withoutRate winRate { percent n }
  winRateByValue { percent n } daysToClose { average median n }
  revenueGap { value { amount } percent n }"""


@pytest.fixture
def bare(client: TestClient) -> TestClient:
    """The API on a database without opportunities, accounts or competitors."""
    empty(client)
    return client


def won(client: TestClient, **given: Any) -> None:
    _store_closed(client, OpportunityOutcome.WON, **given)


def lost(client: TestClient, **given: Any) -> None:
    _store_closed(client, OpportunityOutcome.LOST, **given)


def _store_closed(client: TestClient, outcome: OpportunityOutcome, **given: Any) -> None:
    of_close = {"competitor_id", "stage_at_close", "exchange_rate", "base_currency"}
    deal, close = closed(
        outcome, **{name: value for name, value in given.items() if name not in of_close}
    )
    for name in of_close & given.keys():
        setattr(close, name, given[name])
    store(client, [deal, close])


def test_without_a_grouping_there_is_one_row_even_of_nothing(bare: TestClient) -> None:
    answer = ask(
        bare,
        f"""{{ closeMetrics {{ keys {{ value }} {SELECTION} }}
        pipeline {{ keys {{ value }} count value {{ amount currency }} }} }}""",
    )

    assert answer == {
        "closeMetrics": [{"keys": [], **NOTHING}],
        "pipeline": [{"keys": [], "count": 0, "value": {"amount": "0.00", "currency": "USD"}}],
    }


def test_with_a_grouping_there_are_no_rows_of_nothing(bare: TestClient) -> None:
    answer = ask(
        bare,
        """{ closeMetrics(groupBy: [OWNER]) { count } pipeline(groupBy: [STAGE]) { count }
        none: closeMetrics(groupBy: []) { count } null: closeMetrics(groupBy: null) { count } }""",
    )

    assert answer == {
        "closeMetrics": [],
        "pipeline": [],
        "none": [{"count": 0}],
        "null": [{"count": 0}],
    }


def test_a_group_has_its_record_in_the_order_of_the_labels_and_none_last(bare: TestClient) -> None:
    rivals = [
        Competitor(id=new_id("Competitor"), name=name, name_folded=name.casefold())
        for name in ("Zeta", "alpha")
    ]
    store(bare, rivals)
    lost(bare, competitor_id=rivals[0].id, owner_id=AIKO)
    lost(bare, competitor_id=rivals[1].id, owner_id=BEN)
    won(bare, owner_id=BEN)
    won(bare, competitor_id=rivals[1].id, owner_id=BEN)

    answer = ask(
        bare,
        f"""{{ closeMetrics(groupBy: [COMPETITOR]) {{
        keys {{ value label {RECORD} again: record {{ id }} }} count won }}
        both: closeMetrics(groupBy: [OWNER, OUTCOME]) {{ keys {{ label }} count }} }}""",
    )

    def key(rival: Competitor) -> dict[str, Any]:
        record = {"__typename": "Competitor", "id": rival.id, "name": rival.name}
        return {
            "value": rival.id,
            "label": rival.name,
            "record": record,
            "again": {"id": rival.id},
        }

    assert answer == {
        "closeMetrics": [
            {"keys": [key(rivals[1])], "count": 2, "won": 1},
            {"keys": [key(rivals[0])], "count": 1, "won": 0},
            {"keys": [None], "count": 1, "won": 1},
        ],
        "both": [
            {"keys": [{"label": "Aiko Tanaka"}, {"label": "Lost"}], "count": 1},
            {"keys": [{"label": "Ben Carter"}, {"label": "Won"}], "count": 2},
            {"keys": [{"label": "Ben Carter"}, {"label": "Lost"}], "count": 1},
        ],
    }


@pytest.mark.parametrize(
    ("language", "labels"), [("en", ["Won", "Lost"]), ("ja", ["受注", "失注"])]
)
def test_labels_are_in_the_readers_language(
    client: TestClient, language: str, labels: list[str]
) -> None:
    query = "{ closeMetrics(groupBy: [OUTCOME]) { keys { __typename value label } } }"

    rows = ask(client, query, language=language)["closeMetrics"]

    assert [row["keys"][0] for row in rows] == [
        {"__typename": "GroupKey", "value": value, "label": label}
        for value, label in zip(("WON", "LOST"), labels, strict=True)
    ]


def test_a_close_that_was_undone_counts_no_more_and_a_later_one_does(bare: TestClient) -> None:
    deal = opportunity(estimated_revenue=1_000_000)
    store(bare, [deal])
    given = {"opportunityId": deal.id}
    query = "{ closeMetrics { count won wonValue { amount } } pipeline { count } }"

    call(bare, "closeOpportunity", {**given, "outcome": "WON"}, "errors { code }")
    first = ask(bare, query)
    call(bare, "reopenOpportunity", given, "errors { code }")
    second = ask(bare, query)
    call(bare, "closeOpportunity", {**given, "outcome": "LOST"}, "errors { code }")
    third = ask(bare, query)

    nothing = {"count": 0, "won": 0, "wonValue": {"amount": "0.00"}}
    hundred = {"count": 1, "won": 1, "wonValue": {"amount": "100.00"}}
    assert first == {"closeMetrics": [hundred], "pipeline": [{"count": 0}]}
    assert second == {"closeMetrics": [nothing], "pipeline": [{"count": 1}]}
    assert third == {"closeMetrics": [nothing | {"count": 1}], "pipeline": [{"count": 0}]}


def test_values_are_in_the_base_currency_and_those_without_a_rate_are_counted(
    bare: TestClient,
) -> None:
    half_a_cent = {"currency": "JPY", "exchange_rate": 50_000_000, "base_currency": "USD"}
    won(bare, **half_a_cent, actual_revenue=10_000, estimated_revenue=30_000)
    won(bare, **half_a_cent, actual_revenue=20_000, estimated_revenue=None)
    won(bare, currency="JPY", actual_revenue=10**12)
    won(bare, exchange_rate=10**10, base_currency="EUR", actual_revenue=10**12)
    lost(bare, **half_a_cent, estimated_revenue=90_000)

    rows = ask(
        bare,
        """{ closeMetrics { count withoutRate wonValue { amount currency } lostValue { amount }
        winRateByValue { percent n } revenueGap { n percent value { amount } } } }""",
    )["closeMetrics"]

    assert rows == [
        {
            "count": 5,
            "withoutRate": 2,
            # 0.005 and 0.010: rounded once, at the end.
            "wonValue": {"amount": "0.02", "currency": "USD"},
            "lostValue": {"amount": "0.05"},
            "winRateByValue": {"percent": "25.00", "n": 3},
            "revenueGap": {"n": 1, "percent": "-66.67", "value": {"amount": "-0.01"}},
        }
    ]


def test_the_pipeline_is_valued_at_the_latest_rates_that_are_not_after_today(
    bare: TestClient,
) -> None:
    store(
        bare,
        [
            ExchangeRate(
                id=new_id("ExchangeRate"),
                base_currency="USD",
                currency="JPY",
                valid_from=date(2026, 11, day),
                rate=rate,
            )
            for day, rate in ((1, 10**10), (22, 2 * 10**10), (23, 3 * 10**10))
        ],
    )
    store(
        bare,
        [
            opportunity(currency="JPY", estimated_revenue=100_000, probability=25),
            opportunity(currency="USD", estimated_revenue=70_000, probability=None),
            opportunity(currency="KWD", estimated_revenue=70_000, probability=50),
            opportunity(currency="USD", estimated_revenue=None, probability=50),
        ],
    )

    rows = ask(
        bare, "{ pipeline { count withoutRate value { amount } weightedValue { amount } } }"
    )["pipeline"]

    assert rows == [
        {
            "count": 4,
            "withoutRate": 1,
            "value": {"amount": "27.00"},
            "weightedValue": {"amount": "5.00"},
        }
    ]


# ── filters ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ('{actualCloseDate: {gte: "2026-02-01", lte: "2026-03-31"}}', 2),
        ("{outcome: {eq: WON}}", 2),
        ("{outcome: {in: [WON, LOST]}}", 3),
        ("{not: {outcome: {eq: WON}}}", 1),
        ('{statusReasonCode: {eq: "CANCELED"}}', 1),
        ("{competitorId: {isNull: true}}", 3),
        ("{stageAtClose: {eq: PROPOSE}}", 3),
        ('{currency: {eq: "JPY"}}', 1),
        (f'{{opportunity: {{ownerId: {{eq: "{AIKO}"}}}}}}', 1),
        (f'{{opportunity: {{accountId: {{eq: "{NORTHWIND}"}}}}}}', 0),
        ("{opportunity: {accountId: {isNull: true}}, outcome: {eq: WON}}", 2),
        (f'{{or: [{{opportunity: {{ownerId: {{eq: "{AIKO}"}}}}}}, {{outcome: {{eq: LOST}}}}]}}', 2),
    ],
)
def test_a_filter_says_which_closes_count(bare: TestClient, condition: str, count: int) -> None:
    won(bare, owner_id=AIKO, actual_close_date=date(2026, 1, 31))
    won(bare, owner_id=BEN, actual_close_date=date(2026, 2, 1), currency="JPY")
    lost(bare, owner_id=BEN, actual_close_date=date(2026, 3, 31))

    rows = ask(bare, f"{{ closeMetrics(filter: {condition}) {{ count }} }}")

    assert rows == {"closeMetrics": [{"count": count}]}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("filter: {}", "filter is empty; leave it out to match everything."),
        (
            "filter: {opportunity: {}}",
            "filter.opportunity is empty; leave it out to match everything.",
        ),
        ("filter: {opportunity: null}", "filter.opportunity is null; leave it out."),
        ("filter: {currency: {eq: null}}", "filter.currency.eq is null; leave it out."),
        (
            "groupBy: [OWNER, ACCOUNT, PRODUCT, MONTH, QUARTER]",
            "groupBy has 5 entries; it can have 4.",
        ),
    ],
)
def test_what_cant_be_meant_is_refused(client: TestClient, arguments: str, message: str) -> None:
    answer = post(client, f"{{ closeMetrics({arguments}) {{ count }} }}")

    (error,) = answer["errors"]
    assert (error["extensions"]["code"], error["message"]) == ("BAD_USER_INPUT", message)
    assert answer["data"] is None


def test_more_than_a_thousand_groups_are_refused_and_others_are_answered(bare: TestClient) -> None:
    accounts = [
        Account(id=new_id("Account"), name=str(number), name_folded=str(number))
        for number in range(MAX_GROUPS + 1)
    ]
    deals = [opportunity(account_id=account.id) for account in accounts]
    store(bare, [*accounts, *deals])
    query = "{ pipeline(groupBy: [ACCOUNT]) { count } viewer { name } }"
    extra = f'(filter: {{accountId: {{in: ["{accounts[0].id}"]}}}}, groupBy: [ACCOUNT])'

    answer = post(bare, query)
    fewer = ask(bare, f"{{ pipeline{extra} {{ count }} }}")

    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "LIMIT_EXCEEDED"}
    assert error["message"] == "There are more than 1000 groups; filter, or group by less."
    assert error["path"] == ["pipeline"]
    assert fewer == {"pipeline": [{"count": 1}]}
    _close_account(bare, deals[0])
    assert len(ask(bare, query)["pipeline"]) == MAX_GROUPS


def _close_account(client: TestClient, deal: Opportunity) -> None:
    given = {"opportunityId": deal.id, "outcome": "LOST"}
    assert call(client, "closeOpportunity", given, "errors { code }") == {"errors": []}


# ── how they are read ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "query",
    [
        f"{{ closeMetrics {{ {SELECTION} daysLate {{ median }} }} }}",
        f"{{ closeMetrics(groupBy: [OWNER, MONTH]) {{ keys {{ label {RECORD} }} {SELECTION} }} }}",
        f"{{ pipeline(groupBy: [ACCOUNT]) {{ keys {{ record {{ {OPEN_DEALS} }} }} count }} }}",
        "{ a: closeMetrics { count } b: pipeline { count } viewer { id } }",
        "{ closeMetrics { __typename } }",
    ],
)
@pytest.mark.parametrize("introspection", ["", "__schema { queryType { name } }"])
def test_figures_are_one_statement_on_either_way(
    client: TestClient, query: str, introspection: str
) -> None:
    """With introspection beside them, graphql-core answers."""
    with recorded(database_of(client)) as statements:
        answer = ask(client, query.removesuffix("}") + introspection + "}")

    assert len(statements) == 1
    answer.pop("__schema", None)
    assert answer == ask(client, query)
    assert all(answer.values())


def test_what_isnt_asked_for_isnt_computed(client: TestClient) -> None:
    """Medians have to sort; sums of values are many."""

    def sql(selection: str) -> str:
        with recorded(database_of(client)) as statements:
            ask(client, f"{{ closeMetrics(groupBy: [OWNER]) {{ {selection} }} }}")
        (statement,) = statements
        return statement

    assert "row_number" not in sql("daysToClose { average n }")
    assert "row_number" in sql("daysToClose { median }")
    assert "1000000000" not in sql("count won winRate { percent }")
