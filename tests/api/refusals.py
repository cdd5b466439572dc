"""What refused calls answer, in both languages: the tests' own words, not the program's."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from starlette.testclient import TestClient

from tests.api.requests import call, call_literally

Error = dict[str, Any]
Case = tuple[Mapping[str, Any], Sequence[Error]]
"""An input, and the errors that it is to be answered with."""

ERRORS = """errors {
  __typename code message path
  remedies { mutation opportunityId quoteIds description }
  ... on BlockingQuotesError { quotes { number state } opportunity { version state } }
  ... on OpportunityStateError { opportunity { version state } }
  ... on QuoteStateError { quote { number version state opportunity { name } } }
  ... on NotFoundError { missingId }
  ... on PermissionDeniedError { missingRight }
  ... on OpportunityVersionError { givenVersion changedFields opportunity { version state } }
  ... on QuoteVersionError { givenVersion changedFields quote { number version state } }
  ... on RecordVersionError { givenVersion record { id } }
  ... on StatusReasonStateError { statusReason { code } }
  ... on InvalidStatusReasonError { givenCode validReasons { code label } }
  ... on CurrencyMismatchError { givenCurrency opportunityCurrency }
}"""


LEAVES = {"wasOpen", "deletedOpportunityId", "deletedQuoteIds", "deletedQuoteId"}
"""What payloads have that is no record."""


class Said(NamedTuple):
    """A text in both languages."""

    en: str
    ja: str


def in_language(value: Any, language: str) -> Any:
    """The value with every text in this language."""
    match value:
        case Said():
            return value.ja if language == "ja" else value.en
        case dict():
            return {key: in_language(each, language) for key, each in value.items()}
        case list() | tuple():
            return [in_language(each, language) for each in value]
    return value


def assert_refused(
    client: TestClient,
    field: str,
    entities: Sequence[str],
    cases: Iterable[Case],
    *,
    literally: bool = True,
) -> None:
    """Each case is answered with its errors alone, in each language, dry, and from a literal."""
    parts = (name if name in LEAVES else f"{name} {{ __typename }}" for name in entities)
    selection = " ".join([*parts, ERRORS])
    nothing = dict.fromkeys(entities)

    for given, errors in cases:
        for language in ("en", "ja"):
            expected = {**nothing, "errors": in_language(errors, language)}
            assert call(client, field, given, selection, language) == expected, given
            dry = {**given, "dryRun": True}
            assert call(client, field, dry, selection, language) == expected, dry
        expected = {**nothing, "errors": in_language(errors, "en")}
        if literally:
            assert call_literally(client, field, given, selection) == expected, given


def refusal(
    kind: str, code: str, said: Said, path: Sequence[str] = (), *remedies: Error, **data: Any
) -> Error:
    return {
        "__typename": kind,
        "code": code,
        "message": said,
        "path": [*path],
        "remedies": [*remedies],
        **data,
    }


def at(*path: str) -> tuple[str, ...]:
    return ("input", *path)


def not_found(path: Sequence[str], missing: str, shown: str | None = None) -> Error:
    shown = missing if shown is None else shown
    said = Said(
        f"There is nothing with the id {shown}.", f"ID {shown} に該当するものはありません。"
    )
    return refusal("NotFoundError", "NOT_FOUND", said, path, missingId=shown)


def denied(path: Sequence[str], right: str) -> Error:
    said = Said(
        f"You lack the right for this: {right}.", f"この操作に必要な権限({right})がありません。"
    )
    return refusal("PermissionDeniedError", "PERMISSION_DENIED", said, path, missingRight=right)


def invalid(path: Sequence[str], en: str, ja: str) -> Error:
    return refusal("InvalidInputError", "INVALID_INPUT", Said(en, ja), path)


def future(path: Sequence[str]) -> Error:
    return invalid(
        path,
        "It is in the future; today is 2026-11-22.",
        "未来の日付は指定できません(本日: 2026-11-22)。",
    )


def too_long(path: Sequence[str], limit: int) -> Error:
    return invalid(
        path, f"It is longer than {limit} characters.", f"{limit} 文字以内で入力してください。"
    )


def forbidden_character(path: Sequence[str]) -> Error:
    return invalid(
        path,
        "It has a character that can't be stored: U+0000 or half of a surrogate pair.",
        "保存できない文字(U+0000 または不完全なサロゲート)が含まれています。",
    )


def blank(path: Sequence[str]) -> Error:
    return invalid(path, "It needs at least one visible character.", "1 文字以上入力してください。")


def version_conflict(
    given: int, present: int, state: str = "OPEN", changed: Sequence[str] = ()
) -> Error:
    return refusal(
        "OpportunityVersionError",
        "VERSION_CONFLICT",
        _changed(given, present),
        at("expectedVersion"),
        givenVersion=given,
        changedFields=[*changed],
        opportunity={"version": present, "state": state},
    )


def quote_version_conflict(
    given: int, present: int, number: str, state: str, changed: Sequence[str] = ()
) -> Error:
    return refusal(
        "QuoteVersionError",
        "VERSION_CONFLICT",
        _changed(given, present),
        at("expectedVersion"),
        givenVersion=given,
        changedFields=[*changed],
        quote={"number": number, "version": present, "state": state},
    )


def _changed(given: int, present: int) -> Said:
    return Said(
        f"It has changed since you read it: you expected version {given}, now it is {present}.",
        f"読み込み後に変更されています(指定: バージョン {given}、現在: {present})。",
    )


def wrong_reason(given: str, state: str, *valid: tuple[str, str, str]) -> Error:
    return refusal(
        "InvalidStatusReasonError",
        "INVALID_STATUS_REASON",
        Said(
            f"{given} isn't an active status reason that can be chosen for {state}.",
            f"{given} は {state} で選択できる有効なステータス理由ではありません。",
        ),
        at("statusReasonCode"),
        givenCode=given,
        validReasons=[{"code": code, "label": Said(en, ja)} for code, en, ja in valid],
    )


OF_OPEN = ("IN_PROGRESS", "In progress", "進行中"), ("ON_HOLD", "On hold", "保留")
OF_WON = (("WON", "Won", "受注"),)
OF_LOST = ("CANCELED", "Canceled", "キャンセル"), ("OUT_SOLD", "Out-sold", "競合負け")
OF_CLOSED = ("LOST", "Lost", "失注"), ("CANCELED", "Canceled", "キャンセル")


def other_currency(given: str, present: str) -> Error:
    return refusal(
        "CurrencyMismatchError",
        "CURRENCY_MISMATCH",
        Said(
            f"The amount is in {given}, the opportunity in {present}.",
            f"金額の通貨は {given} ですが、営業案件の通貨は {present} です。",
        ),
        at("actualRevenue", "currency"),
        givenCurrency=given,
        opportunityCurrency=present,
    )


def already_closed(state: str, version: int, opportunity: str) -> Error:
    return refusal(
        "OpportunityStateError",
        "OPPORTUNITY_ALREADY_CLOSED",
        Said(
            f"The opportunity is closed already: {state}.",
            f"営業案件はすでにクローズされています({state})。",
        ),
        (),
        _reopen(opportunity),
        opportunity={"version": version, "state": state},
    )


def not_open(state: str, version: int, opportunity: str) -> Error:
    return refusal(
        "OpportunityStateError",
        "OPPORTUNITY_NOT_OPEN",
        Said(
            f"The opportunity is closed ({state}), so it and its quotes can't be changed.",
            f"営業案件はクローズ済み({state})のため、案件と見積は変更できません。",
        ),
        (),
        _reopen(opportunity),
        opportunity={"version": version, "state": state},
    )


def _reopen(opportunity: str) -> Error:
    return {
        "mutation": "reopenOpportunity",
        "opportunityId": opportunity,
        "quoteIds": [],
        "description": Said("Reopen the opportunity.", "営業案件を再オープンしてください。"),
    }


def active_quotes(opportunity: str, quotes: Mapping[str, str], version: int = 1) -> Error:
    """`quotes` are the blocking quotes' numbers by their ids, newest first."""
    count = len(quotes)
    said = Said(
        f"The opportunity can't be closed while it has active quotes ({count}).",
        f"有効な見積({count} 件)がある間は、営業案件をクローズできません。",
    )
    return _blocking("OPPORTUNITY_HAS_ACTIVE_QUOTES", "ACTIVE", said, opportunity, quotes, version)


