"""What an actor may not see is in no figure: neither counted nor named."""

from collections import Counter
from typing import Any

import orjson
import pytest
from sqlalchemy import ColumnElement, select, true

from db.database import Database
from db.ids import new_id
from db.reads.catalog import Row
from db.reads.compiler import _Writer
from db.reads.criteria import Compare, Filter, Grouped, Related
from db.reads.figures import write_figures
from db.reads.plan import FACTS_KEY, Figures
from db.reads.visibility import Visibility
from db.sql.binds import compile_statement, slot_name
from db.sql.dialects import Postgresql, Sqlite
from db.sql.literals import word
from db.tables import Account, Product
from domain.access import FULL_ACCESS
from domain.actor import SYSTEM
from domain.lifecycle import OpportunityOutcome
from tests.conftest import NOW
from tests.factories import closed, opportunity, store

pytestmark = pytest.mark.anyio

SEEN, HIDDEN, HERE = "Seen", "Hidden", "here"


async def groups(database: Database, source: str, hidden: str, by: str) -> dict[str | None, int]:
    """How many are in each group, by its label, where of a kind only SEEN can be seen."""

    class Half(Visibility):
        def of(self, kind: str, row: Row) -> ColumnElement[bool]:
            return row.c.name == word(SEEN) if kind == hidden else true()

    visibility = Half(FULL_ACCESS)
    written_here: Filter = Compare("source", "eq", 0)
    if source == "closes":
        written_here = Related("opportunity", "some", written_here)
    shape = Grouped(written_here, (by,))
    writer = _Writer(Sqlite() if database.is_sqlite else Postgresql(), (shape,), visibility)
    figures = Figures(0, 0, source, ("count",), ())
    written = writer.dialect.utf8(writer.text(write_figures(writer, figures, shape, visibility)))
    statement = compile_statement(select(written), database.dialect)
    values = {"today": NOW.date(), "base_currency": "USD", "locale": "en", slot_name(0, 0): HERE}
    (answer,) = await database.read(SYSTEM, statement, values)
    counts: Counter[str | None] = Counter()
    for each in orjson.loads(answer or b"")[FACTS_KEY]["groups"]:
        (key,) = each["keys"]
        counts[key["is"]["label"] if isinstance(key, dict) else key] += each["sums"]["count"][0]
    return dict(counts)


@pytest.fixture
async def filled(database: Database) -> Database:
    """A database with an account and a product that are seen, and others that are hidden.

    Each has an opportunity that was won, and one that is open, told from others by their source.
    """
    for name in (SEEN, HIDDEN):
        account = Account(id=new_id("Account"), name=name, name_folded=name)
        product = Product(
            id=new_id("Product"),
            name=name,
            name_folded=name,
            family=name,
            list_price=0,
            currency="USD",
        )
        parties = {"account_id": account.id, "product_id": product.id}
        given: dict[str, Any] = {"name": name, "source": HERE, **parties}
        deal, close = closed(OpportunityOutcome.WON, **given)
        await store(database, account, product, deal, close)
        await store(database, opportunity(**given))
    return database


@pytest.mark.parametrize("source", ["closes", "pipeline"])
@pytest.mark.parametrize("by", ["ACCOUNT", "PRODUCT", "PRODUCT_FAMILY"])
async def test_hidden_opportunities_arent_counted(filled: Database, source: str, by: str) -> None:
    assert await groups(filled, source, "Nothing", by) == {SEEN: 1, HIDDEN: 1}
    assert await groups(filled, source, "Opportunity", by) == {SEEN: 1}


@pytest.mark.parametrize("source", ["closes", "pipeline"])
@pytest.mark.parametrize(
    ("kind", "by"),
    [("Account", "ACCOUNT"), ("Product", "PRODUCT"), ("Product", "PRODUCT_FAMILY")],
)
async def test_of_hidden_records_there_is_no_key(
    filled: Database, source: str, kind: str, by: str
) -> None:
    assert await groups(filled, source, kind, by) == {SEEN: 1, None: 1}
