"""The root fields of queries, as the contract has them; roots.py says how each is read."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from resolvers.context import ClinchInfo
from resolvers.reading import read
from schema.api_keys import ApiKey
from schema.audit import AuditEntry
from schema.error_catalog import ErrorCodeDescription, error_codes
from schema.figures import CloseMetrics, Closes, ClosesBy, PipelineBy, PipelineMetrics
from schema.filters import (
    AuditEntries,
    ByCurrency,
    ByName,
    Opportunities,
    OpportunityOrders,
    QuoteOrders,
    Quotes,
)
from schema.history import Event
from schema.node import Node
from schema.opportunity import Opportunity
from schema.paging import After, Before, Connection, First, FirstOnly, Last
from schema.parties import Account, Competitor, Contact, Product, User
from schema.quote import Quote
from schema.rates import ExchangeRate
from schema.status_reason import StatusReason
from schema.words import OpportunityState, QuoteState

Id = Annotated[strawberry.ID, strawberry.argument(description="Its id.")]
Ids = Annotated[
    list[strawberry.ID],
    strawberry.argument(description="At most 100 ids unless the installation says otherwise."),
]
Retired = Annotated[bool, strawberry.argument(description="Those that are retired, too.")]
OfOpportunity = Annotated[
    OpportunityState | None,
    strawberry.argument(description="Only those of this state."),
]
OfQuote = Annotated[QuoteState | None, strawberry.argument(description="Only those of this state.")]


@strawberry.type(description="What can be read.")
class Query:
    """The arguments declare the contract; sites read them from the document itself."""

    @strawberry.field(description="Anything by its id; null if there is nothing.")
    async def node(self, info: ClinchInfo, id: Id) -> Node | None:
        return await read(info)

    @strawberry.field(description="Things by their ids, in that order; null where there is none.")
    async def nodes(self, info: ClinchInfo, ids: Ids) -> list[Node | None]:
        return await read(info)

    @strawberry.field(description="Who you are.")
    async def viewer(self, info: ClinchInfo) -> User:
        return await read(info)

    @strawberry.field(description="An opportunity; null if there is none with this id.")
    async def opportunity(self, info: ClinchInfo, id: Id) -> Opportunity | None:
        return await read(info)

    @strawberry.field(description="Opportunities, newest first.")
    async def opportunities(
        self,
        info: ClinchInfo,
        filter: Opportunities = UNSET,
        order_by: OpportunityOrders = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Opportunity]:
        return await read(info)

    @strawberry.field(description="A quote; null if there is none with this id.")
    async def quote(self, info: ClinchInfo, id: Id) -> Quote | None:
        return await read(info)

    @strawberry.field(description="Quotes of all opportunities, newest first.")
    async def quotes(
        self,
        info: ClinchInfo,
        filter: Quotes = UNSET,
        order_by: QuoteOrders = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Quote]:
        return await read(info)

    @strawberry.field(description="An account; null if there is none with this id.")
    async def account(self, info: ClinchInfo, id: Id) -> Account | None:
        return await read(info)

    @strawberry.field(description="Accounts, by name.")
    async def accounts(
        self,
        info: ClinchInfo,
        name: ByName = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Account]:
        return await read(info)

    @strawberry.field(description="A contact; null if there is none with this id.")
    async def contact(self, info: ClinchInfo, id: Id) -> Contact | None:
        return await read(info)

    @strawberry.field(description="Contacts, by name.")
    async def contacts(
        self,
        info: ClinchInfo,
        name: ByName = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Contact]:
        return await read(info)

    @strawberry.field(description="A competitor; null if there is none with this id.")
    async def competitor(self, info: ClinchInfo, id: Id) -> Competitor | None:
        return await read(info)

    @strawberry.field(description="Competitors, by name.")
    async def competitors(
        self,
        info: ClinchInfo,
        name: ByName = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Competitor]:
        return await read(info)

    @strawberry.field(description="A product; null if there is none with this id.")
    async def product(self, info: ClinchInfo, id: Id) -> Product | None:
        return await read(info)

    @strawberry.field(description="Products, by name.")
    async def products(
        self,
        info: ClinchInfo,
        name: ByName = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Product]:
        return await read(info)

    @strawberry.field(description="A user; null if there is none with this id.")
    async def user(self, info: ClinchInfo, id: Id) -> User | None:
        return await read(info)

    @strawberry.field(description="Users, by name.")
    async def users(
        self,
        info: ClinchInfo,
        name: ByName = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[User]:
        return await read(info)

    @strawberry.field(
        description="Every business event in commit order, oldest first: read on with `after`. "
        "What is shown is settled: nothing appears before it later."
    )
    async def events(
        self, info: ClinchInfo, after: After = UNSET, first: FirstOnly = UNSET
    ) -> Connection[Event]:
        return await read(info)

    @strawberry.field(description="Exchange rates, those of the latest day first.")
    async def exchange_rates(
        self,
        info: ClinchInfo,
        currency: ByCurrency = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[ExchangeRate]:
        return await read(info)

    @strawberry.field(
        description="API keys, newest first; none without the right keys:manage. What a program "
        "signs in with isn't among what is told of one."
    )
    async def api_keys(
        self,
        info: ClinchInfo,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[ApiKey]:
        return await read(info)

    @strawberry.field(
        description="Sign-ins and refusals, newest first; none without the right audit:read. What "
        "was changed is in `events`."
    )
    async def audit_entries(
        self,
        info: ClinchInfo,
        filter: AuditEntries = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[AuditEntry]:
        return await read(info)

    @strawberry.field(description="Figures of closes: how many, of what value, won, how fast.")
    async def close_metrics(
        self, info: ClinchInfo, filter: Closes = UNSET, group_by: ClosesBy = UNSET
    ) -> list[CloseMetrics]:
        return await read(info)

    @strawberry.field(description="Figures of open opportunities: how many, of what value.")
    async def pipeline(
        self, info: ClinchInfo, filter: Opportunities = UNSET, group_by: PipelineBy = UNSET
    ) -> list[PipelineMetrics]:
        return await read(info)

    @strawberry.field(description="The status reasons of opportunities.")
    async def opportunity_status_reasons(
        self,
        info: ClinchInfo,
        state: OfOpportunity = UNSET,
        include_inactive: Retired = False,
    ) -> list[StatusReason]:
        return await read(info)

    @strawberry.field(description="The status reasons of quotes.")
    async def quote_status_reasons(
        self,
        info: ClinchInfo,
        state: OfQuote = UNSET,
        include_inactive: Retired = False,
    ) -> list[StatusReason]:
        return await read(info)

    @strawberry.field(
        description="Every error code: its type, what it means, whether a retry can help, the "
        "Dynamics name and number."
    )
    def error_codes(self, info: ClinchInfo) -> list[ErrorCodeDescription]:
        return error_codes(info.context.locale)
