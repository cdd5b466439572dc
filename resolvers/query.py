"""The root fields of queries; each is one statement."""

from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from db.criteria import ByIds, Criterion
from db.ids import kind_of
from db.plan import Record, Records, Root
from resolvers.context import ClinchInfo
from resolvers.faults import bad_user_input
from resolvers.planner import Planner
from resolvers.reading import (
    by_id,
    node_choices,
    read_list,
    read_page,
    read_record,
    read_root,
)
from resolvers.searches import matching
from schema.error_catalog import ErrorCodeDescription, error_codes
from schema.filters import ByName, Opportunities, OpportunityOrders, QuoteOrders, Quotes
from schema.node import Node
from schema.opportunity import Opportunity
from schema.paging import After, Before, Connection, First, Last
from schema.parties import Account, Competitor, User
from schema.quote import Quote
from schema.status_reason import StatusReason
from schema.words import OpportunityState, QuoteState

Id = Annotated[strawberry.ID, strawberry.argument(description="Its id.")]
Ids = Annotated[list[strawberry.ID], strawberry.argument(description="At most 100 ids.")]
Retired = Annotated[bool, strawberry.argument(description="Those that are retired, too.")]
OfOpportunity = Annotated[
    OpportunityState | None,
    strawberry.argument(description="Only those of this state."),
]
OfQuote = Annotated[QuoteState | None, strawberry.argument(description="Only those of this state.")]


@strawberry.type(description="What can be read.")
class Query:
    """The arguments declare the contract; the planner reads them from the document itself."""

    @strawberry.field(description="Anything by its id; null if there is nothing.")
    async def node(self, info: ClinchInfo, id: Id) -> Node | None:
        def make(planner: Planner) -> Root:
            return Record(planner.site(), node_choices(planner))

        kind = _node_kind(id)
        return await read_root(info, make, by_id(id)) if kind else None

    @strawberry.field(description="Things by their ids, in that order; null where there is none.")
    async def nodes(self, info: ClinchInfo, ids: Ids) -> list[Node | None]:
        def make(planner: Planner) -> Root:
            return Records(planner.site(), node_choices(planner))

        limit = info.context.application.max_page
        if len(ids) > limit:
            message = f"ids has {len(ids)} entries; it can have {limit}."
            raise bad_user_input(message)
        known = [each if _node_kind(each) else "" for each in ids]
        kinds = tuple(sorted({kind for each in known if (kind := _node_kind(each))}))
        return await read_root(info, make, Criterion(ByIds(kinds), (known,)))

    @strawberry.field(description="Who you are.")
    async def viewer(self, info: ClinchInfo) -> User:
        return await read_record(info, "User", info.context.actor.user_id)

    @strawberry.field(description="An opportunity; null if there is none with this id.")
    async def opportunity(self, info: ClinchInfo, id: Id) -> Opportunity | None:
        return await read_record(info, "Opportunity", id)

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
        return await read_page(info, "Opportunity")

    @strawberry.field(description="A quote; null if there is none with this id.")
    async def quote(self, info: ClinchInfo, id: Id) -> Quote | None:
        return await read_record(info, "Quote", id)

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
        return await read_page(info, "Quote")

    @strawberry.field(description="An account; null if there is none with this id.")
    async def account(self, info: ClinchInfo, id: Id) -> Account | None:
        return await read_record(info, "Account", id)

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
        return await read_page(info, "Account")

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
        return await read_page(info, "Competitor")

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
        return await read_page(info, "User")

    @strawberry.field(description="The status reasons of opportunities.")
    async def opportunity_status_reasons(
        self,
        info: ClinchInfo,
        state: OfOpportunity = UNSET,
        include_inactive: Retired = False,
    ) -> list[StatusReason]:
        return await _reasons(info, "opportunityState", state, include_inactive=include_inactive)

    @strawberry.field(description="The status reasons of quotes.")
    async def quote_status_reasons(
        self,
        info: ClinchInfo,
        state: OfQuote = UNSET,
        include_inactive: Retired = False,
    ) -> list[StatusReason]:
        return await _reasons(info, "quoteState", state, include_inactive=include_inactive)

    @strawberry.field(
        description="Every error code: its type, what it means, whether a retry can help, the "
        "Dynamics name and number."
    )
    def error_codes(self, info: ClinchInfo) -> list[ErrorCodeDescription]:
        return error_codes(info.context.locale)


async def _reasons(
    info: ClinchInfo,
    field: str,
    state: OpportunityState | QuoteState | None,
    *,
    include_inactive: bool,
) -> list[StatusReason]:
    condition: dict[str, Any] = {field: {"eq": state} if state else {"isNull": False}}
    if not include_inactive:
        condition["isActive"] = {"eq": True}
    return await read_list(info, "StatusReason", matching(condition, "StatusReason"))


def _node_kind(identifier: str) -> str | None:
    """The type that an id names, if it is a Node."""
    kind = kind_of(identifier)
    return None if kind == "Event" else kind
