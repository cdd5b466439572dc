"""Exact amounts of money: integers of ten-thousandths, ISO 4217 currencies and their decimals."""

from collections.abc import Mapping
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from typing import Final

SCALE: Final = 4
"""Amounts of every currency are stored in 10⁻⁴ of its unit, the most that ISO 4217 uses."""

QUANTITY_SCALE: Final = 6
MAX_UNITS: Final = 10**13
MAX_AMOUNT: Final = MAX_UNITS * 10**SCALE

DEFAULT_DECIMALS: Final = 2
DECIMALS_OF: Final[Mapping[int, frozenset[str]]] = {
    0: frozenset(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split()  # noqa: SIM905
    ),
    3: frozenset("BHD IQD JOD KWD LYD OMR TND".split()),  # noqa: SIM905
    4: frozenset("CLF UYW".split()),  # noqa: SIM905
}
"""ISO 4217 minor units, where they aren't 2."""

TWO_DECIMALS: Final = frozenset(
    (  # noqa: SIM905
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD "
        "CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP "
        "GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK "
        "LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO "
        "NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS "
        "SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST "
        "XAD XCD XCG YER ZAR ZMW ZWG"
    ).split()
)
CURRENCIES: Final = TWO_DECIMALS.union(*DECIMALS_OF.values())
"""The active ISO 4217 codes that have a minor unit."""

_EXACT: Final = Context(MAX_PREC, Emin=MIN_EMIN, Emax=MAX_EMAX)
"""Python's own context rounds to 28 digits, also where one only asks how many there are."""


def decimals_of(currency: str) -> int:
    """How many decimals an amount of this currency has."""
    for decimals, codes in DECIMALS_OF.items():
        if currency in codes:
            return decimals
    return DEFAULT_DECIMALS


def scaled(number: Decimal, decimals: int, scale: int = SCALE) -> int | None:
    """The number as an integer of 10⁻ˢᶜᵃˡᵉ; None if it has more than `decimals` decimals."""
    exponent = number.normalize(_EXACT).as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > decimals:
        return None
    return int(number.scaleb(scale, _EXACT))


def written(number: int, decimals: int, scale: int = SCALE) -> str:
    """An integer of 10⁻ˢᶜᵃˡᵉ as text with so many decimals, by integer arithmetic."""
    whole, part = divmod(abs(number), 10**scale)
    sign = "-" if number < 0 else ""
    fraction = f".{part:0{scale}}"[: decimals + 1] if decimals else ""
    return f"{sign}{whole}{fraction}"


def line_base(quantity: int, unit_price: int, decimals: int) -> int:
    """Quantity (10⁻⁶) times unit price (10⁻⁴), rounded half up once to the currency's decimals."""
    smallest: int = 10 ** (SCALE - decimals)
    step = 10**QUANTITY_SCALE * smallest
    return (2 * quantity * unit_price + step) // (2 * step) * smallest
