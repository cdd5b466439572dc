"""What a caller left out of an update, which stays as it is; None empties it."""

from enum import Enum, auto
from typing import Final, Literal


class LeftOut(Enum):
    """One value, apart from None."""

    LEFT_OUT = auto()


LEFT_OUT: Final[Literal[LeftOut.LEFT_OUT]] = LeftOut.LEFT_OUT
