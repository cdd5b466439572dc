"""Accounts, contacts, users, competitors, and the products they talk about."""

from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from schema.filters import ByName, Opportunities, OpportunityOrders
from schema.node import VERSION, Money, Node
from schema.paging import After, Before, Connection, First, Last, read_by_plan
from schema.words import Role, UserKind

if TYPE_CHECKING:
    from schema.opportunity import Opportunity


@strawberry.type(description="A company that buys, or might.")
class Account(Node):
    """The customer."""

    version: int = strawberry.field(description=VERSION)
    name: str = strawberry.field(description="Its name.")
    sector: str | None = strawberry.field(description="Its line of business.")
    year_established: int | None = strawberry.field(description="The year it was founded in.")
    annual_revenue: Money | None = strawberry.field(description="What it turns over in a year.")
    employees: int | None = strawberry.field(description="How many people work there.")
    office_location: str | None = strawberry.field(description="Where its headquarters are.")
    parent: "Account | None" = strawberry.field(description="The company that it belongs to.")

    @strawberry.field(description="Its opportunities, newest first.")
    def opportunities(
        self,
        filter: Opportunities = UNSET,
        order_by: OpportunityOrders = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Annotated["Opportunity", strawberry.lazy("schema.opportunity")]]:
        return read_by_plan(self, filter, order_by, first, after, last, before)

    @strawberry.field(description="The people to talk to there, by name.")
    def contacts(
        self,
        name: ByName = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection["Contact"]:
        return read_by_plan(self, name, first, after, last, before)


@strawberry.type(description="A person to talk to, on the customer's side or anywhere.")
class Contact(Node):
    """A contact."""

    version: int = strawberry.field(description=VERSION)
    name: str = strawberry.field(description="The name.")
    email: str | None = strawberry.field(description="The e-mail address.")
    phone: str | None = strawberry.field(description="The telephone number, as it was given.")
    account: Account | None = strawberry.field(description="The company that they work for.")


@strawberry.type(description="Whoever acts: a person, a partner's program, or Clinch itself.")
class User(Node):
    """An actor."""

    version: int = strawberry.field(description=VERSION)
    kind: UserKind = strawberry.field(description="What kind of actor.")
    role: Role = strawberry.field(description="What they may see and do; see docs/access.md.")
    subject: str | None = strawberry.field(
        description="What the OpenID provider calls them; null without the right users:write."
    )
    name: str = strawberry.field(description="The name.")
    email: str | None = strawberry.field(description="The e-mail address.")
    manager: "User | None" = strawberry.field(description="Whom a salesperson reports to.")
    regional_office: str | None = strawberry.field(description="The office they work from.")


@strawberry.type(description="Who else the customer might buy from.")
class Competitor(Node):
    """A competitor."""

    version: int = strawberry.field(description=VERSION)
    name: str = strawberry.field(description="Its name.")


@strawberry.type(description="What is sold.")
class Product(Node):
    """A product."""

    version: int = strawberry.field(description=VERSION)
    name: str = strawberry.field(description="Its name.")
    family: str | None = strawberry.field(description="The product family.")
    list_price: Money = strawberry.field(description="The suggested retail price.")