def draft_quotes(opportunity: str, quotes: Mapping[str, str], version: int = 1) -> Error:
    """The same for drafts."""
    count = len(quotes)
    said = Said(
        f"The opportunity can't be closed while it has draft quotes ({count}).",
        f"下書きの見積({count} 件)がある間は、営業案件をクローズできません。",
    )
    return _blocking("OPPORTUNITY_HAS_DRAFT_QUOTES", "DRAFT", said, opportunity, quotes, version)


def _blocking(
    code: str, state: str, said: Said, opportunity: str, quotes: Mapping[str, str], version: int
) -> Error:
    close_quotes = {
        "mutation": "closeQuotes",
        "opportunityId": opportunity,
        "quoteIds": [*quotes],
        "description": Said(
            "Close these quotes, then close the opportunity.",
            "これらの見積をクローズしてから、営業案件をクローズしてください。",
        ),
    }
    close_with_quotes = {
        "mutation": "closeOpportunity",
        "opportunityId": opportunity,
        "quoteIds": [],
        "description": Said(
            "Close the opportunity with closeOpenQuotes: true.",
            "closeOpenQuotes: true を指定して営業案件をクローズしてください。",
        ),
    }
    return refusal(
        "BlockingQuotesError",
        code,
        said,
        (),
        close_quotes,
        close_with_quotes,
        quotes=[{"number": number, "state": state} for number in quotes.values()],
        opportunity={"version": version, "state": "OPEN"},
    )
