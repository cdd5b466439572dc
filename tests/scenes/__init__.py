"""Scenes: of every mutation a call that succeeds, and one for each reason to be refused."""

from itertools import chain
from typing import Final

from domain.refusals import IdempotencyKeyReused, InvalidInput, Problem
from tests.scenes import (
    api_keys,
    closing,
    closing_many,
    deleting,
    master_data,
    opportunities,
    permissions,
    quotes,
    status_reasons,
)
from tests.scenes.scene import Scene, at

USED_KEY: Final = "used"
"""An idempotency key that another call has used."""

SCENES: Final[tuple[Scene, ...]] = (
    *closing.SCENES,
    *closing_many.SCENES,
    *deleting.SCENES,
    *opportunities.SCENES,
    *quotes.SCENES,
    *master_data.SCENES,
    *status_reasons.SCENES,
    *api_keys.SCENES,
    *permissions.SCENES,
)
"""A mutation's own scenes. A new one's are a line in a module here; the test says what lacks."""


_FIRST: Final = {each.mutation: each for each in reversed(SCENES) if not each.refusals}
"""Of each mutation the first scene in which it succeeds."""

_KEY = at("idempotencyKey")
KEYED: Final[tuple[Scene, ...]] = tuple(
    chain.from_iterable(
        (
            Scene(
                name,
                {**scene.given, "idempotencyKey": ""},
                (InvalidInput(_KEY, Problem.UNUSABLE_KEY, "255"),),
            ),
            Scene(name, {**scene.given, "idempotencyKey": USED_KEY}, (IdempotencyKeyReused(_KEY),)),
        )
        for name, scene in _FIRST.items()
    )
)
"""What every mutation is refused for because of its idempotency key."""
