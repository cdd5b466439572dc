"""How many cases are generated: some dozens, or as many as CLINCH_TEST_EXAMPLES says.

`make soak` sets it to thousands. They are the same in every run of the same number.
"""

import os

from hypothesis import HealthCheck, settings


def examples(usual: int, *, share: float = 1) -> settings:
    """The settings of a test: its own number, or its share of what is asked for."""
    asked = os.environ.get("CLINCH_TEST_EXAMPLES")
    return settings(
        deadline=None,
        max_examples=max(usual, int(int(asked) * share)) if asked else usual,
        derandomize=True,
        database=None,
        suppress_health_check=[*HealthCheck],
    )
