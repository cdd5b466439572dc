"""Accounts, contacts, competitors, products, users over HTTP: written, found, listed, refused."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.demo import AIKO, BRIGHTSHELF, NO_ACCOUNT, NOBODY, NORTHWIND, ROBOTS
from tests.api.refusals import (
    Case,
    Error,
    Said,
    assert_refused,
    at,
    blank,
    forbidden_character,
    invalid,
    not_found,
    refusal,
    too_long,
)
from tests.api.requests import ask, call, call_literally, events, nothing_changes

SHELF_ROBOT = "prd_00000000000000000000000001"
FIELDS = {
    "Account": "id version name sector yearEstablished annualRevenue { amount currency } employees "
    "officeLocation parent { id } contacts { nodes { name } } opportunities { totalCount }",
    "Contact": "id version name email phone account { id }",
    "Competitor": "id version name",
    "Product": "id version name family listPrice { amount currency }",
    "User": "id version kind name email manager { id } regionalOffice",
}
LISTS = {kind: f"{kind.lower()}s" for kind in FIELDS}
NEW: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "Account": (
        {"name": " Ａcme ", "annualRevenue": {"amount": "1.5", "currency": "KWD"}},  # noqa: RUF001
        {
            "name": "Ａcme",  # noqa: RUF001
            "annualRevenue": {"amount": "1.500", "currency": "KWD"},
            **dict.fromkeys(("sector", "yearEstablished", "employees", "officeLocation", "parent")),
            "contacts": {"nodes": []},
            "opportunities": {"totalCount": 0},
        },
    ),
    "Contact": (
        {"name": "Ｍia", "email": "mia@example.com", "accountId": NORTHWIND},  # noqa: RUF001
        {
            "name": "Ｍia",  # noqa: RUF001
            "email": "mia@example.com",
            "phone": None,
            "account": {"id": NORTHWIND},
        },
    ),
    "Competitor": ({"name": "Ｒival"}, {"name": "Ｒival"}),  # noqa: RUF001
    "Product": (
        {"name": "Ｇlove", "family": "G", "listPrice": {"amount": 12, "currency": "JPY"}},  # noqa: RUF001
        {
            "name": "Ｇlove",  # noqa: RUF001
            "family": "G",
            "listPrice": {"amount": "12", "currency": "JPY"},
        },
    ),
    "User": (
        {"name": "Ｐartner", "kind": "INTEGRATION", "managerId": AIKO},  # noqa: RUF001
        {
            "name": "Ｐartner",  # noqa: RUF001
            "kind": "INTEGRATION",
            "email": None,
            "manager": {"id": AIKO},
            "regionalOffice": None,
        },
    ),
}
"""Of each kind an input, and what is read of what was made by it."""


def made(client: TestClient, kind: str, **differing: Any) -> Any:
    given = NEW[kind][0] | differing
    payload = call(client, f"create{kind}", given, f"{kind.lower()} {{ id }} errors {{ code }}")
    assert payload["errors"] == []
    return payload[kind.lower()]["id"]


@pytest.mark.parametrize("kind", NEW)
def test_what_is_created_is_found_by_id_as_a_node_and_in_its_list(
    client: TestClient, database_url: str, kind: str
) -> None:
    given, expected = NEW[kind]
    field = kind.lower()

    payload = call(
        client, f"create{kind}", given, f"{field} {{ {FIELDS[kind]} }} errors {{ code }}"
    )

    identifier = payload[field]["id"]
    record = {"id": identifier, "version": 1, **expected}
    assert payload == {field: record, "errors": []}
    assert events(database_url) == [f"{kind}Created"]
    found = ask(
        client,
        f"""query($id: ID!, $name: StringFilter) {{
          {field}(id: $id) {{ {FIELDS[kind]} }}
          node(id: $id) {{ __typename ... on {kind} {{ {FIELDS[kind]} }} }}
          nodes(ids: [$id, $id]) {{ id }}
          {LISTS[kind]}(name: $name) {{ totalCount nodes {{ id }} }}
        }}""",
        {"id": identifier, "name": {"startsWith": expected["name"].lower()}},
    )
    assert found == {
        field: record,
        "node": {"__typename": kind, **record},
        "nodes": [{"id": identifier}] * 2,
        LISTS[kind]: {"totalCount": 1, "nodes": [{"id": identifier}]},
    }


@pytest.mark.parametrize("kind", NEW)
def test_what_is_left_out_of_an_update_stays_and_the_version_rises(
    client: TestClient, database_url: str, kind: str
) -> None:
    identifier = made(client, kind)
    field, expected = kind.lower(), NEW[kind][1]
    given = {f"{field}Id": identifier, "name": "New", "expectedVersion": 1}
    selection = f"{field} {{ {FIELDS[kind]} }} errors {{ code }}"

    rehearsed = call(client, f"update{kind}", given | {"dryRun": True}, selection)
    updated = call_literally(client, f"update{kind}", given, selection)

    record = {"id": identifier, "version": 1, **expected}
    assert rehearsed == {field: record, "errors": []}
    assert updated == {field: {**record, "version": 2, "name": "New"}, "errors": []}
    assert events(database_url) == [f"{kind}Created", f"{kind}Updated"]


def test_null_empties_a_field_and_undefined_leaves_it(client: TestClient) -> None:
    contact = made(client, "Contact", phone="1")
    document = """mutation($phone: String, $email: String) {
      updateContact(input: { contactId: "%s", phone: $phone, email: $email, accountId: null }) {
        contact { phone email account { id } }
      }
    }"""

    answer = ask(client, document % contact, {"phone": None})

    emptied = {"phone": None, "email": "mia@example.com", "account": None}
    assert answer == {"updateContact": {"contact": emptied}}


def test_an_account_lists_its_contacts_by_name(client: TestClient) -> None:
    for name in ("b", "Ａ", "c"):  # noqa: RUF001
        made(client, "Contact", name=name)
    made(client, "Contact", name="a", accountId=None)
    document = """{ account(id: "%s") {
      contacts(first: 2) { totalCount nodes { name } pageInfo { hasNextPage endCursor } }
      named: contacts(name: { eq: "c" }) { nodes { name account { name } } }
    } }"""

    answer = ask(client, document % NORTHWIND)["account"]

    assert answer["contacts"]["totalCount"] == 4
    assert answer["contacts"]["nodes"] == [{"name": "Ａ"}, {"name": "b"}]  # noqa: RUF001
    assert answer["contacts"]["pageInfo"]["hasNextPage"]
    assert answer["named"]["nodes"] == [{"name": "c", "account": {"name": "Northwind Storage"}}]


def test_an_opportunity_has_a_contact(client: TestClient) -> None:
    contact = made(client, "Contact")

    payload = call(
        client,
        "createOpportunity",
        {"name": "Deal", "currency": "USD", "contactId": contact},
        "opportunity { contact { name account { id } } }",
    )

    assert payload["opportunity"]["contact"] == {
        "name": "Ｍia",  # noqa: RUF001
        "account": {"id": NORTHWIND},
    }


def test_an_id_of_another_kind_finds_nothing(client: TestClient) -> None:
    document = "{" + " ".join(f'{kind.lower()}(id: "{ROBOTS}") {{ id }}' for kind in FIELDS) + "}"

    assert ask(client, document) == {kind.lower(): None for kind in FIELDS}


# ── refusals ────────────────────────────────────────────────────────────────────────────────────


def conflict(given: int, present: int, identifier: str) -> Error:
    return refusal(
        "RecordVersionError",
        "VERSION_CONFLICT",
        Said(
            f"It has changed since you read it: you expected version {given}, now it is {present}.",
            f"読み込み後に変更されています(指定: バージョン {given}、現在: {present})。",
        ),
        at("expectedVersion"),
        givenVersion=given,
        record={"id": identifier},
    )


NEGATIVE = ("It is less than 0.", "0 以上の値を指定してください。")
NULL = (
    "Leave it out or give a value: null says neither.",
    "null は指定できません。省略するか、値を指定してください。",
)
ITSELF = (
    "It is the record itself, or below it: nothing stands above itself.",
    "自分自身、または自分の下位にあるものは指定できません。",
)
NO_EMAIL = (
    "It isn't an e-mail address, such as aiko@example.com.",
    "メールアドレス(例: aiko@example.com)ではありません。",
)
NO_CURRENCY = invalid(
    at("listPrice", "currency"), "It can't be left out here.", "ここでは省略できません。"
)
CASES: list[tuple[str, str, list[Case]]] = [
    ("createAccount", "account", [
        ({"name": ""}, [blank(at("name"))]),
        ({"name": "x" * 301, "sector": "\0"}, [
            too_long(at("name"), 300), forbidden_character(at("sector")),
        ]),
        ({"name": "A", "yearEstablished": 10_000, "parentId": NO_ACCOUNT}, [
            invalid(
                at("yearEstablished"),
                "It isn't in the range 1-9999.",
                "1-9999 の範囲で指定してください。",
            ),
            not_found(at("parentId"), NO_ACCOUNT),
        ]),
    ]),
    ("updateAccount", "account", [
        ({"accountId": NO_ACCOUNT, "name": ""}, [not_found(at("accountId"), NO_ACCOUNT)]),
        ({"accountId": BRIGHTSHELF}, [not_found(at("accountId"), BRIGHTSHELF)]),
        ({"accountId": NORTHWIND, "parentId": NORTHWIND}, [invalid(at("parentId"), *ITSELF)]),
        ({"accountId": NORTHWIND, "expectedVersion": 3, "name": None}, [
            conflict(3, 1, NORTHWIND), invalid(at("name"), *NULL),
        ]),
    ]),
    ("createContact", "contact", [
        ({"name": "C", "email": "no", "accountId": ROBOTS}, [
            invalid(at("email"), *NO_EMAIL), not_found(at("accountId"), ROBOTS),
        ]),
    ]),
    ("updateCompetitor", "competitor", [
        ({"competitorId": BRIGHTSHELF, "name": " ", "expectedVersion": 0}, [
            conflict(0, 1, BRIGHTSHELF), blank(at("name")),
        ]),
    ]),
    ("createProduct", "product", [
        ({"name": "P", "listPrice": {"amount": "1"}}, [NO_CURRENCY]),
        ({"name": "P", "listPrice": {"amount": "-1", "currency": "USD"}}, [
            invalid(at("listPrice", "amount"), *NEGATIVE),
        ]),
    ]),
    ("updateProduct", "product", [
        ({"productId": SHELF_ROBOT, "listPrice": None}, [invalid(at("listPrice"), *NULL)]),
        ({"productId": SHELF_ROBOT, "expectedVersion": 2}, [conflict(2, 1, SHELF_ROBOT)]),
    ]),
    ("updateUser", "user", [
        ({"userId": AIKO, "managerId": AIKO}, [invalid(at("managerId"), *ITSELF)]),
        ({"userId": AIKO, "managerId": NOBODY, "email": "@"}, [
            invalid(at("email"), *NO_EMAIL), not_found(at("managerId"), NOBODY),
        ]),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("field", "entity", "cases"), CASES, ids=[case[0] for case in CASES])
def test_every_refusal(
    client: TestClient, database_url: str, field: str, entity: str, cases: list[Case]
) -> None:
    with nothing_changes(database_url):
        assert_refused(client, field, (entity,), cases)


def test_a_conflict_carries_the_record_as_it_is_whatever_its_kind(client: TestClient) -> None:
    document = """mutation {
      account: updateAccount(input: {accountId: "%s", expectedVersion: 8}) { errors { ...found } }
      reason: retireStatusReason(
        input: {statusReasonId: "srs_00000000000000000000000002", expectedVersion: 9}
      ) { errors { ...found } }
    }
    fragment found on UserError { code ... on RecordVersionError { givenVersion record {
      __typename
      ... on Account { name version parent { id } }
      ... on StatusReason { label version }
      ... on User { name }
    } } }"""

    answer = ask(client, document % NORTHWIND)

    assert answer == {
        "account": {"errors": [{
            "code": "VERSION_CONFLICT", "givenVersion": 8, "record": {
                "__typename": "Account", "name": "Northwind Storage", "version": 1, "parent": None,
            },
        }]},
        "reason": {"errors": [{
            "code": "VERSION_CONFLICT", "givenVersion": 9,
            "record": {"__typename": "StatusReason", "label": "On hold", "version": 1},
        }]},
    }  # fmt: skip
