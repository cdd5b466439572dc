"""English and Japanese: which one a reader gets, and that every word is there in both."""

import inspect
from collections.abc import Iterator, Mapping
from datetime import date
from string import Formatter
from typing import Any, get_args

from starlette.testclient import TestClient

from domain import refusals
from domain.lifecycle import OpportunityState, QuoteState
from domain.refusals import (
    InvalidTransition,
    OpportunityKeepsCloses,
    Problem,
    QuoteNotDeletable,
    QuoteNotEditable,
    Refusal,
    RevisionExists,
)
from resolvers.refusals import view
from schema import messages
from schema.errors import ErrorCode
from schema.messages import LOCALES, Locale
from server.schema import SCHEMA
from tests.api.demo import ROBOTS
from tests.api.requests import ask, post

PATH = ("input", "anything")
LABEL = f'{{ opportunity(id: "{ROBOTS}") {{ statusReason {{ label }} }} }}'

NOW = {
    "NOT_FOUND": ["NotFoundError"],
    "PERMISSION_DENIED": ["PermissionDeniedError"],
    "VERSION_CONFLICT": ["OpportunityVersionError", "QuoteVersionError", "RecordVersionError"],
    "INVALID_INPUT": ["InvalidInputError"],
    "INVALID_STATUS_REASON": ["InvalidStatusReasonError"],
    "CURRENCY_MISMATCH": ["CurrencyMismatchError"],
    "OPPORTUNITY_HAS_ACTIVE_QUOTES": ["BlockingQuotesError"],
    "OPPORTUNITY_HAS_DRAFT_QUOTES": ["BlockingQuotesError"],
    "OPPORTUNITY_ALREADY_CLOSED": ["OpportunityStateError"],
    "OPPORTUNITY_NOT_OPEN": ["OpportunityStateError"],
    "QUOTE_NOT_OPEN": ["QuoteStateError"],
    "QUOTE_NOT_EDITABLE": ["QuoteStateError"],
    "QUOTE_REVISION_EXISTS": ["QuoteStateError"],
    "QUOTE_OF_OTHER_OPPORTUNITY": ["QuoteStateError"],
    "INVALID_TRANSITION": ["QuoteStateError"],
    "IDEMPOTENCY_KEY_REUSED": ["IdempotencyError"],
    "IDEMPOTENCY_IN_PROGRESS": ["IdempotencyError"],
    "STATUS_REASON_EXISTS": ["StatusReasonStateError"],
    "STATUS_REASON_IS_DEFAULT": ["StatusReasonStateError"],
    "STATUS_REASON_IS_RETIRED": ["StatusReasonStateError"],
    "STATUS_REASON_IS_RESERVED": ["StatusReasonStateError"],
    "OPPORTUNITY_NOT_DELETABLE": ["OpportunityStateError", "BlockingQuotesError"],
    "QUOTE_NOT_DELETABLE": ["QuoteStateError"],
}
"""The codes that a call can be answered with today, and the types that carry them."""

DYNAMICS = {
    "VERSION_CONFLICT": ("ConcurrencyVersionMismatch", "0x80060882"),
    "INVALID_STATUS_REASON": ("InvalidStateCodeStatusCode", "0x80048408"),
    "CURRENCY_MISMATCH": ("RecordAndOpportunityCurrencyNotEqual", "0x80048cef"),
    "OPPORTUNITY_HAS_ACTIVE_QUOTES": ("OpportunityCannotBeClosed", "0x80040516"),
    "OPPORTUNITY_HAS_DRAFT_QUOTES": ("OpportunityCannotBeClosed", "0x80040516"),
    "OPPORTUNITY_ALREADY_CLOSED": ("OpportunityIsAlreadyClosed", "0x80040515"),
    "QUOTE_REVISION_EXISTS": ("QuoteReviseExistingActiveQuote", "0x80048d00"),
    "INVALID_TRANSITION": ("InvalidStateCodeStatusCode", "0x80048408"),
}


def test_the_best_language_of_the_header_is_chosen(client: TestClient) -> None:
    japanese = {
        *("ja", "JA", "ja-JP", "ja-JP;q=0.8,en;q=0.7", "en;q=0.5, ja", "fr, ja;q=0.1"),
        *("en;q=0, ja;q=0.001", "ja,en", "ja ; q=1.0 , en;q=0.9", "de-DE,ja-Hira-JP;q=0.2"),
        *("ja;q=1,ja;q=0", "*;q=0.1,ja"),
    }
    english = {
        *("", "en", "en-GB", "*", "fr", "fr,de;q=0.5", "en,ja", "ja;q=0", "ja;q=0.8,en;q=0.9"),
        *("ja;q=x", "ja;q=", ";", ",,,", ";q=1", "jam", "j", "日本語", "*;q=0", "q=1;ja"),
        *("ja_JP", "en-US,en;q=0.9,ja;q=0.8", "x" * 5000, "ja;q=-1", "\x01", "ja;q=0,*"),
        *("ja;q=nan", "ja;q=inf", "en;q=0.1,ja;q=2", "en,ja;q=1e9"),
    }

    for header in japanese | english:
        headers = {"Accept-Language": header.encode()}
        answer = client.post("/graphql", json={"query": LABEL}, headers=headers)  # type: ignore[arg-type]
        label = answer.json()["data"]["opportunity"]["statusReason"]["label"]
        assert label == ("進行中" if header in japanese else "In progress"), header
    assert post(client, LABEL)["data"]["opportunity"]["statusReason"] == {"label": "In progress"}


