"""Every mutation and every refusal: the dry run answers what the call would, and writes nothing."""

import pathlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import cycle
from typing import Any, get_args

import pytest
from sqlalchemy import insert
from starlette.testclient import TestClient

import resolvers
from db.tables import IdempotencyKey
from domain.idempotency import key_id
from domain.refusals import (
    IdempotencyInProgress,
    IdempotencyKeyReused,
    InvalidInput,
    NotFound,
    OpportunityVersionConflict,
    Path,
    PermissionDenied,
    QuoteNotOpen,
    QuoteOfOtherOpportunity,
    QuoteVersionConflict,
    Refusal,
)
from resolvers.changes import MUTATIONS
from resolvers.refusals import view
from schema.errors import ErrorCode
from schema.messages import LOCALES, Locale
from server.app import create_app
from server.demo import DEMO_USER
from server.settings import Settings
from tests.acting import acting
from tests.api.requests import ask, call
from tests.conftest import LOCAL, NOW
from tests.costs import GENEROUS
from tests.factories import store
from tests.reads.asking import database_of
from tests.reads.row_oracle import table_of
from tests.scenes import KEYED, SCENES, USED_KEY, permissions
from tests.scenes.documents import document
from tests.scenes.reach import reachable
from tests.scenes.scene import CAST, Scene, at
from tests.services.dump import Dump, dump
from tests.services.shared import database_url  # noqa: F401

HOLE = re.compile(r"\{\w*\}")
"""What a template's place would look like that nothing was put into."""

BUSY_KEY = "busy"
BUSY = Scene(
    "createCompetitor",
    {"name": "New", "idempotencyKey": BUSY_KEY},
    (IdempotencyInProgress(at("idempotencyKey")),),
)
ALL = (*SCENES, *KEYED, BUSY)


@pytest.fixture(scope="module")
def stage(database_url: str) -> Iterator[TestClient]:  # noqa: F811
    """The application with the cast, where drafts block too; one key has been used."""
    settings = Settings(
        database_url=database_url,
        actor=DEMO_USER,
        drafts_block_closing=True,
        lock_timeout=1,
        **GENEROUS,
    )
    with TestClient(create_app(settings, clock=lambda: NOW), LOCAL) as client:
        put(client, *CAST, *permissions.ROWS)
        used = {"name": "Other", "idempotencyKey": USED_KEY}
        assert call(client, "createCompetitor", used, "errors { code }") == {"errors": []}
        yield client


def put(client: TestClient, *rows: Any) -> None:
    assert client.portal is not None
    client.portal.call(store, database_of(client), *rows)


def whole(client: TestClient) -> Dump:
    """The whole database."""
    assert client.portal is not None
    return client.portal.call(dump, database_of(client))


def play(client: TestClient, scene: Scene, language: Locale = "en", **more: Any) -> Any:
    """The payload of the scene's call, with all that its errors say."""
    given = {**scene.given, **more}
    with acting(client, scene.actor):
        return ask(client, document(scene.mutation), {"input": given}, language)[scene.mutation]


def assert_tells(
    errors: Any, refusals: Sequence[Refusal], language: Locale, item: Path = ()
) -> None:
    """The errors are those of these refusals, in this language, with their records."""
    views = [view(refusal) for refusal in refusals]
    for error, told in zip(errors, views, strict=True):
        expected = {**told.describe(language), "path": [*(told.path or item)]}
        assert {name: error[name] for name in expected} == expected
        assert {name: ids(error[name]) for name in told.records} == {
            name: each if isinstance(each, str) else [*each] for name, each in told.records.items()
        }
        assert error["message"].isascii() == (language == "en")
        assert not HOLE.search(error["message"])


def ids(records: Any) -> Any:
    """A record's id, or those of a list of them."""
    if isinstance(records, list):
        return [ids(each) for each in records]
    return records[f"{records['__typename']}_id"]


def assert_stored(rows: Dump, payload: Mapping[str, Any]) -> None:
    """Whatever records a payload names are stored, in these versions."""
    for record in records({name: each for name, each in payload.items() if name != "errors"}):
        row = rows[table_of(record["__typename"])][record["id"]]
        assert row.get("version") == record.get("version")


def records(value: Any) -> Iterator[Mapping[str, Any]]:
    """Whatever has an id, however deep."""
    if isinstance(value, dict) and "id" in value:
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from records(each)


@pytest.mark.parametrize("scene", SCENES, ids=str)
def test_a_dry_run_answers_what_the_call_does_and_writes_nothing(
    stage: TestClient, scene: Scene
) -> None:
    put(stage, *scene.rows)
    before = whole(stage)

    dry = play(stage, scene, dryRun=True)
    assert whole(stage) == before
    done = play(stage, scene)

    assert dry["errors"] == done["errors"]
    assert_tells(done["errors"], scene.refusals, "en", scene.item)
    assert_stored(before, dry)
    if done.get("closedQuotes") is not None:
        assert [quote["id"] for quote in dry["closedQuotes"]] == [
            quote["id"] for quote in done["closedQuotes"]
        ]
    if not scene.refusals:
        assert whole(stage) != before
        return
    if not scene.item:
        assert {value for name, value in done.items() if name != "errors"} == {None}
    assert_tells(play(stage, scene, "ja")["errors"], scene.refusals, "ja", scene.item)
    assert whole(stage) == before


