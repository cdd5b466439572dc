"""What an event changed: fields from what to what, as a person reads them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final, Protocol

from db.writes.records import LineRecord, OpportunityRecord, QuoteRecord
from domain import money
from domain.events import FieldChange
from domain.rates import RATE_SCALE
from domain.text import camel_case

_AMOUNTS: Final = frozenset(
    [
        "estimated_revenue",
        "actual_revenue",
        "discount",
        "freight",
        "tax",
        "total_amount",
        "unit_price",
        "amount",
    ]
)
_SCALES: Final = {"quantity": money.QUANTITY_SCALE, "rate": RATE_SCALE}
"""Numbers that are told with as many decimals as they need."""
_TECHNICAL: Final = frozenset({"id", "version", "distance"})
_ABOUT: Final = ("name", "product_id", "quantity", "unit_price", "discount", "tax")
"""What is said of a line; its amount follows from that."""


class Versioned(Protocol):
    """A record as it was before."""

    @property
    def id(self) -> str: ...
    @property
    def version(self) -> int: ...


def differences(
    before: Versioned, values: Mapping[str, Any], currency: str = ""
) -> Iterator[FieldChange]:
    """What new values by column change of a record; technical columns aren't said.

    The currency is for amounts.
    """
    for column, new in values.items():
        old = getattr(before, column, new)
        if old != new:
            yield FieldChange(
                before.id,
                before.version + 1,
                field_name(column),
                _text(column, old, currency),
                _text(column, new, currency),
            )


def losses(before: OpportunityRecord | QuoteRecord) -> Iterator[FieldChange]:
    """What a deletion takes from a record: every field that held something."""
    values = dict.fromkeys(name for name in before._fields if name not in _TECHNICAL)
    return differences(before, values, before.currency)


def line_differences(
    quote: Versioned, before: Iterable[LineRecord], after: Iterable[LineRecord], currency: str
) -> Iterator[FieldChange]:
    """The same of a quote's lines: `lines/qln_…` comes or goes, `lines/qln_…/quantity` changes."""
    version = quote.version + 1
    old_lines = {line.id: line for line in before}
    for line in after:
        old = old_lines.pop(line.id, None)
        if old is None:
            yield FieldChange(quote.id, version, f"lines/{line.id}", None, line.name)
            continue
        for column in (*_ABOUT, "position"):
            was, now = (_text(column, getattr(each, column), currency) for each in (old, line))
            if was != now:
                path = f"lines/{line.id}/{field_name(column)}"
                yield FieldChange(quote.id, version, path, was, now)
    for old in old_lines.values():
        yield FieldChange(quote.id, version, f"lines/{old.id}", old.name, None)


def field_name(column: str) -> str:
    """What the contract calls it: `status_reason_id` is `statusReason`."""
    return camel_case(column.removesuffix("_id"))


def _text(column: str, value: Any, currency: str) -> str | None:
    if value is None:
        return None
    if column in _AMOUNTS:
        return money.written(value, money.decimals_of(currency))
    if column in _SCALES:
        text = money.written(value, _SCALES[column], _SCALES[column])
        return text.rstrip("0").rstrip(".")
    return value.isoformat() if isinstance(value, date) else str(value)
