"""Every mutation, by every role, of one's own, of the team's and of others' records."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import orjson
import pytest
from graphql import GraphQLInputObjectType, get_named_type

from tests.access.cast import CHANGES, DEALS, KEY, NARROW, RIVAL, ROBOT, SEES, USERS, VIEWERS, Deals
from tests.access.conftest import Stage
from tests.access.expected import INPUTS, MUTATIONS
from tests.access.viewers import Viewer, seen_by
from tests.differential.oracle import SDL
from tests.differential.ways import Request, over_http
from tests.factories import OPPORTUNITY_REASONS
from tests.reads.asking import database_of
from tests.services.dump import Dump, dump

Given = dict[str, Any]
OUT_SOLD: Final = OPPORTUNITY_REASONS["LOST", "OUT_SOLD"]

OF_DEALS: Final[Mapping[str, Callable[[Deals], Given]]] = {
    "updateOpportunity": lambda its: {"opportunityId": its.open.id, "name": "Other"},
    "deleteOpportunity": lambda its: {"opportunityId": its.open.id},
    "closeOpportunity": lambda its: {
        "opportunityId": its.open.id, "outcome": "LOST", "closeOpenQuotes": True,
    },
    "closeOpportunities": lambda its: {
        "ids": [its.open.id], "outcome": "LOST", "closeOpenQuotes": True, "policy": "EACH",
    },
    "reopenOpportunity": lambda its: {"opportunityId": its.won.id},
    "createQuote": lambda its: {
        "opportunityId": its.open.id,
        "name": "Offer",
        "lines": [{"name": "a", "quantity": "1", "unitPrice": "1", "productId": ROBOT.id}],
    },
    "updateQuote": lambda its: {"quoteId": its.draft.id, "name": "Other"},
    "activateQuote": lambda its: {"quoteId": its.draft.id},
    "reviseQuote": lambda its: {"quoteId": its.active.id},
    "winQuote": lambda its: {"quoteId": its.active.id},
    "deleteQuote": lambda its: {"quoteId": its.draft.id},
    "closeQuotes": lambda its: {"opportunityId": its.open.id},
    "closeQuotesOfOpportunities": lambda its: {"ids": [its.open.id]},
}  # fmt: skip
"""A call about somebody's deals that could be done."""

OF_MASTER_DATA: Final[Mapping[str, Given]] = {
    "createOpportunity": {"name": "New", "currency": "USD"},
    "createAccount": {"name": "New"},
    "updateAccount": {"accountId": DEALS["sam"].account.id, "name": "Other"},
    "createContact": {"name": "New"},
    "updateContact": {"contactId": DEALS["sam"].contact.id, "name": "Other"},
    "createApiKey": {
        "userId": USERS["sam"],
        "name": "New",
        "scopes": ["quotes:write"],
        "expiresAt": "2027-01-01T00:00:00Z",
    },
    "revokeApiKey": {"apiKeyId": KEY.id},
    "createCompetitor": {"name": "New"},
    "updateCompetitor": {"competitorId": RIVAL.id, "name": "Other"},
    "createProduct": {"name": "New", "listPrice": {"amount": "1", "currency": "USD"}},
    "updateProduct": {"productId": ROBOT.id, "name": "Other"},
    "createUser": {"kind": "PERSON", "name": "New"},
    "updateUser": {"userId": VIEWERS["sam"].user_id, "role": "ADMINISTRATOR"},
    "setExchangeRate": {"currency": "JPY", "validFrom": "2026-01-01", "rate": "0.01"},
    "createStatusReason": {"state": {"opportunityState": "LOST"}, "code": "N", "labelEn": "New"},
    "renameStatusReason": {"statusReasonId": OUT_SOLD, "labelEn": "Other"},
    "retireStatusReason": {"statusReasonId": OUT_SOLD},
    "reinstateStatusReason": {"statusReasonId": OUT_SOLD},
    "setDefaultStatusReason": {"statusReasonId": OUT_SOLD},
}

ERRORS: Final = """errors { code path
  ... on PermissionDeniedError { missingRight } ... on NotFoundError { missingId } }"""

