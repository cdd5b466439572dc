"""What the demo data says: deals made by hand, in two languages, and the offers on them."""

from dataclasses import dataclass
from typing import Final

from domain.lifecycle import OpportunityOutcome, OpportunityState, QuoteState
from domain.pipeline import OpportunityStage, Rating


@dataclass(frozen=True, slots=True)
class Deal:
    """An opportunity of the demo, and how it ended if it did."""

    number: int
    name: str
    account: int | None
    owner: int
    currency: str
    revenue: str
    created: str
    stage: OpportunityStage
    rating: Rating | None = None
    probability: int | None = None
    product: int | None = None
    outcome: OpportunityOutcome | None = None
    reason: str = "IN_PROGRESS"
    closed: str = ""
    actual: str = "0"
    competitor: int | None = None

    @property
    def state(self) -> OpportunityState:
        return self.outcome.state if self.outcome else OpportunityState.OPEN


@dataclass(frozen=True, slots=True)
class Offer:
    """A quote of the demo; a line is (name, quantity, unit price)."""

    number: int
    deal: int
    name: str
    state: QuoteState
    lines: tuple[tuple[str, str, str], ...]


_QUALIFY, _DEVELOP = OpportunityStage.QUALIFY, OpportunityStage.DEVELOP
_PROPOSE, _CLOSE = OpportunityStage.PROPOSE, OpportunityStage.CLOSE
_WON, _LOST = OpportunityOutcome.WON, OpportunityOutcome.LOST
DEALS: Final = (
    Deal(
        *(1, "Warehouse automation", 1, 2, "USD", "52000", "2026-09-14", _PROPOSE),
        *(Rating.HOT, 80, 1),
    ),
    Deal(
        *(2, "生産管理システムの更新", 2, 1, "JPY", "4800000", "2026-09-21", _DEVELOP),
        *(Rating.WARM, 50),
    ),
    Deal(3, "Store network", 3, 2, "EUR", "18250.50", "2026-10-05", _QUALIFY, None, 20),
    Deal(
        *(4, "Harbour terminal", None, 1, "KWD", "9750.125", "2026-10-12", _QUALIFY),
        *(Rating.COLD, 10),
    ),
    Deal(
        *(5, "Service contract 2026", 1, 2, "USD", "9600", "2026-03-02", _CLOSE),
        outcome=_WON,
        reason="WON",
        closed="2026-04-17",
        actual="9200",
    ),
    Deal(
        *(6, "倉庫の照明", 2, 1, "JPY", "650000", "2026-05-11", _CLOSE),
        outcome=_LOST,
        reason="OUT_SOLD",
        closed="2026-06-30",
        competitor=2,
    ),
)
OFFERS: Final = (
    Offer(
        *(1, 1, "Six robots", QuoteState.ACTIVE),
        (("Shelf robot R2", "6", "8250"), ("Setup", "1", "2400")),
    ),
    Offer(2, 1, "Four robots, leased", QuoteState.ACTIVE, (("Lease, month", "36", "1180"),)),
    Offer(3, 1, "Eight robots", QuoteState.DRAFT, (("Shelf robot R2", "8", "8100"),)),
    Offer(4, 1, "Pilot", QuoteState.WON, (("Pilot, week", "2.5", "1400"),)),
    Offer(
        *(5, 2, "ライセンス一式", QuoteState.DRAFT),
        (("ライセンス", "40", "98000"), ("導入支援", "10", "85000")),
    ),
    Offer(6, 5, "Yearly service", QuoteState.WON, (("Service, month", "12", "766.67"),)),
    Offer(7, 6, "LED 照明 200 本", QuoteState.CLOSED, (("LED 照明", "200", "3100"),)),
)
