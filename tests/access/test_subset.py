"""Any document is answered as if nothing were stored but what its reader may see.

The same is asked of a database with everybody's rows by a viewer, and of one that holds only his
by somebody who may see everything. Which rows those are is said in plain Python, in visible.py.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis.strategies import sampled_from
from starlette.testclient import TestClient

from tests.access.cast import FEW, NARROW, VIEWERS
from tests.access.subset import replace_all
from tests.access.viewers import Viewer, seen_by, without_rules
from tests.access.visible import visible
from tests.api.demo import AIKO, BEN
from tests.conftest import fresh_postgresql, fresh_sqlite
from tests.differential.cursors import ORDERS, Cursors
from tests.differential.data import IndexedRows, fill, rows_of
from tests.differential.documents import Author
from tests.differential.examples import examples
from tests.differential.ways import Request, over_http
from tests.reads.asking import KINDS, store
from tests.reads.conftest import serving

IN_THE_WORLD: Final = {
    "Ben leads": Viewer(BEN, "MANAGER", manager_id=AIKO),
    "Ben sells": Viewer(BEN, "SALESPERSON", manager_id=AIKO),
    "Ben helps": Viewer(BEN, "PARTNER", manager_id=AIKO),
    "Ben helps with deals": Viewer(BEN, "PARTNER", ["opportunities:read"], AIKO),
    "Ben leads without products": Viewer(BEN, "MANAGER", manager_id=AIKO).without(
        "products:read", "products:write", "competitors:read", "finances:read"
    ),
}
"""Where there is more that documents look for: deals with all kinds of values."""
SEVERAL: Final = {
    **IN_THE_WORLD,
    **{name: VIEWERS[name] for name in ("boss", "rae", "partner", "reader")},
    **{name: NARROW[name] for name in ("sam without accounts", "admin's audit")},
}


@dataclass(frozen=True, slots=True)
class Both:
    """The application on everybody's rows, and on those of one viewer after the other."""

    all: TestClient
    some: TestClient
    rows: IndexedRows
    author: Author

    def agree(self, viewer: Viewer, request: Request) -> None:
        """He is answered what is answered of his rows alone."""
        with seen_by(self.all, viewer), without_rules(self.some, viewer):
            assert over_http(self.all, request) == over_http(self.some, request)


@pytest.fixture(scope="module", params=KINDS)
def both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Both]:
    """Two databases of each kind."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            template = request.getfixturevalue("sqlite_template")
            folder = tmp_path_factory.mktemp("subset")
            fresh = [fresh_sqlite(template, folder) for _ in range(2)]
        else:
            server: Callable[[str], str] = request.getfixturevalue("postgresql")
            fresh = [fresh_postgresql(server) for _ in range(2)]
        every, some = (stack.enter_context(serving(stack.enter_context(each))) for each in fresh)
        fill(every)
        store(every, FEW)
        rows, cursors = rows_of(every), Cursors(every)
        for kind, orders in ORDERS.items():
            for order in orders:
                cursors.texts(kind, order)
        yield Both(every, some, rows, Author(rows, cursors))


@pytest.mark.parametrize("name", SEVERAL)
def test_any_document_is_answered_by_ones_own_rows(both: Both, name: str) -> None:
    viewer = SEVERAL[name]
    replace_all(both.some, visible(both.rows, viewer))

    @examples(4, share=0.1)
    @given(both.author.requests())
    def check(requests: Sequence[Request]) -> None:
        for request in requests:
            both.agree(viewer, request)

    check()


FIGURES: Final = """query($closes: [CloseGrouping!], $deals: [PipelineGrouping!],
    $filter: OpportunityFilter, $closeFilter: OpportunityCloseFilter) {
  closeMetrics(groupBy: $closes, filter: $closeFilter) {
    keys { value label record { __typename id
      ... on Account { employees annualRevenue { amount } opportunities(first: 2) { totalCount } }
      ... on User { email manager { id } } } }
    count won lost withoutRate wonValue { amount } lostValue { amount } winRate { percent n }
    daysToClose { average median n } daysLate { n median } revenueGap { percent n }
  }
  pipeline(groupBy: $deals, filter: $filter) {
    keys { value label record { __typename id } } count withoutRate
    value { amount } weightedValue { amount }
  }
}"""
GROUPINGS: Final[Sequence[tuple[Sequence[str], Sequence[str]]]] = (
    ((), ()),
    (("COMPETITOR", "PRODUCT"), ("PRODUCT", "RATING")),
    (("ACCOUNT", "PRODUCT_FAMILY"), ("ACCOUNT", "PRODUCT_FAMILY")),
    (("OWNER", "OUTCOME"), ("OWNER", "STAGE")),
    (("COMPETITOR",), ("MONTH",)),
    (("STATUS_REASON", "STAGE_AT_CLOSE"), ("STATUS_REASON",)),
    (("QUARTER",), ("QUARTER",)),
    (("MONTH", "PRODUCT"), ("ACCOUNT",)),
)
FILTERS: Final[tuple[tuple[dict[str, Any], dict[str, Any]], ...]] = (
    ({}, {}),
    (
        {"filter": {"productId": {"isNull": True}}},
        {"closeFilter": {"competitorId": {"isNull": False}}},
    ),
    (
        {"filter": {"not": {"accountId": {"isNull": True}}}},
        {"closeFilter": {"opportunity": {"quotes": {"none": {"state": {"eq": "CLOSED"}}}}}},
    ),
)


@pytest.mark.parametrize("name", SEVERAL)
def test_figures_are_of_ones_own_rows(both: Both, name: str) -> None:
    viewer = SEVERAL[name]
    replace_all(both.some, visible(both.rows, viewer))

    @examples(3, share=0.02)
    @given(sampled_from(GROUPINGS), sampled_from(FILTERS))
    def check(by: tuple[Sequence[str], Sequence[str]], filters: tuple[Any, Any]) -> None:
        variables = {"closes": by[0], "deals": by[1], **filters[0], **filters[1]}
        both.agree(viewer, Request(FIGURES, variables))

    check()
