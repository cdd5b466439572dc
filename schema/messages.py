"""The words of refusals and figures, in English and Japanese; codes never change, words may."""

from collections.abc import Mapping
from typing import Final, Literal

from domain.refusals import Problem
from schema.errors import ErrorCode

Locale = Literal["en", "ja"]
LOCALES: Final[tuple[Locale, ...]] = ("en", "ja")

ERRORS: Final[Mapping[ErrorCode, Mapping[Locale, str]]] = {
    ErrorCode.NOT_FOUND: {
        "en": "There is nothing with the id {id}.",
        "ja": "ID {id} に該当するものはありません。",
    },
    ErrorCode.PERMISSION_DENIED: {
        "en": "You lack the right for this: {right}.",
        "ja": "この操作に必要な権限({right})がありません。",
    },
    ErrorCode.VERSION_CONFLICT: {
        "en": "It has changed since you read it: you expected version {given}, now it is "
        "{present}.",
        "ja": "読み込み後に変更されています(指定: バージョン {given}、現在: {present})。",
    },
    ErrorCode.INVALID_STATUS_REASON: {
        "en": "{given} isn't an active status reason that can be chosen for {state}.",
        "ja": "{given} は {state} で選択できる有効なステータス理由ではありません。",
    },
    ErrorCode.CURRENCY_MISMATCH: {
        "en": "The amount is in {given}, the opportunity in {present}.",
        "ja": "金額の通貨は {given} ですが、営業案件の通貨は {present} です。",
    },
    ErrorCode.OPPORTUNITY_HAS_ACTIVE_QUOTES: {
        "en": "The opportunity can't be closed while it has active quotes ({count}).",
        "ja": "有効な見積({count} 件)がある間は、営業案件をクローズできません。",
    },
    ErrorCode.OPPORTUNITY_HAS_DRAFT_QUOTES: {
        "en": "The opportunity can't be closed while it has draft quotes ({count}).",
        "ja": "下書きの見積({count} 件)がある間は、営業案件をクローズできません。",
    },
    ErrorCode.OPPORTUNITY_ALREADY_CLOSED: {
        "en": "The opportunity is closed already: {state}.",
        "ja": "営業案件はすでにクローズされています({state})。",
    },
    ErrorCode.OPPORTUNITY_NOT_OPEN: {
        "en": "The opportunity is closed ({state}), so it and its quotes can't be changed.",
        "ja": "営業案件はクローズ済み({state})のため、案件と見積は変更できません。",
    },
    ErrorCode.QUOTE_NOT_OPEN: {
        "en": "The quote can't be closed: it is {state}.",
        "ja": "見積は {state} のため、クローズできません。",
    },
    ErrorCode.QUOTE_OF_OTHER_OPPORTUNITY: {
        "en": "The quote belongs to another opportunity.",
        "ja": "この見積は別の営業案件のものです。",
    },
    ErrorCode.QUOTE_NOT_EDITABLE: {
        "en": "Only a draft can be edited; the quote is {state}.",
        "ja": "編集できるのは下書きの見積だけです(現在: {state})。",
    },
    ErrorCode.QUOTE_REVISION_EXISTS: {
        "en": "Another revision of the quote is {state} already.",
        "ja": "この見積の別の版がすでに {state} です。",
    },
    ErrorCode.INVALID_TRANSITION: {
        "en": "The quote is {state}, so it can't become {target}.",
        "ja": "見積は {state} のため、{target} にできません。",
    },
    ErrorCode.STATUS_REASON_EXISTS: {
        "en": "The state has a status reason with this code already.",
        "ja": "この状態には、このコードのステータス理由がすでにあります。",
    },
    ErrorCode.STATUS_REASON_IS_DEFAULT: {
        "en": "It is its state's default, so it can't be retired; set another default first.",
        "ja": "既定のステータス理由は廃止できません。先に別のものを既定にしてください。",
    },
    ErrorCode.STATUS_REASON_IS_RETIRED: {
        "en": "It is retired, so it can't be the default; bring it back first.",
        "ja": "廃止済みのため既定にできません。先に復活させてください。",
    },
    ErrorCode.STATUS_REASON_IS_RESERVED: {
        "en": "Only the system gives this status reason: it can't be retired, nor be the default.",
        "ja": "システム専用のステータス理由のため、廃止や既定への設定はできません。",
    },
    ErrorCode.OPPORTUNITY_NOT_DELETABLE: {
        "en": "The opportunity was closed once, so it can't be deleted.",
        "ja": "営業案件は一度クローズされているため、削除できません。",
    },
    ErrorCode.QUOTE_NOT_DELETABLE: {
        "en": "Only a draft can be deleted; the quote is {state}.",
        "ja": "削除できるのは下書きの見積だけです(現在: {state})。",
    },
    ErrorCode.IDEMPOTENCY_KEY_REUSED: {
        "en": "The idempotency key was used for another call.",
        "ja": "この冪等キーは、すでに別の呼び出しで使用されています。",
    },
    ErrorCode.IDEMPOTENCY_IN_PROGRESS: {
        "en": "A call with this idempotency key is still running.",
        "ja": "この冪等キーによる呼び出しは、まだ処理中です。",
    },
}