def test_every_stock_reason_has_a_label_in_both_languages(client: TestClient) -> None:
    document = """{
      opportunityStatusReasons { id label } quoteStatusReasons { id label }
    }"""
    english, japanese = (ask(client, document, language=language) for language in LOCALES)

    for name, count in (("opportunityStatusReasons", 5), ("quoteStatusReasons", 7)):
        assert len(english[name]) == count
        for one, other in zip(english[name], japanese[name], strict=True):
            assert one["id"] == other["id"]
            assert one["label"].isascii()
            assert not other["label"].isascii()


def test_error_codes_has_exactly_the_codes_that_can_occur_now(client: TestClient) -> None:
    document = """{ errorCodes {
      code errorType meaning retryable advice dynamicsName dynamicsCode
    } }"""
    core = SCHEMA._schema
    interface = core.type_map["UserError"]
    possible = {type_.name for type_ in core.get_possible_types(interface)}  # type: ignore[arg-type]

    english, japanese = (
        ask(client, document, language=language)["errorCodes"] for language in LOCALES
    )

    assert [(each["code"], each["errorType"]) for each in english] == [
        (code, error_type) for code, types in NOW.items() for error_type in types
    ]
    for one, other in zip(english, japanese, strict=True):
        assert one["errorType"] in possible
        assert one["code"] in (core.type_map[one["errorType"]].description or "")
        assert one["retryable"] is (one["code"] == "IDEMPOTENCY_IN_PROGRESS")
        assert (one["dynamicsName"], one["dynamicsCode"]) == DYNAMICS.get(one["code"], (None, None))
        for words in ("meaning", "advice"):
            assert one[words].isascii()
            assert not other[words].isascii()
            del one[words], other[words]
        assert one == other


# ── every refusal of the domain ─────────────────────────────────────────────────────────────────

VALUES: Mapping[str, Any] = {
    "path": PATH,
    "problem": Problem.TOO_LONG,
    "limit": "7",
    "missing_id": "opp_?",
    "currency": "KWD",
    "valid_from": date(2026, 5, 1),
    "missing_right": "deleteQuote.ofOthers",
    "opportunity_id": "opp_1",
    "quote_id": "quo_1",
    "record_id": "acc_1",
    "status_reason_id": "srs_1",
    "quote_ids": ("quo_1", "quo_2"),
    "given": 3,
    "present": 4,
    "given_code": "X",
    "valid_reason_ids": ("srs_1",),
    "opportunity_currency": "EUR",
    "state": OpportunityState.WON,
    "target": QuoteState.ACTIVE,
    "changed_fields": ("name",),
}


def every_refusal() -> Iterator[Refusal]:
    """One of each kind, and of each problem with a value."""
    for kind in get_args(Refusal):
        names = inspect.signature(kind).parameters
        values = {name: VALUES[name] for name in names}
        if kind is refusals.CurrencyMismatch:
            values["given"] = "USD"
        if kind is refusals.InvalidInput:
            yield from (kind(**{**values, "problem": problem}) for problem in Problem)
        else:
            yield kind(**values)


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_every_refusal_is_told_in_both_languages() -> None:
    codes = set()
    for refusal in every_refusal():
        error = view(refusal)
        codes.add(error.code.value)
        assert error.type.__name__ in NOW[error.code.value]
        english, japanese = (error.describe(locale) for locale in LOCALES)
        for said in (english, japanese):
            assert "{" not in said["message"]
            assert len(said["message"]) > 8
            assert said["path"] in ([], [*PATH])
        assert english["message"].isascii()
        assert not japanese["message"].isascii()
        assert len(english["remedies"]) == len(japanese["remedies"])
        for step in english["remedies"]:
            assert step["mutation"] in SCHEMA._schema.mutation_type.fields  # type: ignore[union-attr]

    assert codes == NOW.keys()


def test_both_languages_put_the_same_into_their_words() -> None:
    catalogues: tuple[Mapping[Any, Mapping[Locale, str]], ...] = (
        messages.ERRORS,
        messages.PROBLEMS,
        messages.REMEDIES,
        {
            "internal": messages.INTERNAL,
            "not revisable": messages.NOT_REVISABLE,
            "keeps quotes": messages.KEEPS_QUOTES,
        },
    )

    for catalogue in catalogues:
        for key, words in catalogue.items():
            assert set(words) == set(LOCALES), key
            assert placeholders(words["en"]) == placeholders(words["ja"]), key
    assert messages.PROBLEMS.keys() == set(Problem)
    assert messages.ERRORS.keys() == {ErrorCode(code) for code in NOW} - {ErrorCode.INVALID_INPUT}


def test_every_description_of_a_remedy_is_one_that_is_given() -> None:
    refusals = [
        *every_refusal(),
        QuoteNotEditable(PATH, "quo_1", QuoteState.ACTIVE),
        QuoteNotDeletable(PATH, "opp_1", "quo_1", QuoteState.ACTIVE),
        OpportunityKeepsCloses("opp_1", OpportunityState.OPEN),
        InvalidTransition(PATH, "quo_1", QuoteState.DRAFT, QuoteState.WON),
        RevisionExists(PATH, "quo_1", QuoteState.DRAFT),
    ]
    given = {step.words for refusal in refusals for step in view(refusal).steps}

    assert given == messages.REMEDIES.keys()