BY_OTHERS: Final = {
    "deleteOpportunity": "deleteOpportunity.ofOthers",
    "deleteQuote": "deleteQuote.ofOthers",
}
"""What only its maker deletes, whoever may change it."""
OWN_RULE: Final = {"deleteOpportunity": "OPPORTUNITY_NOT_DELETABLE"}
"""What such a call comes to if it is allowed, but for access: there are quotes."""


def whole(stage: Stage) -> Dump:
    assert stage.client.portal is not None
    return stage.client.portal.call(dump, database_of(stage.client))


def mutate(stage: Stage, viewer: Viewer, calls: list[tuple[str, Given]]) -> list[Any]:
    """What each call is refused for, all of them sent by one document."""
    declared = ", ".join(
        f"$i{n}: {name[0].upper()}{name[1:]}Input!" for n, (name, _) in enumerate(calls)
    )
    fields = "".join(
        f" c{n}: {name}(input: $i{n}) {{ {ERRORS} }}" for n, (name, _) in enumerate(calls)
    )
    variables = {f"i{n}": given for n, (_, given) in enumerate(calls)}
    with seen_by(stage.client, viewer):
        text = over_http(stage.client, Request(f"mutation({declared}) {{{fields} }}", variables))
    answer = orjson.loads(text)
    assert "errors" not in answer, answer["errors"]
    return [answer["data"][f"c{n}"]["errors"] for n in range(len(calls))]


def denied(path: list[str], right: str) -> list[Given]:
    return [{"code": "PERMISSION_DENIED", "path": path, "missingRight": right}]


def not_found(path: list[str], identifier: str) -> list[Given]:
    return [{"code": "NOT_FOUND", "path": path, "missingId": identifier}]


def expected(name: str, mutation: str, owner: str, given: Given) -> tuple[list[Given], bool]:
    """What the call is refused for, and whether that is for access alone; by the tables."""
    right, field = MUTATIONS[mutation]
    viewer = VIEWERS[name]
    path = ["input", field] + (["0"] if field == "ids" else [])
    identifier = given[field][0] if field == "ids" else given[field]
    if not viewer.has(right):
        return denied(["input"], right), True
    if owner not in SEES[name]:
        return not_found(path, identifier), True
    if owner not in CHANGES[name]:
        return denied(path, f"{right}:team"), True
    if mutation in BY_OTHERS and owner != name:
        return denied(path, BY_OTHERS[mutation]), True
    own = OWN_RULE.get(mutation)
    return ([{"code": own, "path": []}] if own else []), False


VIEWING: Final = ("reader", "sam", "rae", "solo", "boss", "chief", "partner", "admin")
OWNING: Final = ("sam", "boss", "lee", "rae", "far", "solo", "partner", "admin")


def test_every_mutation_is_called() -> None:
    owned = {name for name, (_, field) in MUTATIONS.items() if field}

    assert OF_DEALS.keys() == owned
    assert OF_MASTER_DATA.keys() == MUTATIONS.keys() - owned


@pytest.mark.parametrize("name", VIEWING)
def test_deals_are_changed_only_by_those_who_may(stage: Stage, name: str) -> None:
    before = whole(stage)

    for mutation, given_of in OF_DEALS.items():
        calls, results = [], []
        for owner in OWNING:
            given = given_of(DEALS[owner])
            result, is_refused = expected(name, mutation, owner, given)
            # What would be done is only tried.
            calls.append((mutation, given | ({} if is_refused else {"dryRun": True})))
            results.append(result)
        answers = mutate(stage, VIEWERS[name], calls)
        for owner, answer, result in zip(OWNING, answers, results, strict=True):
            assert answer == result, (mutation, owner)
        tried = mutate(stage, VIEWERS[name], [(m, g | {"dryRun": True}) for m, g in calls])
        assert tried == answers

    assert whole(stage) == before


@pytest.mark.parametrize("name", ["reader", "sam", "boss", "partner", "admin"])
def test_master_data_is_changed_only_by_those_who_may(stage: Stage, name: str) -> None:
    viewer, before = VIEWERS[name], whole(stage)

    for mutation, given in OF_MASTER_DATA.items():
        right, _ = MUTATIONS[mutation]
        may = viewer.has(right)
        (answer,) = mutate(stage, viewer, [(mutation, given | ({"dryRun": True} if may else {}))])
        assert answer == ([] if may else denied(["input"], right)), mutation

    assert whole(stage) == before


