"""Calls of every mutation that could be done, and what they are refused for."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import orjson

from tests.access.cast import DEALS, KEY, RIVAL, ROBOT, USERS, VIEWERS, Deals
from tests.access.conftest import Stage
from tests.access.viewers import Viewer, seen_by
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
