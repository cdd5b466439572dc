"""What plays a history: the database, a clock that may go back, the keys, and what is known."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from db.database import Database
from tests.conftest import NOW
from tests.histories.keys import KEYS, Keyring
from tests.histories.reason_model import Reasons
from tests.histories.stored import last_event, without_keys
from tests.services.calls import Target

if TYPE_CHECKING:
    from tests.histories.model import Deal
    from tests.histories.record_model import Record

DRY_RUN = st.sampled_from([False, False, False, True])
MOSTLY_DRY = st.sampled_from([False, True, True])
"""So that there is something left to call."""
OFF_BY = st.sampled_from([None, None, None, 0, 0, 1, -1])
"""The expected version: none, or the present one and this."""
PLACE = st.integers(min_value=0, max_value=20)
"""Of one among those there are, counted round and round."""


class Machine(RuleBasedStateMachine):
    """Calls at any time."""

    def __init__(self, runner: asyncio.Runner, database: Database) -> None:
        super().__init__()
        self.now = NOW
        self.runner = runner
        self.rows = database
        self.keyring = Keyring(database, lambda: self.now)
        self.known: list[Deal] = []
        self.reasons = Reasons()
        self.records: list[Record] = []
        self.told: list[str] = []
        """The events that aren't an opportunity's."""
        self.last_event = runner.run(last_event(database))
        database.clock = lambda: self.now

    def teardown(self) -> None:
        # Those of earlier histories would be forgotten first, and these later than the model says.
        self.runner.run(without_keys(self.rows))

    @property
    def database(self) -> Target:
        """Where a rule makes its call."""
        return self.keyring.target

    def run(self, call: Coroutine[Any, Any, Any]) -> Any:
        outcome = self.runner.run(call)
        self.keyring.judge(outcome)
        return outcome

    @rule(seconds=st.sampled_from([-3600, 1, 3600, 90_000]))
    def time_goes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(key=st.sampled_from(KEYS))
    def again(self, key: str) -> None:
        """The last call under this key, whatever has become of what it is about."""
        call = self.keyring.last.get(key)
        if call is not None:
            call()


def expected(subject: Any, off_by: int | None) -> int | None:
    """The version that a call expects of this record."""
    version: int = subject.version
    return None if off_by is None else version + off_by
