"""The log's lines of requests, as they were written."""

import json
from collections.abc import Callable
from typing import Any

import pytest

Lines = list[dict[str, Any]]


@pytest.fixture
def logged(capsysbinary: pytest.CaptureFixture[bytes]) -> Callable[[], Lines]:
    """All that was written since it was last asked for; each line has to be an object."""
    return lambda: [json.loads(line) for line in capsysbinary.readouterr().err.splitlines()]
