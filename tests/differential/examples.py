"""How many cases are generated: some dozens, or as many as CLINCH_TEST_EXAMPLES says.

`make soak` sets it to thousands. They are the same in every run of the same number.
"""

import os

from hypothesis import HealthCheck, settings


def amount(usual: int, *, share: float = 1) -> int:
    """How many: so many, or a test's share of what is asked for."""
    asked = os.environ.get("CLINCH_TEST_EXAMPLES")
    return max(usual, int(int(asked) * share)) if asked else usual


def examples(usual: int, *, share: float = 1) -> settings:
    """The settings of a test: its own number, or its share of what is asked for."""
    return settings(
        deadline=None,
        max_examples=amount(usual, share=share),
        derandomize=True,
        database=None,
        suppress_health_check=[*HealthCheck],
    )