NOT_REVISABLE: Final[Mapping[Locale, str]] = {
    "en": "The quote is {state}; only an active or a closed one can be revised.",
    "ja": "見積は {state} です。改訂できるのは有効またはクローズ済みの見積だけです。",
}

KEEPS_QUOTES: Final[Mapping[Locale, str]] = {
    "en": "The opportunity can't be deleted: not all of its quotes are drafts of yours ({count}).",
    "ja": "自分の下書き以外の見積({count} 件)があるため、営業案件を削除できません。",
}

NO_RATE: Final[Mapping[Locale, str]] = {
    "en": "There is no exchange rate of {currency} from {day} on; the version of none is 0.",
    "ja": "{currency} の {day} からの為替レートはありません(バージョンは 0 です)。",
}

PROBLEMS: Final[Mapping[Problem, Mapping[Locale, str]]] = {
    Problem.BLANK: {
        "en": "It needs at least one visible character.",
        "ja": "1 文字以上入力してください。",
    },
    Problem.TOO_LONG: {
        "en": "It is longer than {limit} characters.",
        "ja": "{limit} 文字以内で入力してください。",
    },
    Problem.FORBIDDEN_CHARACTER: {
        "en": "It has a character that can't be stored: U+0000 or half of a surrogate pair.",
        "ja": "保存できない文字(U+0000 または不完全なサロゲート)が含まれています。",
    },
    Problem.NULL: {
        "en": "Leave it out or give a value: null says neither.",
        "ja": "null は指定できません。省略するか、値を指定してください。",
    },
    Problem.NEGATIVE: {
        "en": "It is less than 0.",
        "ja": "0 以上の値を指定してください。",
    },
    Problem.NOT_POSITIVE: {
        "en": "It isn't more than 0.",
        "ja": "0 より大きい値を指定してください。",
    },
    Problem.TOO_LARGE: {
        "en": "It comes to more than {limit}.",
        "ja": "{limit} を超えています。",
    },
    Problem.TOO_MANY_DECIMALS: {
        "en": "It has more than {limit} decimals.",
        "ja": "小数点以下は {limit} 桁までです。",
    },
    Problem.UNKNOWN_CURRENCY: {
        "en": "It isn't an ISO 4217 currency code, such as USD.",
        "ja": "ISO 4217 の通貨コード(例: JPY)ではありません。",
    },
    Problem.BASE_CURRENCY: {
        "en": "It is the base currency, whose rate is always 1.",
        "ja": "基準通貨のレートは常に 1 です。",
    },
    Problem.FUTURE_DATE: {
        "en": "It is in the future; today is {limit}.",
        "ja": "未来の日付は指定できません(本日: {limit})。",
    },
    Problem.DATES_REVERSED: {
        "en": "It is before the first day, {limit}.",
        "ja": "開始日({limit})より前の日付です。",
    },
    Problem.OUT_OF_RANGE: {
        "en": "It isn't in the range {limit}.",
        "ja": "{limit} の範囲で指定してください。",
    },
    Problem.DISCOUNT_ABOVE_BASE: {
        "en": "The discount is more than what it is taken off.",
        "ja": "値引きが元の金額を超えています。",
    },
    Problem.TOO_MANY: {
        "en": "It has more than {limit} entries.",
        "ja": "{limit} 件以内で指定してください。",
    },
    Problem.TOO_MANY_LINES: {
        "en": "A quote has at most {limit} lines.",
        "ja": "見積の明細は {limit} 行までです。",
    },
    Problem.TOO_MANY_OPEN_QUOTES: {
        "en": "The opportunity has {limit} draft and active quotes already; close some first.",
        "ja": "下書き・有効な見積がすでに {limit} 件あります。先にクローズしてください。",
    },
    Problem.MISSING: {
        "en": "It can't be left out here.",
        "ja": "ここでは省略できません。",
    },
    Problem.NOT_AN_EMAIL: {
        "en": "It isn't an e-mail address, such as aiko@example.com.",
        "ja": "メールアドレス(例: aiko@example.com)ではありません。",
    },
    Problem.ITS_OWN_PARENT: {
        "en": "It is the record itself, or below it: nothing stands above itself.",
        "ja": "自分自身、または自分の下位にあるものは指定できません。",
    },
    Problem.NOT_A_CODE: {
        "en": "It isn't a word of capital letters, digits and underscores, such as NO_BUDGET.",
        "ja": "英大文字・数字・アンダースコアからなる語(例: NO_BUDGET)ではありません。",
    },
    Problem.RESERVED: {
        "en": "It is kept for the system.",
        "ja": "システム用に予約されています。",
    },
    Problem.TAKEN: {
        "en": "Another record has it.",
        "ja": "他のデータで使われています。",
    },
    Problem.TWICE: {
        "en": "It is given twice.",
        "ja": "同じものが重複しています。",
    },
    Problem.TOO_MANY_MATCH: {
        "en": "It matches more than {limit}; nothing was done. Narrow it down.",
        "ja": "{limit} 件を超えて該当するため、何も変更していません。条件を絞り込んでください。",
    },
    Problem.NOT_AS_MANY: {
        "en": "It needs one entry for each of the ids, and none without ids.",
        "ja": "ids と同じ件数で指定してください。ids がない場合は指定できません。",
    },
    Problem.ONE_OF_BOTH: {
        "en": "Give one of these and only one: {limit}.",
        "ja": "{limit} のどちらか一方を指定してください。",
    },
    Problem.UNUSABLE_KEY: {
        "en": "A key is 1 to {limit} printable ASCII characters.",
        "ja": "キーは印字可能な ASCII 文字 1〜{limit} 文字で指定してください。",
    },
    Problem.EMPTY: {
        "en": "It needs one entry at least.",
        "ja": "1 件以上指定してください。",
    },
    Problem.UNKNOWN_SCOPE: {
        "en": "It isn't a scope. There are: {limit}.",
        "ja": "存在しないスコープです。指定できるもの: {limit}",
    },
    Problem.BEYOND_ROLE: {
        "en": "A key can't do more than its user, whose role {limit} hasn't this right.",
        "ja": "キーの権限はユーザーの権限を超えられません。ロール {limit} にこの権限はありません。",
    },
    Problem.NOT_IN_FUTURE: {
        "en": "It isn't in the future; it is {limit} now.",
        "ja": "未来の日時を指定してください(現在: {limit})。",
    },
    Problem.TOO_LATE: {
        "en": "It is too far in the future; {limit} at the latest.",
        "ja": "{limit} 以前の日時を指定してください。",
    },
    Problem.NO_SIGN_IN: {
        "en": "Nobody signs in as a user of the kind SYSTEM, only as a PERSON or an INTEGRATION.",
        "ja": "種別 SYSTEM のユーザーとしてはサインインできません。"
        "PERSON か INTEGRATION のユーザーに限ります。",
    },
}

