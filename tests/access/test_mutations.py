"""Every mutation, by every role, of one's own, of the team's and of others' records."""

from typing import Final

import pytest

from tests.access.calling import OF_DEALS, OF_MASTER_DATA, Given, denied, mutate, not_found, whole
from tests.access.cast import CHANGES, DEALS, SEES, VIEWERS
from tests.access.conftest import Stage
from tests.access.expected import MUTATIONS

BY_OTHERS: Final = {
    "deleteOpportunity": "deleteOpportunity.ofOthers",
    "deleteQuote": "deleteQuote.ofOthers",
}
"""What only its maker deletes, whoever may change it."""
OWN_RULE: Final = {"deleteOpportunity": "OPPORTUNITY_NOT_DELETABLE"}
"""What such a call comes to if it is allowed, but for access: there are quotes."""


def expected(name: str, mutation: str, owner: str, given: Given) -> tuple[list[Given], bool]:
    """What the call is refused for, and whether that is for access alone; by the tables."""
    right, field = MUTATIONS[mutation]
    viewer = VIEWERS[name]
    path = ["input", field] + (["0"] if field == "ids" else [])
    identifier = given[field][0] if field == "ids" else given[field]
    if not viewer.has(right):
        return denied(["input"], right), True
    if owner not in SEES[name]:
        return not_found(path, identifier), True
    if owner not in CHANGES[name]:
        return denied(path, f"{right}:team"), True
    if mutation in BY_OTHERS and owner != name:
        return denied(path, BY_OTHERS[mutation]), True
    own = OWN_RULE.get(mutation)
    return ([{"code": own, "path": []}] if own else []), False


VIEWING: Final = ("reader", "sam", "rae", "solo", "boss", "chief", "partner", "admin")
OWNING: Final = ("sam", "boss", "lee", "rae", "far", "solo", "partner", "admin")


def test_every_mutation_is_called() -> None:
    owned = {name for name, (_, field) in MUTATIONS.items() if field}

    assert OF_DEALS.keys() == owned
    assert OF_MASTER_DATA.keys() == MUTATIONS.keys() - owned


@pytest.mark.parametrize("name", VIEWING)
def test_deals_are_changed_only_by_those_who_may(stage: Stage, name: str) -> None:
    before = whole(stage)

    for mutation, given_of in OF_DEALS.items():
        calls, results = [], []
        for owner in OWNING:
            given = given_of(DEALS[owner])
            result, is_refused = expected(name, mutation, owner, given)
            # What would be done is only tried.
            calls.append((mutation, given | ({} if is_refused else {"dryRun": True})))
            results.append(result)
        answers = mutate(stage, VIEWERS[name], calls)
        for owner, answer, result in zip(OWNING, answers, results, strict=True):
            assert answer == result, (mutation, owner)
        tried = mutate(stage, VIEWERS[name], [(m, g | {"dryRun": True}) for m, g in calls])
        assert tried == answers

    assert whole(stage) == before


@pytest.mark.parametrize("name", ["reader", "sam", "boss", "partner", "admin"])
def test_master_data_is_changed_only_by_those_who_may(stage: Stage, name: str) -> None:
    viewer, before = VIEWERS[name], whole(stage)

    for mutation, given in OF_MASTER_DATA.items():
        right, _ = MUTATIONS[mutation]
        may = viewer.has(right)
        (answer,) = mutate(stage, viewer, [(mutation, given | ({"dryRun": True} if may else {}))])
        assert answer == ([] if may else denied(["input"], right)), mutation

    assert whole(stage) == before


@pytest.mark.parametrize("right", sorted({right for right, _ in MUTATIONS.values()}))
def test_a_key_without_the_right_does_nothing_of_it(stage: Stage, right: str) -> None:
    key, before = VIEWERS["admin"].without(right), whole(stage)
    calls = [
        (name, OF_MASTER_DATA[name] if name in OF_MASTER_DATA else OF_DEALS[name](DEALS["sam"]))
        for name, (needed, _) in MUTATIONS.items()
        if needed == right
    ]

    answers = mutate(stage, key, calls)

    assert answers == [denied(["input"], right)] * len(calls)
    assert whole(stage) == before
