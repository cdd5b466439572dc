"""errorCodes: what each code means, for people who read and programs that decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import strawberry

from schema.errors import (
    BlockingQuotesError,
    CurrencyMismatchError,
    ErrorCode,
    IdempotencyError,
    InvalidInputError,
    InvalidStatusReasonError,
    NotFoundError,
    OpportunityStateError,
    OpportunityVersionError,
    PermissionDeniedError,
    QuoteStateError,
    QuoteVersionError,
    RecordVersionError,
    StatusReasonStateError,
)
from schema.messages import Locale


@strawberry.type(description="What an error code means.")
class ErrorCodeDescription:
    """One entry of the catalogue."""

    code: ErrorCode = strawberry.field(description="The code.")
    error_type: str = strawberry.field(description="The GraphQL type that carries it.")
    meaning: str = strawberry.field(description="What it means, in the reader's language.")
    retryable: bool = strawberry.field(
        description="Whether the same call can succeed later without being changed."
    )
    advice: str | None = strawberry.field(description="What to do, in the reader's language.")
    dynamics_name: str | None = strawberry.field(description="What Dynamics 365 calls it.")
    dynamics_code: str | None = strawberry.field(description="Dynamics 365's number for it.")


@dataclass(frozen=True, slots=True)
class _Entry:
    error_types: tuple[type, ...]
    meaning: Mapping[Locale, str]
    advice: Mapping[Locale, str]
    dynamics_name: str | None = None
    dynamics_code: str | None = None
    retryable: bool = False
    """Most refusals stand until somebody changes something."""


_CATALOG: Final[Mapping[ErrorCode, _Entry]] = {
    ErrorCode.NOT_FOUND: _Entry(
        (NotFoundError,),
        {
            "en": "An id names nothing that you can see.",
            "ja": "指定された ID のデータは存在しないか、参照できません。",
        },
        {
            "en": "Check the id at path; of an exchange rate, its currency and day.",
            "ja": "path が示す ID(為替レートは通貨と日付)を確認してください。",
        },
    ),
    ErrorCode.PERMISSION_DENIED: _Entry(
        (PermissionDeniedError,),
        {
            "en": "You lack the right that missingRight names.",
            "ja": "missingRight が示す権限がありません。",
        },
        {
            "en": "Ask somebody who has it; of what others created, that is whom createdBy names.",
            "ja": "権限のある人(他の人が作成したものは createdBy の人)に依頼してください。",
        },
    ),
    ErrorCode.VERSION_CONFLICT: _Entry(
        (OpportunityVersionError, QuoteVersionError, RecordVersionError),
        {
            "en": "The record has changed since you read it.",
            "ja": "読み込み後にデータが変更されました。",
        },
        {
            "en": "Read the record that the error carries, decide again, send its version.",
            "ja": "エラーに含まれる最新データを確認し、そのバージョンで再送してください。",
        },
        "ConcurrencyVersionMismatch",
        "0x80060882",
    ),
    ErrorCode.INVALID_INPUT: _Entry(
        (InvalidInputError,),
        {
            "en": "A value can't be right, whatever the data.",
            "ja": "入力値が正しくありません。",
        },
        {"en": "Change the value at path.", "ja": "path が示す値を修正してください。"},
    ),
    ErrorCode.INVALID_STATUS_REASON: _Entry(
        (InvalidStatusReasonError,),
        {
            "en": "The status reason is unknown, retired, or another state's.",
            "ja": "ステータス理由が不明、廃止済み、または別の状態のものです。",
        },
        {
            "en": "Choose one of validReasons, or leave it out.",
            "ja": "validReasons から選ぶか、省略してください。",
        },
        "InvalidStateCodeStatusCode",
        "0x80048408",
    ),
    ErrorCode.CURRENCY_MISMATCH: _Entry(
        (CurrencyMismatchError,),
        {
            "en": "The amount is in another currency than the opportunity.",
            "ja": "金額の通貨が営業案件の通貨と異なります。",
        },
        {
            "en": "Convert the amount, or leave the currency out.",
            "ja": "金額を換算するか、通貨を省略してください。",
        },
        "RecordAndOpportunityCurrencyNotEqual",
        "0x80048cef",
    ),
    ErrorCode.OPPORTUNITY_HAS_ACTIVE_QUOTES: _Entry(
        (BlockingQuotesError,),
        {
            "en": "An opportunity can't be closed while one of its quotes is active.",
            "ja": "有効な見積がある営業案件はクローズできません。",
        },
        {
            "en": "Call closeQuotes with the ids that the error carries, then close again.",
            "ja": "エラーに含まれる見積を closeQuotes でクローズしてから再実行してください。",
        },
        "OpportunityCannotBeClosed",
        "0x80040516",
    ),
    ErrorCode.OPPORTUNITY_HAS_DRAFT_QUOTES: _Entry(
        (BlockingQuotesError,),
        {
            "en": "With CLINCH_DRAFTS_BLOCK_CLOSING, drafts keep an opportunity open too.",
            "ja": "CLINCH_DRAFTS_BLOCK_CLOSING が有効な場合、下書きの見積もクローズを妨げます。",
        },
        {
            "en": "Call closeQuotes with the ids that the error carries, then close again.",
            "ja": "エラーに含まれる見積を closeQuotes でクローズしてから再実行してください。",
        },
        "OpportunityCannotBeClosed",
        "0x80040516",
    ),
    ErrorCode.OPPORTUNITY_ALREADY_CLOSED: _Entry(
        (OpportunityStateError,),
        {
            "en": "closeOpportunity was called on one that is won or lost.",
            "ja": "すでにクローズされた営業案件です。",
        },
        {
            "en": "Read its state from the error; reopen it to close it otherwise.",
            "ja": "エラー内の状態を確認し、変更する場合は再オープンしてください。",
        },
        "OpportunityIsAlreadyClosed",
        "0x80040515",
    ),
    ErrorCode.OPPORTUNITY_NOT_OPEN: _Entry(
        (OpportunityStateError,),
        {
            "en": "A closed opportunity and its quotes are read-only.",
            "ja": "クローズ済みの営業案件と見積は変更できません。",
        },
        {"en": "Reopen it first.", "ja": "先に再オープンしてください。"},
    ),
    ErrorCode.QUOTE_NOT_OPEN: _Entry(
        (QuoteStateError,),
        {
            "en": "A quote that was named for closing is won or closed.",
            "ja": "指定された見積はすでに受注またはクローズ済みです。",
        },
        {"en": "Leave it out.", "ja": "その見積を除いてください。"},
    ),
    ErrorCode.QUOTE_NOT_EDITABLE: _Entry(
        (QuoteStateError,),
        {
            "en": "Only drafts can be edited: what the customer has seen stays as it was.",
            "ja": "編集できるのは下書きの見積だけです。",
        },
        {
            "en": "Call reviseQuote, and edit the draft that it makes.",
            "ja": "reviseQuote を実行し、作成された下書きを編集してください。",
        },
    ),
    ErrorCode.QUOTE_REVISION_EXISTS: _Entry(
        (QuoteStateError,),
        {
            "en": "Another draft or active revision of the quote exists.",
            "ja": "この見積の下書きまたは有効な版がすでに存在します。",
        },
        {
            "en": "Go on with the quote that the error carries, or close it first.",
            "ja": "エラーに含まれる見積を使うか、先にクローズしてください。",
        },
        "QuoteReviseExistingActiveQuote",
        "0x80048d00",
    ),
    ErrorCode.QUOTE_OF_OTHER_OPPORTUNITY: _Entry(
        (QuoteStateError,),
        {
            "en": "A quote that was named for closing is another opportunity's.",
            "ja": "指定された見積は別の営業案件のものです。",
        },
        {
            "en": "Leave it out, or call with its own opportunity.",
            "ja": "その見積を除くか、属する営業案件を指定してください。",
        },
    ),
    ErrorCode.INVALID_TRANSITION: _Entry(
        (QuoteStateError,),
        {
            "en": "The quote can't go from its state to that one.",
            "ja": "見積の現在の状態からは遷移できません。",
        },
        {
            "en": "Read its state from the error.",
            "ja": "エラー内の状態を確認してください。",
        },
        "InvalidStateCodeStatusCode",
        "0x80048408",
    ),
    ErrorCode.IDEMPOTENCY_KEY_REUSED: _Entry(
        (IdempotencyError,),
        {
            "en": "The idempotency key was used for another mutation or another input.",
            "ja": "冪等キーは、別のミューテーションまたは別の入力ですでに使用されています。",
        },
        {
            "en": "Take a new key for each new call; send it again only with the same input.",
            "ja": "新しい呼び出しには新しいキーを使い、再送時は同じ入力にしてください。",
        },
    ),
    ErrorCode.IDEMPOTENCY_IN_PROGRESS: _Entry(
        (IdempotencyError,),
        {
            "en": "A call with this idempotency key is still running.",
            "ja": "この冪等キーによる呼び出しは、まだ処理中です。",
        },
        {
            "en": "Send the same call again in a moment.",
            "ja": "少し待ってから同じ呼び出しを再送してください。",
        },
        retryable=True,
    ),
    ErrorCode.STATUS_REASON_EXISTS: _Entry(
        (StatusReasonStateError,),
        {
            "en": "The state has a status reason with this code, maybe a retired one.",
            "ja": "この状態には同じコードのステータス理由がすでにあります(廃止済みを含む)。",
        },
        {
            "en": "Use the one that the error carries, or choose another code.",
            "ja": "エラーに含まれるものを使うか、別のコードを指定してください。",
        },
    ),
    ErrorCode.STATUS_REASON_IS_DEFAULT: _Entry(
        (StatusReasonStateError,),
        {
            "en": "Every state has a default status reason, so it can't be retired.",
            "ja": "各状態には既定のステータス理由が必要なため、既定のものは廃止できません。",
        },
        {
            "en": "Make another one the default first, with setDefaultStatusReason.",
            "ja": "先に setDefaultStatusReason で別のものを既定にしてください。",
        },
    ),
    ErrorCode.STATUS_REASON_IS_RETIRED: _Entry(
        (StatusReasonStateError,),
        {
            "en": "A retired status reason can't be its state's default.",
            "ja": "廃止済みのステータス理由は既定にできません。",
        },
        {
            "en": "Bring it back first, with reinstateStatusReason.",
            "ja": "先に reinstateStatusReason で復活させてください。",
        },
    ),
    ErrorCode.STATUS_REASON_IS_RESERVED: _Entry(
        (StatusReasonStateError,),
        {
            "en": "The system alone gives this status reason: it stays, and is never the default.",
            "ja": "システム専用のステータス理由のため、廃止や既定への設定はできません。",
        },
        {"en": "Choose another one.", "ja": "別のステータス理由を選んでください。"},
    ),
    ErrorCode.OPPORTUNITY_NOT_DELETABLE: _Entry(
        (OpportunityStateError, BlockingQuotesError),
        {
            "en": "It was closed once, or not all of its quotes are drafts of your own.",
            "ja": "一度クローズされたか、自分の下書き以外の見積がある営業案件です。",
        },
        {
            "en": "Close it as lost, with closeOpenQuotes: true; one that is closed stays so.",
            "ja": "closeOpenQuotes: true を指定して失注としてクローズしてください。"
            "クローズ済みのものはそのまま残ります。",
        },
    ),
    ErrorCode.QUOTE_NOT_DELETABLE: _Entry(
        (QuoteStateError,),
        {
            "en": "Only drafts can be deleted: what the customer has seen stays on record.",
            "ja": "削除できるのは下書きの見積だけです。",
        },
        {
            "en": "Close an active one with closeQuotes; one that is won or closed stays so.",
            "ja": "有効な見積は closeQuotes でクローズしてください。"
            "受注またはクローズ済みのものはそのまま残ります。",
        },
    ),
}


def error_codes(locale: Locale) -> list[ErrorCodeDescription]:
    """Every code that can occur, once for each type that carries it."""
    return [
        ErrorCodeDescription(
            code=code,
            error_type=error_type.__name__,
            meaning=entry.meaning[locale],
            retryable=entry.retryable,
            advice=entry.advice[locale],
            dynamics_name=entry.dynamics_name,
            dynamics_code=entry.dynamics_code,
        )
        for code, entry in _CATALOG.items()
        for error_type in entry.error_types
    ]