# ── keys, which aren't the change's business: they are refused before it is looked at ─────────────


def test_a_key_that_cant_be_used_is_refused_whatever_the_mutation(stage: TestClient) -> None:
    before = whole(stage)

    # Each mutation has two of these; which one is told in which language changes with each.
    for scene, language in zip(KEYED, cycle((*LOCALES, *reversed(LOCALES))), strict=False):
        assert_tells(play(stage, scene, language)["errors"], scene.refusals, language)
        dry = play(stage, scene, language, dryRun=True)["errors"]
        assert_tells(dry, scene.refusals, language)

    assert whole(stage) == before


def test_a_key_that_another_call_is_using_is_refused_until_it_is_done(stage: TestClient) -> None:
    database, portal = database_of(stage), stage.portal
    assert portal is not None
    if database.is_sqlite:
        pytest.skip("On SQLite one call writes after the other.")
    before = whole(stage)
    values = {"id": key_id(DEMO_USER, BUSY_KEY), "fingerprint": "", "used_at": NOW}
    both_ways = document(BUSY.mutation).replace(") {", ") { a: __typename", 1)

    with portal.wrap_async_context_manager(database.writer.connect()) as other:
        portal.call(other.execute, insert(IdempotencyKey).values(values))
        first = play(stage, BUSY)
        dry = play(stage, BUSY, dryRun=True)
        second = ask(stage, both_ways, {"input": BUSY.given}, "ja")

    assert_tells(first["errors"], BUSY.refusals, "en")
    assert_tells(second[BUSY.mutation]["errors"], BUSY.refusals, "ja")
    assert dry["errors"] == first["errors"]
    assert whole(stage) == before
    assert play(stage, BUSY)["errors"] == []


# ── nothing is left out ─────────────────────────────────────────────────────────────────────────

MASTER_DATA = ("Account", "Contact", "Competitor", "Product", "User")
IMPOSSIBLE: Mapping[type, set[str]] = {
    # One function looks at the versions of both, each mutation gives it one.
    OpportunityVersionConflict: {
        *("activateQuote", "deleteQuote", "reviseQuote", "updateQuote", "winQuote"),
    },
    QuoteVersionConflict: {"deleteOpportunity", "reopenOpportunity", "updateOpportunity"},
    # It closes every open quote: nobody names one.
    QuoteNotOpen: {"closeQuotesOfOpportunities"},
    QuoteOfOtherOpportunity: {"closeQuotesOfOpportunities"},
    # Their forms have no field that names another record.
    NotFound: {"createCompetitor", "createProduct", "createStatusReason"},
    # Whoever may do it at all has every right, unless a key leaves them few: no scene has one.
    PermissionDenied: {
        *(f"{verb}{name}" for verb in ("create", "update") for name in MASTER_DATA),
        *("createApiKey", "renameStatusReason"),
    },
}
"""What the names in a mutation's code lead to and its values never do."""

UNRAISED: set[ErrorCode] = set()
"""The codes that are in the contract, which is append-only, and that nothing raises so far."""


def test_every_mutation_succeeds_in_some_scene() -> None:
    succeeding = {scene.mutation for scene in SCENES if not scene.refusals}

    assert_none(MUTATIONS.keys() - succeeding, "a scene in which they succeed is missing of")


def test_every_refusal_is_provoked_by_some_scene() -> None:
    provoked = {type(refusal) for scene in ALL for refusal in scene.refusals}

    assert_none(names({*get_args(Refusal)} - provoked), "no scene provokes")


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_every_refusal_that_a_mutation_can_come_to_is_provoked(mutation: str) -> None:
    scenes = [scene for scene in ALL if scene.mutation == mutation]
    provoked = {type(refusal) for scene in scenes for refusal in scene.refusals}
    impossible = {kind for kind, mutations in IMPOSSIBLE.items() if mutation in mutations}
    possible = reachable(MUTATIONS[mutation].change)

    missing = names(possible - provoked - impossible)
    assert_none(missing, f"{mutation} needs a scene of each, or a line in IMPOSSIBLE")
    assert_none(names(impossible & provoked), f"{mutation} does come to")
    assert_none(names(impossible - possible), f"{mutation} needs no line in IMPOSSIBLE of")
    # What isn't in a mutation's own code comes from its key, which is looked at before.
    assert provoked - possible <= {InvalidInput, IdempotencyKeyReused, IdempotencyInProgress}


def test_every_code_that_is_raised_is_provoked_by_some_scene() -> None:
    provoked = {view(refusal).code for scene in ALL for refusal in scene.refusals}

    assert_none({*ErrorCode} - provoked - UNRAISED, "no scene provokes")
    assert_none(UNRAISED & (provoked | raised()), "to be taken out of UNRAISED, for it is raised")
    assert raised() == provoked


def assert_none(found: AbstractSet[str], words: str) -> None:
    assert not found, f"{words}: {', '.join(sorted(found))}"


def names(kinds: Iterable[type]) -> set[str]:
    return {kind.__name__ for kind in kinds}


def raised() -> set[ErrorCode]:
    """The codes that the resolvers' source names: there refusals become errors."""
    sources = (
        path.read_text("utf-8") for path in pathlib.Path(resolvers.__path__[0]).rglob("*.py")
    )
    return {ErrorCode[name] for text in sources for name in re.findall(r"ErrorCode\.(\w+)", text)}
