"""What an installation decides about the business: its rule on drafts, its time zone, its money."""

from dataclasses import dataclass, field
from datetime import tzinfo
from zoneinfo import ZoneInfo

from domain.closing import Policy


@dataclass(frozen=True, slots=True)
class BusinessSettings:
    """Given to every transaction script."""

    policy: Policy = field(default_factory=Policy)
    time_zone: tzinfo = field(default_factory=lambda: ZoneInfo("UTC"))
    base_currency: str = "USD"
