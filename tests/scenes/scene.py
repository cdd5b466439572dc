"""What a scene is: a call, what is stored before it, and what it is refused for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import SQLModel

from db.ids import new_id
from db.tables import Account, Competitor, Contact, Opportunity, OpportunityClose, Product, Quote
from domain.lifecycle import OpportunityOutcome, QuoteState
from domain.refusals import Path, Refusal
from server.demo import DEMO_USER
from tests.factories import closed, opportunity, quote


@dataclass(frozen=True, slots=True)
class Scene:
    """A mutation's input and every reason that it is refused for; without one it succeeds."""

    mutation: str
    given: Mapping[str, Any]
    refusals: tuple[Refusal, ...] = ()
    rows: tuple[SQLModel, ...] = ()
    """What is stored for this scene alone, parents first; all scenes may look at the cast."""
    item: Path = ()
    """Where a call about many names the one that is refused."""
    actor: str = DEMO_USER
    """Who calls."""

    def __str__(self) -> str:
        kinds = "-".join(type(each).__name__ for each in self.refusals)
        return f"{self.mutation}-{kinds or 'succeeds'}"


def at(*names: str) -> Path:
    return ("input", *names)


# ── the cast: refused calls don't change it, and successful ones bring rows of their own ─────────

OPEN = opportunity()
DRAFT, ACTIVE, WON, CLOSED = (quote(OPEN, state) for state in QuoteState)
REPLACED = quote(OPEN, QuoteState.CLOSED, number=DRAFT.number, revision=2)
"""A closed revision of the draft's number."""
ONLY_ACTIVE = opportunity()
BLOCKER = quote(ONLY_ACTIVE, QuoteState.ACTIVE)
ONLY_DRAFT = opportunity()
PLAN = quote(ONLY_DRAFT)
BARE = opportunity()
DONE, DONE_CLOSE = closed(OpportunityOutcome.WON)
LEFT = quote(DONE)
"""A draft of a won opportunity: closing leaves it as it is."""
FIRM = Account(id=new_id("Account"), name="Firm", name_folded="firm")
PERSON = Contact(id=new_id("Contact"), name="Mio", name_folded="mio")
RIVAL = Competitor(id=new_id("Competitor"), name="Rival", name_folded="rival")
ROBOT = Product(
    id=new_id("Product"), name="Robot", name_folded="robot", list_price=100_000, currency="USD"
)
CAST: tuple[SQLModel, ...] = (
    *(OPEN, DRAFT, ACTIVE, WON, CLOSED, REPLACED),
    *(ONLY_ACTIVE, BLOCKER, ONLY_DRAFT, PLAN, BARE),
    *(DONE, DONE_CLOSE, LEFT),
    *(FIRM, PERSON, RIVAL, ROBOT),
)

# Ids of the right form that nothing has.
NO_OPPORTUNITY, NO_QUOTE, NO_LINE, NO_ACCOUNT, NO_CONTACT, NO_COMPETITOR, NO_PRODUCT, NO_USER = (
    f"{prefix}_7zzzzzzzzzzzzzzzzzzzzzzzzz"
    for prefix in ("opp", "quo", "qln", "acc", "con", "cmp", "prd", "usr")
)
NO_REASON = "srs_7zzzzzzzzzzzzzzzzzzzzzzzzz"
NO_KEY = "key_7zzzzzzzzzzzzzzzzzzzzzzzzz"


def offered(*states: QuoteState) -> tuple[Opportunity, list[Quote]]:
    """An open opportunity of a scene's own, with quotes in these states."""
    deal = opportunity()
    return deal, [quote(deal, state) for state in states]


def lost() -> tuple[Opportunity, OpportunityClose]:
    """A lost opportunity of a scene's own, and the record of its close."""
    return closed(OpportunityOutcome.LOST)
