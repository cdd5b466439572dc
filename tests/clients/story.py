"""What the story's steps answer, whichever client asks, and what is stored at its end."""

from typing import Any, Final

from tests.api.demo import EIGHT, FOUR_LEASED, PILOT, ROBOTS, SIX

_QUOTES: Final = {
    PILOT: ("Q-DEMX0004", "WON"),
    EIGHT: ("Q-DEMX0003", "DRAFT"),
    FOUR_LEASED: ("Q-DEMX0002", "ACTIVE"),
    SIX: ("Q-DEMX0001", "ACTIVE"),
}
"""The opportunity's quotes, newest first."""
_OPEN: Final = (EIGHT, FOUR_LEASED, SIX)


def _quote(quote_id: str, state: str = "", **more: str) -> dict[str, str]:
    number, state_before = _QUOTES[quote_id]
    return {"id": quote_id, "number": number, "state": state or state_before, **more}


def _listed(closed: tuple[str, ...] = ()) -> Any:
    quotes = [_quote(each, "CLOSED" if each in closed else "") for each in _QUOTES]
    return {"opportunity": {"id": ROBOTS, "quotes": {"nodes": quotes}}}


def _refused(message: str) -> Any:
    error = {
        "code": "OPPORTUNITY_HAS_ACTIVE_QUOTES",
        "message": message,
        "remedies": [
            {"mutation": "closeQuotes", "quoteIds": [FOUR_LEASED, SIX]},
            {"mutation": "closeOpportunity", "quoteIds": []},
        ],
        "quotes": [_quote(FOUR_LEASED, name="Four robots, leased"), _quote(SIX, name="Six robots")],
    }
    return {"closeOpportunity": {"opportunity": None, "close": None, "errors": [error]}}


STEPS: Final[dict[str, Any]] = {
    "quotes": _listed(),
    "refused": _refused("The opportunity can't be closed while it has active quotes (2)."),
    "refusedInJapanese": _refused("有効な見積(2 件)がある間は、営業案件をクローズできません。"),
    "quotesClosed": {
        "closeQuotes": {
            "closedQuotes": [_quote(each, "CLOSED") for each in _OPEN],
            "opportunity": {"id": ROBOTS, "version": 2, "closeReadiness": {"canClose": True}},
            "errors": [],
        }
    },
    "quotesInCache": _listed(closed=_OPEN),
    "closed": {
        "closeOpportunity": {
            "opportunity": {
                "id": ROBOTS,
                "state": "WON",
                "version": 3,
                "actualRevenue": {"amount": "48500.00", "currency": "USD"},
            },
            "close": {"outcome": "WON", "closedBy": {"name": "Aiko Tanaka"}},
            "errors": [],
        }
    },
    "reopened": {
        "reopenOpportunity": {
            "opportunity": {
                "id": ROBOTS,
                "state": "OPEN",
                "statusReason": {"id": f"srs_{1:026}", "label": "進行中"},
            },
            "wasOpen": False,
            "errors": [],
        }
    },
    "created": {
        "createOpportunity": {
            "opportunity": {"name": "Second terminal", "version": 1},
            "errors": [],
        }
    },
    "createdAgain": ["createOpportunity"],
    "invalid": "GRAPHQL_VALIDATION_FAILED",
    "wrongVariable": "BAD_USER_INPUT",
    "tooMuch": "LIMIT_EXCEEDED",
}
"""Each step's answer, in the order of the story."""

END: Final = """query($id: ID!) {
  opportunity(id: $id) { state version quotes { nodes { state } } }
  opportunities(filter: {name: {eq: "Second terminal"}}) { totalCount }
}"""

ENDED: Final = {
    "opportunity": {
        "state": "OPEN",
        "version": 4,
        "quotes": {"nodes": [{"state": "WON"}] + [{"state": "CLOSED"}] * 3},
    },
    "opportunities": {"totalCount": 1},
}
"""What is stored then: what was to be done once was done once."""


def steps_without(*left_out: str) -> list[dict[str, Any]]:
    """The whole story, as a program prints it, but for the steps that a client can't have."""
    assert STEPS.keys() >= set(left_out)
    return [{step: answer} for step, answer in STEPS.items() if step not in left_out]


def plain(answer: Any) -> Any:
    """An answer without the __typename that some clients add everywhere."""
    if isinstance(answer, dict):
        return {name: plain(value) for name, value in answer.items() if name != "__typename"}
    if isinstance(answer, list):
        return [plain(value) for value in answer]
    return answer