REMEDIES: Final[Mapping[str, Mapping[Locale, str]]] = {
    "activate": {
        "en": "Activate this quote first.",
        "ja": "先にこの見積を有効にしてください。",
    },
    "edit": {
        "en": "Edit this draft.",
        "ja": "この下書きを編集してください。",
    },
    "close_quotes": {
        "en": "Close these quotes, then close the opportunity.",
        "ja": "これらの見積をクローズしてから、営業案件をクローズしてください。",
    },
    "close_with_quotes": {
        "en": "Close the opportunity with closeOpenQuotes: true.",
        "ja": "closeOpenQuotes: true を指定して営業案件をクローズしてください。",
    },
    "revise": {
        "en": "Revise the quote: that makes a new draft of it.",
        "ja": "見積を改訂すると、新しい下書きが作成されます。",
    },
    "close_instead": {
        "en": "Close the opportunity as lost instead, with closeOpenQuotes: true.",
        "ja": "削除せず、closeOpenQuotes: true を指定し、失注としてクローズしてください。",
    },
    "close_quote_instead": {
        "en": "Close the quote instead.",
        "ja": "削除せず、見積をクローズしてください。",
    },
    "reopen": {
        "en": "Reopen the opportunity.",
        "ja": "営業案件を再オープンしてください。",
    },
}

WORDS: Final[Mapping[str, Mapping[Locale, str]]] = {
    "WON": {"en": "Won", "ja": "受注"},
    "LOST": {"en": "Lost", "ja": "失注"},
    "QUALIFY": {"en": "Qualify", "ja": "見極め"},
    "DEVELOP": {"en": "Develop", "ja": "検討"},
    "PROPOSE": {"en": "Propose", "ja": "提案"},
    "CLOSE": {"en": "Close", "ja": "クロージング"},
    "HOT": {"en": "Hot", "ja": "高い"},
    "WARM": {"en": "Warm", "ja": "普通"},
    "COLD": {"en": "Cold", "ja": "低い"},
}
"""What a person calls an outcome, a stage, a rating."""

INTERNAL: Final[Mapping[Locale, str]] = {
    "en": "Something went wrong on our side. It is logged as {id}.",
    "ja": "サーバー側で問題が発生しました。ログ ID: {id}",
}


def negotiate(accept_language: str | None) -> Locale:
    """The best of our languages for an Accept-Language header; English by default."""
    best: tuple[float, Locale] = (0.0, "en")
    for entry in accept_language.split(",") if accept_language else ():
        tag, *parameters = (part.strip() for part in entry.split(";"))
        primary = tag.split("-")[0].lower()
        locale = next((each for each in LOCALES if each == primary), None)
        quality = _quality(parameters)
        if locale is not None and quality > best[0]:
            best = (quality, locale)
    return best[1]


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                quality = float(value)
            except ValueError:
                return 0.0
            return quality if 0 <= quality <= 1 else 0.0
    return 1.0