@pytest.mark.parametrize("right", sorted({right for right, _ in MUTATIONS.values()}))
def test_a_key_without_the_right_does_nothing_of_it(stage: Stage, right: str) -> None:
    key, before = VIEWERS["admin"].without(right), whole(stage)
    calls = [
        (name, OF_MASTER_DATA[name] if name in OF_MASTER_DATA else OF_DEALS[name](DEALS["sam"]))
        for name, (needed, _) in MUTATIONS.items()
        if needed == right
    ]

    answers = mutate(stage, key, calls)

    assert answers == [denied(["input"], right)] * len(calls)
    assert whole(stage) == before


# ── ids within inputs ───────────────────────────────────────────────────────────────────────────


def named_ids() -> Iterator[str]:
    """The names of all input fields that are ids, of every mutation."""
    assert SDL.mutation_type is not None
    waiting = [
        get_named_type(field.args["input"].type) for field in SDL.mutation_type.fields.values()
    ]
    seen: set[str] = set()
    while waiting:
        type_ = waiting.pop()
        if type_.name in seen or type_.name.endswith("Filter"):
            continue
        seen.add(type_.name)
        assert isinstance(type_, GraphQLInputObjectType)
        for name, field in type_.fields.items():
            inner = get_named_type(field.type)
            if inner.name == "ID":
                yield name
            elif isinstance(inner, GraphQLInputObjectType):
                waiting.append(inner)


def test_every_id_of_an_input_is_placed() -> None:
    assert {*named_ids()} == INPUTS.keys()


SAM, PARTNER = DEALS["sam"], DEALS["partner"]
LOSS: Final[Given] = {"outcome": "LOST", "closeOpenQuotes": True, "competitorId": RIVAL.id}
LINES: Final = [{"name": "a", "quantity": "1", "unitPrice": "1", "productId": ROBOT.id}]
NEW: Final[Given] = {"name": "New", "currency": "USD"}
_WITHOUT_PRODUCTS: Final = NARROW["sam without products"]
_WITHOUT_COMPETITORS: Final = NARROW["boss without competitors"]
_WITHOUT_ACCOUNTS: Final = NARROW["sam without accounts"]
_FOREIGN: Final = [
    (viewer, mutation, given | {field: identifier}, ["input", field], identifier)
    for viewer, field, identifier in (
        (VIEWERS["partner"], "accountId", SAM.account.id),
        (VIEWERS["partner"], "contactId", SAM.contact.id),
        (_WITHOUT_ACCOUNTS, "accountId", SAM.account.id),
        (_WITHOUT_ACCOUNTS, "contactId", SAM.contact.id),
        (_WITHOUT_PRODUCTS, "productId", ROBOT.id),
    )
    for mutation, given in (
        ("createOpportunity", NEW),
        (
            "updateOpportunity",
            {"opportunityId": (PARTNER if viewer.role == "PARTNER" else SAM).open.id},
        ),
    )
]
UNSEEN: Final = [
    *_FOREIGN,
    (
        _WITHOUT_PRODUCTS, "createQuote",
        {"opportunityId": SAM.open.id, "name": "Offer", "lines": LINES},
        ["input", "lines", "0", "productId"], ROBOT.id,
    ),
    (
        _WITHOUT_PRODUCTS, "updateQuote", {"quoteId": SAM.draft.id, "lines": LINES},
        ["input", "lines", "0", "productId"], ROBOT.id,
    ),
    (
        VIEWERS["partner"], "closeOpportunity", {"opportunityId": PARTNER.open.id, **LOSS},
        ["input", "competitorId"], RIVAL.id,
    ),
    (
        _WITHOUT_COMPETITORS, "closeOpportunity", {"opportunityId": SAM.open.id, **LOSS},
        ["input", "competitorId"], RIVAL.id,
    ),
    (
        _WITHOUT_COMPETITORS, "closeOpportunities", {"ids": [SAM.open.id], **LOSS},
        ["input", "competitorId"], RIVAL.id,
    ),
    (
        VIEWERS["sam"], "closeQuotes",
        {"opportunityId": SAM.open.id, "quoteIds": [DEALS["far"].draft.id]},
        ["input", "quoteIds", "0"], DEALS["far"].draft.id,
    ),
    (
        VIEWERS["sam"], "updateQuote",
        {"quoteId": SAM.draft.id, "lines": [LINES[0] | {"id": DEALS["far"].lines[0].id}]},
        ["input", "lines", "0", "id"], DEALS["far"].lines[0].id,
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("viewer", "mutation", "given", "path", "identifier"),
    UNSEEN,
    ids=[f"{each[0]}-{each[1]}-{each[3][-1]}" for each in UNSEEN],
)
def test_what_isnt_seen_isnt_found(
    stage: Stage, viewer: Viewer, mutation: str, given: Given, path: list[str], identifier: str
) -> None:
    before = whole(stage)

    (answer,) = mutate(stage, viewer, [(mutation, given)])

    assert answer == not_found(path, identifier)
    assert whole(stage) == before


# ── rights that one mutation takes two of ───────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("mutation", "given", "path"),
    [
        ("closeOpportunity", {"opportunityId": PARTNER.open.id, **LOSS}, ["opportunityId"]),
        ("closeOpportunities", {"ids": [PARTNER.open.id], **LOSS}, ["ids", "0"]),
    ],
)
def test_quotes_are_closed_along_only_by_whoever_may_close_them(
    stage: Stage, mutation: str, given: Given, path: list[str]
) -> None:
    before = whole(stage)

    (answer,) = mutate(stage, NARROW["partner's closes"], [(mutation, given)])

    assert answer == denied(["input", *path], "quotes:write")
    assert whole(stage) == before


