"""closeReadiness in Python: what the contract says of a stored opportunity and its quotes."""

from collections.abc import Callable
from typing import Any

from schema.messages import ERRORS, REMEDIES, Locale
from tests.differential.data import IndexedRows, Row
from tests.reads.row_oracle import related_ids

Find = Callable[[str, str], Any]
"""Finds a record by its kind and id."""


class Blocker(dict[str, Any]):
    """An error as its fields, which knows its type."""

    @property
    def kind(self) -> str:
        name: str = self["kind"]
        return name


def readiness(rows: IndexedRows, row: Row, locale: Locale, find: Find) -> dict[str, Any]:
    """Whether the opportunity can be closed, and what keeps it from that."""
    blocker = _blocker(rows, row, locale, find)
    return {"canClose": blocker is None, "blockers": [] if blocker is None else [blocker]}


def _blocker(rows: IndexedRows, row: Row, locale: Locale, find: Find) -> Blocker | None:
    itself = {"path": [], "opportunity": find("Opportunity", row["id"])}
    if row["state"] != "OPEN":
        return Blocker(
            kind="OpportunityStateError",
            code="OPPORTUNITY_ALREADY_CLOSED",
            message=_words(ERRORS, "OPPORTUNITY_ALREADY_CLOSED", locale, state=row["state"].value),
            remedies=[_remedy("reopenOpportunity", "reopen", row["id"], locale)],
            **itself,
        )
    quotes = [find("Quote", each) for each in related_ids(rows, "Opportunity", "quotes", row)]
    active = [each for each in quotes if each.row["state"] == "ACTIVE"]
    if not active:
        return None
    ids = [each.row["id"] for each in active]
    return Blocker(
        kind="BlockingQuotesError",
        code="OPPORTUNITY_HAS_ACTIVE_QUOTES",
        message=_words(ERRORS, "OPPORTUNITY_HAS_ACTIVE_QUOTES", locale, count=str(len(ids))),
        remedies=[
            _remedy("closeQuotes", "close_quotes", row["id"], locale, ids),
            _remedy("closeOpportunity", "close_with_quotes", row["id"], locale),
        ],
        quotes=active,
        **itself,
    )


def _remedy(
    mutation: str,
    words: str,
    opportunity_id: str,
    locale: Locale,
    quote_ids: list[str] | None = None,
) -> dict[str, Any]:
    return {
        "mutation": mutation,
        "opportunityId": opportunity_id,
        "quoteIds": quote_ids or [],
        "description": _words(REMEDIES, words, locale),
    }


def _words(catalog: Any, name: str, locale: Locale, **given: str) -> str:
    text: str = catalog[name][locale].format(**given)
    return text
