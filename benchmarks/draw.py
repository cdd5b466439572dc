"""The one source of chance of the made-up data, and the words it draws from."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any, Final

from db.ids import PREFIX_OF
from domain.money import SCALE

CURRENCIES: Final = ("USD",) * 11 + ("EUR",) * 4 + ("JPY",) * 3 + ("GBP", "KWD")
PEOPLE: Final = "Aiko Ben Chiara Dmitri Elif Femi Grace Hana Ibrahim 佐藤".split()  # noqa: SIM905
PLACES: Final = "Boston 大阪 Malmö Kuwait Olsztyn İzmir Lyon Leeds 東京 Graz".split()  # noqa: SIM905
FIRMS: Final = "Storage 製作所 Logistics Textiles Foods Energy 電機 Tools".split()  # noqa: SIM905
DEALS: Final = "automation の更新 network service expansion 照明 pilot renewal".split()  # noqa: SIM905
GOODS: Final = ("Shelf robot R2", "Setup", "Lease, month", "ライセンス", "LED 照明", "Training")

Reasons = Mapping[tuple[str, str], str]
"""The ids of the status reasons, by state (a quote's is `quote WON`) and code."""


@dataclass(slots=True)
class Draw:
    """All chance comes from one source, in one order."""

    chance: Random
    reasons: Reasons
    accounts: list[str]
    users: list[str]
    competitors: list[str]
    quotes: int = 0

    def id(self, kind: str, moment: datetime) -> str:
        """A TypeID as it would have been drawn at that moment."""
        milliseconds = int(moment.timestamp() * 1000)
        high = milliseconds << 16 | 7 << 12 | self.chance.getrandbits(12)
        number = high << 64 | 2 << 62 | self.chance.getrandbits(62)
        return f"{PREFIX_OF[kind]}_{_crockford(number).lower()[-26:]}"

    def one(self, *choices: tuple[Any, int]) -> Any:
        """One of the choices by their weights."""
        values, weights = zip(*choices, strict=True)
        return self.chance.choices(values, weights)[0]

    def favourite(self, ids: list[str]) -> str:
        """One of the ids; the first ones far more often, as a few customers bring most deals."""
        return ids[int(len(ids) * self.chance.random() ** 3)]

    def amount(self, currency: str) -> int:
        """An amount that a price list could have, in ten-thousandths."""
        units = int(self.chance.lognormvariate(6, 1.2)) + 1
        return units * (150 if currency == "JPY" else 1) * 10**SCALE

    def quote_number(self) -> str:
        """Another one at every call, and as scattered as if it were random."""
        self.quotes += 1
        return "Q-" + _crockford(self.quotes * 0x9E3779B1 % 2**40)[-8:]


def _crockford(number: int) -> str:
    digits = base64.b32encode(number.to_bytes(20, "big")).decode()
    return digits.translate(
        str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    )