def test_drafts_go_with_their_opportunity_only_by_whoever_may_delete_them(stage: Stage) -> None:
    before = whole(stage)
    given = {"opportunityId": PARTNER.open.id}

    (answer,) = mutate(
        stage, VIEWERS["partner"].without("quotes:write"), [("deleteOpportunity", given)]
    )

    assert answer == denied(["input", "opportunityId"], "quotes:write")
    assert whole(stage) == before


@pytest.mark.parametrize(
    ("mutation", "given", "right"),
    [
        (
            "updateAccount",
            {"accountId": SAM.account.id, "annualRevenue": {"amount": "71", "currency": "USD"}},
            "finances:read",
        ),
        ("updateAccount", {"accountId": SAM.account.id, "employees": 7}, "finances:read"),
        ("createAccount", {"name": "New", "employees": 7}, "finances:read"),
    ],
)
def test_what_is_closed_isnt_set(stage: Stage, mutation: str, given: Given, right: str) -> None:
    """Whether an update changes something would tell whether what is there was guessed."""
    before = whole(stage)

    (answer,) = mutate(stage, NARROW["boss without finances"], [(mutation, given)])

    assert answer == denied(["input", [*given][-1]], right)
    assert whole(stage) == before


@pytest.mark.parametrize(
    ("name", "owner", "right"),
    [
        ("sam", "pat", "opportunities:write:team"),
        ("sam", "far", "opportunities:write:all"),
        ("boss", "chief", "opportunities:write:all"),
        ("boss", "mona", "opportunities:write:all"),
        ("boss", "rae", None),
        ("partner", "sam", "opportunities:write:all"),
        ("admin", "sam", None),
    ],
)
def test_deals_are_given_only_to_whom_they_could_be_taken_from(
    stage: Stage, name: str, owner: str, right: str | None
) -> None:
    viewer, owner_id = VIEWERS[name], VIEWERS[owner].user_id
    tried = {"dryRun": True} if right is None else {}
    before = whole(stage)

    answers = mutate(
        stage,
        viewer,
        [
            ("createOpportunity", {**NEW, "ownerId": owner_id, **tried}),
            (
                "updateOpportunity",
                {"opportunityId": DEALS[name].open.id, "ownerId": owner_id, **tried},
            ),
        ],
    )

    assert answers == [denied(["input", "ownerId"], right) if right else []] * 2
    assert whole(stage) == before
