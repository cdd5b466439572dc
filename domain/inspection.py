"""Checks of single input values; what is wrong with them is collected, in order."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from domain import money, rates
from domain.lifecycle import OpportunityState, QuoteState
from domain.refusals import (
    InvalidInput,
    InvalidStatusReason,
    OpportunityVersionConflict,
    Path,
    Problem,
    QuoteVersionConflict,
    RecordVersionConflict,
    Refusal,
)
from domain.text import DESCRIPTION_LENGTH, NAME_LENGTH, is_storable, looks_like_email


@dataclass(frozen=True, slots=True)
class ReasonFacts:
    """One status reason of the state that is asked about."""

    id: str
    code: str
    is_default: bool
    is_active: bool


_EXPECTED_VERSION: Path = ("input", "expectedVersion")
RESERVED_REASONS = frozenset({"REVISED"})
"""Reasons that only the system gives: reviseQuote closes the old quote with it."""


@dataclass(slots=True)
class Inspection:
    """The findings about one input."""

    findings: list[Refusal] = field(default_factory=list)

    def fault(self, path: Path, problem: Problem, limit: object = "") -> None:
        self.findings.append(InvalidInput(path, problem, str(limit)))

    def opportunity_version(
        self,
        opportunity_id: str,
        given: int | None,
        present: int,
        changed_fields: tuple[str, ...] = (),
    ) -> None:
        """An expected version that isn't the present one is a finding; None expects nothing."""
        if given is not None and given != present:
            self.findings.append(
                OpportunityVersionConflict(
                    _EXPECTED_VERSION, opportunity_id, given, present, changed_fields
                )
            )

    def quote_version(
        self,
        quote_id: str,
        given: int | None,
        present: int,
        changed_fields: tuple[str, ...] = (),
    ) -> None:
        """The same for a quote."""
        if given is not None and given != present:
            self.findings.append(
                QuoteVersionConflict(_EXPECTED_VERSION, quote_id, given, present, changed_fields)
            )

    def record_version(
        self,
        record_id: str,
        given: int | None,
        present: int,
        changed_fields: tuple[str, ...] = (),
    ) -> None:
        """The same for any other record."""
        if given is not None and given != present:
            self.findings.append(
                RecordVersionConflict(_EXPECTED_VERSION, record_id, given, present, changed_fields)
            )

    def required_text(self, path: Path, text: str, max_length: int) -> str:
        """The text trimmed; blank is a finding."""
        cleaned = self.optional_text(path, text, max_length)
        if cleaned is None:
            self.fault(path, Problem.BLANK)
        return cleaned or ""

    def optional_text(
        self, path: Path, text: str | None, max_length: int = DESCRIPTION_LENGTH
    ) -> str | None:
        """The text trimmed, None if nothing is left of it; lengths are code points."""
        if text is None:
            return None
        if not is_storable(text):
            self.fault(path, Problem.FORBIDDEN_CHARACTER)
            return "?"
        trimmed = text.strip()
        if len(trimmed) > max_length:
            self.fault(path, Problem.TOO_LONG, max_length)
        return trimmed or None

    def unique(self, path: Path, others: Collection[object]) -> None:
        """No other record has it."""
        if others:
            self.fault(path, Problem.TAKEN)

    def email(self, path: Path, text: str) -> str | None:
        """An e-mail address, None if nothing is left of it."""
        known = len(self.findings)
        cleaned = self.optional_text(path, text, NAME_LENGTH)
        if cleaned and len(self.findings) == known and not looks_like_email(cleaned):
            self.fault(path, Problem.NOT_AN_EMAIL)
        return cleaned

    def number(self, path: Path, number: int, least: int, greatest: int) -> None:
        """A whole number in a range."""
        if not least <= number <= greatest:
            self.fault(path, Problem.OUT_OF_RANGE, f"{least}-{greatest}")

    def amount(self, path: Path, number: Decimal | None, currency: str) -> int | None:
        """An amount ≥ 0 in ten-thousandths, with no more decimals than the currency has."""
        if number is None:
            return None
        if number < 0:
            self.fault(path, Problem.NEGATIVE)
            return 0
        if number > money.MAX_UNITS:
            self.fault(path, Problem.TOO_LARGE, money.MAX_UNITS)
            return 0
        amount = money.scaled(number, money.decimals_of(currency))
        if amount is None:
            self.fault(path, Problem.TOO_MANY_DECIMALS, money.decimals_of(currency))
            return 0
        return amount

    def quantity(self, path: Path, number: Decimal) -> int:
        """A quantity > 0 in 10⁻⁶."""
        if number <= 0:
            self.fault(path, Problem.NOT_POSITIVE)
            return 0
        if number > money.MAX_UNITS // 10:
            self.fault(path, Problem.TOO_LARGE, money.MAX_UNITS // 10)
            return 0
        quantity = money.scaled(number, money.QUANTITY_SCALE, money.QUANTITY_SCALE)
        if quantity is None:
            self.fault(path, Problem.TOO_MANY_DECIMALS, money.QUANTITY_SCALE)
            return 0
        return quantity

    def rate(self, path: Path, number: Decimal) -> int:
        """An exchange rate > 0 in 10⁻¹⁰."""
        if number <= 0:
            self.fault(path, Problem.NOT_POSITIVE)
            return 0
        if number > rates.MAX_RATE_UNITS:
            self.fault(path, Problem.TOO_LARGE, rates.MAX_RATE_UNITS)
            return 0
        rate = money.scaled(number, rates.RATE_SCALE, rates.RATE_SCALE)
        if rate is None:
            self.fault(path, Problem.TOO_MANY_DECIMALS, rates.RATE_SCALE)
            return 0
        return rate

    def currency(self, path: Path, code: str) -> str:
        """An ISO 4217 code."""
        if code not in money.CURRENCIES:
            self.fault(path, Problem.UNKNOWN_CURRENCY)
        return code

    def percentage(self, path: Path, percent: int | None) -> None:
        """A whole number from 0 to 100."""
        if percent is not None and not 0 <= percent <= 100:  # noqa: PLR2004
            self.fault(path, Problem.OUT_OF_RANGE, "0-100")

    def past_date(self, path: Path, day: date | None, today: date) -> date:
        """The day, today by default; a future one is a finding."""
        if day is not None and day > today:
            self.fault(path, Problem.FUTURE_DATE, today)
        return day or today

    def status_reason(
        self,
        path: Path,
        code: str | None,
        state: OpportunityState | QuoteState,
        reasons: Iterable[ReasonFacts],
        preferred: str | None = None,
    ) -> str:
        """The id of the reason with this code; without a code the preferred or default one's.

        A code that is unknown, retired, reserved or of another state is a finding that lists
        the valid ones.
        """
        valid = {
            reason.code: reason
            for reason in reasons
            if reason.is_active and reason.code not in RESERVED_REASONS
        }
        default = next(reason for reason in valid.values() if reason.is_default)
        if code is None:
            return valid.get(preferred or "", default).id
        if code in valid:
            return valid[code].id
        self.findings.append(
            InvalidStatusReason(path, code, state, tuple(reason.id for reason in valid.values()))
        )
        return default.id
