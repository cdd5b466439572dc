"""Any document is answered as if nothing were stored but what its reader may see.

The same is asked of a database with everybody's rows by a viewer, and of one that holds only his
by somebody who may see everything. Which rows those are is said in plain Python, in visible.py.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path  # noqa: TC003 - what a local is annotated with
from random import Random
from typing import TYPE_CHECKING, Any, Final

import pytest
from sqlalchemy import ColumnElement, exists, literal_column, select, true
from starlette.testclient import TestClient

from db.reads.catalog import Relation, Row
from db.reads.visibility import Visibility
from resolvers.statements import Statements
from tests.access.cast import FEW, VIEWERS
from tests.access.keys import NARROW
from tests.access.lucky import documents
from tests.access.subset import replace_all
from tests.access.viewers import Viewer, seen_by, without_rules
from tests.access.visible import visible
from tests.api.demo import AIKO, BEN
from tests.conftest import fresh_postgresql, fresh_sqlite
from tests.differential.cursors import ORDERS, Cursors
from tests.differential.data import IndexedRows, fill, rows_of
from tests.differential.documents import Author
from tests.differential.examples import amount
from tests.differential.ways import Request, over_http
from tests.reads.asking import KINDS, store
from tests.reads.conftest import serving

if TYPE_CHECKING:
    from resolvers.context import Application

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

    def of_everybody(self, viewer: Viewer, request: Request) -> str:
        """What he is answered, by everybody's rows."""
        with seen_by(self.all, viewer):
            return over_http(self.all, request)

    def of_his_own(self, viewer: Viewer, request: Request) -> str:
        """What he would be answered if there were no rules, by his rows alone."""
        with without_rules(self.some, viewer):
            return over_http(self.some, request)


@pytest.fixture(scope="module", params=KINDS)
def both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Both]:
    """Two databases of each kind."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            template: Path = request.getfixturevalue("sqlite_template")
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

    first = 1000 * [*SEVERAL].index(name)
    for requests in documents(both.author, first, amount(3, share=0.03)):
        for request in requests:
            assert both.of_everybody(viewer, request) == both.of_his_own(viewer, request), request


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
FILTERS: Final[Sequence[tuple[dict[str, Any], dict[str, Any]]]] = (
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

    luck = Random(name)  # noqa: S311 - the same each time

    for _ in range(amount(2, share=0.01)):
        (closes, deals), (filter_, close_filter) = luck.choice(GROUPINGS), luck.choice(FILTERS)
        variables = {"closes": closes, "deals": deals, **filter_, **close_filter}
        request = Request(FIGURES, variables)
        assert both.of_everybody(viewer, request) == both.of_his_own(viewer, request), request


# ── what the comparison is worth ────────────────────────────────────────────────────────────────


def related_without_rules(
    _self: Visibility, _kind: str, _relation: Relation, _row: Row
) -> ColumnElement[bool]:
    """As if whatever belongs to what is seen were seen."""
    return true()


def there_somewhere(
    table: Row, _row: Row, _joined: ColumnElement[bool], seen: ColumnElement[bool]
) -> ColumnElement[bool]:
    """As if it were enough that anything of the kind is seen."""
    return exists(select(literal_column("1")).select_from(table).where(seen))


def every_field(_self: Visibility, _kind: str, _column: str) -> bool:
    """As if no field were closed."""
    return True


BROKEN: Final = {
    "Visibility.related": related_without_rules,
    "_there": there_somewhere,
    "Visibility.sees_field": every_field,
}


@pytest.mark.parametrize("place", BROKEN)
def test_a_rule_that_is_broken_is_noticed(
    both: Both, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = IN_THE_WORLD["Ben helps"]
    replace_all(both.some, visible(both.rows, viewer))
    monkeypatch.setattr(f"db.reads.visibility.{place}", BROKEN[place])
    # Documents keep their statements, too: these are of numbers of their own.
    first = 900_000 + 1000 * [*BROKEN].index(place)

    with forgetful(both.all):
        assert any(
            both.of_everybody(viewer, request) != both.of_his_own(viewer, request)
            for requests in documents(both.author, first, 120)
            for request in requests
        )


@contextmanager
def forgetful(client: TestClient) -> Iterator[None]:
    """While inside, statements are compiled anew, and afterwards forgotten."""
    state = client.app.state  # type: ignore[attr-defined]
    before: Application = state.application
    state.application = replace(before, statements=Statements(before.database.dialect))
    yield
    state.application = before
