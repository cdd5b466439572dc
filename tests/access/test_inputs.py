"""What an input names and isn't seen isn't found; what it takes a further right for is denied."""

from collections.abc import Iterator
from typing import Final

import pytest
from graphql import GraphQLInputObjectType, get_named_type

from tests.access.calling import Given, denied, mutate, not_found, whole
from tests.access.cast import DEALS, RIVAL, ROBOT, VIEWERS
from tests.access.conftest import Stage
from tests.access.expected import INPUTS
from tests.access.keys import NARROW
from tests.access.viewers import Viewer
from tests.differential.oracle import SDL


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
