"""Status reasons over HTTP: added, renamed, retired, brought back, made the default."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.refusals import Case, Error, Said, assert_refused, at, invalid, not_found, refusal
from tests.api.requests import ask, call, events, nothing_changes, post
from tests.api.test_master_data import conflict

LOST, OUT_SOLD, REVISED = (f"srs_{number:026}" for number in (4, 5, 12))
NONE = "srs_7zzzzzzzzzzzzzzzzzzzzzzzzz"
SELECTION = """
  statusReason {
    id version opportunityState quoteState code label labelEn labelJa isDefault isActive
  }
  errors { code }
"""
BUDGET = {
    "state": {"opportunityState": "LOST"},
    "code": "NO_BUDGET",
    "labelEn": "No budget",
    "labelJa": "予算なし",
}


def listed(client: TestClient, language: str = "en", *, retired: bool = False) -> Any:
    """The reasons of LOST: code, label, default, active."""
    document = """query($retired: Boolean!) {
      opportunityStatusReasons(state: LOST, includeInactive: $retired) {
        code label isDefault isActive
      }
    }"""
    reasons = ask(client, document, {"retired": retired}, language)["opportunityStatusReasons"]
    return [tuple(each.values()) for each in reasons]


def test_the_whole_life_of_a_status_reason(client: TestClient, database_url: str) -> None:
    added = call(client, "createStatusReason", BUDGET, SELECTION)["statusReason"]

    identifier = added["id"]
    assert added == {
        "id": identifier,
        "version": 1,
        "opportunityState": "LOST",
        "quoteState": None,
        "code": "NO_BUDGET",
        "label": "No budget",
        "labelEn": "No budget",
        "labelJa": "予算なし",
        "isDefault": False,
        "isActive": True,
    }
    assert listed(client, "ja")[2] == ("NO_BUDGET", "予算なし", False, True)

    given: dict[str, Any] = {"statusReasonId": identifier, "expectedVersion": 1}
    renamed = call(
        client, "renameStatusReason", given | {"labelEn": "Broke", "labelJa": None}, SELECTION, "ja"
    )
    assert renamed["statusReason"] == {
        **added,
        "version": 2,
        "label": "Broke",
        "labelEn": "Broke",
        "labelJa": None,
    }

    default = call(
        client,
        "setDefaultStatusReason",
        given | {"expectedVersion": 2},
        "statusReason { version isDefault } formerDefault { id version isDefault } errors { code }",
    )
    assert default == {
        "statusReason": {"version": 3, "isDefault": True},
        "formerDefault": {"id": LOST, "version": 2, "isDefault": False},
        "errors": [],
    }

    retired = call(client, "retireStatusReason", {"statusReasonId": LOST}, SELECTION)
    assert (retired["statusReason"]["isActive"], retired["errors"]) == (False, [])
    assert listed(client) == [
        ("OUT_SOLD", "Out-sold", False, True),
        ("NO_BUDGET", "Broke", True, True),
    ]
    assert listed(client, retired=True)[0] == ("CANCELED", "Canceled", False, False)

    back = call(client, "reinstateStatusReason", {"statusReasonId": LOST}, SELECTION)
    assert (back["statusReason"]["isActive"], back["errors"]) == (True, [])
    assert listed(client)[0] == ("CANCELED", "Canceled", False, True)
    assert events(database_url) == [
        "StatusReasonCreated",
        "StatusReasonRenamed",
        "DefaultStatusReasonSet",
        "StatusReasonRetired",
        "StatusReasonReinstated",
    ]


def test_of_quotes_and_without_a_japanese_label(client: TestClient) -> None:
    given = {"state": {"quoteState": "CLOSED"}, "code": "TOO_LATE_2", "labelEn": "Too late"}

    payload = call(client, "createStatusReason", given, SELECTION, "ja")

    assert payload["statusReason"]["quoteState"] == "CLOSED"
    assert payload["statusReason"]["opportunityState"] is None
    assert payload["statusReason"]["label"] == "Too late"


def test_there_is_one_default_when_it_is_set_again(client: TestClient, database_url: str) -> None:
    with nothing_changes(database_url):
        payload = call(
            client,
            "setDefaultStatusReason",
            {"statusReasonId": LOST},
            "statusReason { isDefault } formerDefault { id } errors { code }",
        )

    assert payload == {"statusReason": {"isDefault": True}, "formerDefault": None, "errors": []}


def wrong(code: str, said: Said, field: str, reason: str) -> Error:
    return refusal("StatusReasonStateError", code, said, at(field), statusReason={"code": reason})


RESERVED = wrong(
    "STATUS_REASON_IS_RESERVED",
    Said(
        "Only the system gives this status reason: it can't be retired, nor be the default.",
        "システム専用のステータス理由のため、廃止や既定への設定はできません。",
    ),
    "statusReasonId",
    "REVISED",
)
CASES: list[tuple[str, list[Case]]] = [
    ("createStatusReason", [
        (BUDGET | {"code": "OUT_SOLD"}, [
            wrong(
                "STATUS_REASON_EXISTS",
                Said(
                    "The state has a status reason with this code already.",
                    "この状態には、このコードのステータス理由がすでにあります。",
                ),
                "code",
                "OUT_SOLD",
            ),
        ]),
        (BUDGET | {"code": "REVISED"}, [
            invalid(at("code"), "It is kept for the system.", "システム用に予約されています。"),
        ]),
        (BUDGET | {"code": "out sold"}, [
            invalid(
                at("code"),
                "It isn't a word of capital letters, digits and underscores, such as NO_BUDGET.",
                "英大文字・数字・アンダースコアからなる語(例: NO_BUDGET)ではありません。",
            ),
        ]),
    ]),
    ("retireStatusReason", [
        ({"statusReasonId": NONE}, [not_found(at("statusReasonId"), NONE)]),
        ({"statusReasonId": LOST, "expectedVersion": 2}, [
            conflict(2, 1, LOST),
            wrong(
                "STATUS_REASON_IS_DEFAULT",
                Said(
                    "It is its state's default, so it can't be retired; set another default first.",
                    "既定のステータス理由は廃止できません。先に別のものを既定にしてください。",
                ),
                "statusReasonId",
                "CANCELED",
            ),
        ]),
        ({"statusReasonId": REVISED}, [RESERVED]),
    ]),
    ("reinstateStatusReason", [
        ({"statusReasonId": LOST, "expectedVersion": 2}, [conflict(2, 1, LOST)]),
    ]),
    ("renameStatusReason", [
        ({"statusReasonId": LOST, "expectedVersion": 2}, [conflict(2, 1, LOST)]),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("field", "cases"), CASES, ids=[case[0] for case in CASES])
def test_every_refusal(
    client: TestClient, database_url: str, field: str, cases: list[Case]
) -> None:
    with nothing_changes(database_url):
        assert_refused(client, field, ("statusReason",), cases)


def test_what_cant_be_the_default(client: TestClient, database_url: str) -> None:
    call(client, "retireStatusReason", {"statusReasonId": OUT_SOLD}, "errors { code }")
    retired = wrong(
        "STATUS_REASON_IS_RETIRED",
        Said(
            "It is retired, so it can't be the default; bring it back first.",
            "廃止済みのため既定にできません。先に復活させてください。",
        ),
        "statusReasonId",
        "OUT_SOLD",
    )

    with nothing_changes(database_url):
        assert_refused(
            client,
            "setDefaultStatusReason",
            ("statusReason", "formerDefault"),
            [
                ({"statusReasonId": OUT_SOLD}, [retired]),
                ({"statusReasonId": REVISED}, [RESERVED]),
            ],
        )


@pytest.mark.parametrize(
    "state",
    [
        "{}",
        "{ opportunityState: null }",
        "{ opportunityState: LOST, quoteState: CLOSED }",
        "{ opportunityState: CLOSED }",
        "null",
    ],
)
def test_it_is_of_exactly_one_state(client: TestClient, database_url: str, state: str) -> None:
    given = f'state: {state}, code: "X", labelEn: "X"'

    with nothing_changes(database_url):
        answer = post(
            client, f"mutation {{ createStatusReason(input: {{{given}}}) {{ __typename }} }}"
        )

    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert answer.get("data") is None
