"""Who somebody is, is found out before there is an actor: by the system."""

from datetime import timedelta

import pytest

from db.api_keys import find_key, is_any_key_accepted, list_keys, touch_key
from db.database import Database
from db.sign_in import find_subject, find_user
from tests.conftest import NOW
from tests.factories import BEFORE
from tests.row_level_security.world import MIA, SAM, numbered

pytestmark = pytest.mark.anyio


async def test_users_are_found(bound: Database) -> None:
    found = await find_user(bound, SAM)

    assert found is not None
    assert (found.id, found.manager_id) == (SAM, MIA)
    assert await find_subject(bound, "nobody's") is None


async def test_keys_are_found_listed_and_touched(bound: Database) -> None:
    await touch_key(bound, numbered("key", 1), NOW)
    found = await find_key(bound, "abc")

    assert found is not None
    assert (found.user_id, found.last_used_at) == (SAM, NOW)
    assert [each.prefix for each in await list_keys(bound)] == ["abc"]
    assert await find_key(bound, "abd") is None
    assert await is_any_key_accepted(bound, BEFORE - timedelta(seconds=1))
    assert not await is_any_key_accepted(bound, BEFORE)
