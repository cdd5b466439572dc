"""Where an open opportunity stands in the sales process; kept apart from its state."""

from enum import StrEnum


class OpportunityStage(StrEnum):
    """The step of the sales process; it stays what it was at the close."""

    QUALIFY = "QUALIFY"
    DEVELOP = "DEVELOP"
    PROPOSE = "PROPOSE"
    CLOSE = "CLOSE"


class Rating(StrEnum):
    """How promising a salesperson thinks it is."""

    HOT = "HOT"
    WARM = "WARM"
    COLD = "COLD"
