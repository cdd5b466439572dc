"""What tests of observing look at: the log's lines as they were written, and a collector."""

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.observing.collecting import Collector, collecting

Lines = list[dict[str, Any]]


@pytest.fixture
def logged(capsysbinary: pytest.CaptureFixture[bytes]) -> Callable[[], Lines]:
    """All that was written since it was last asked for; each line has to be an object."""
    return lambda: [json.loads(line) for line in capsysbinary.readouterr().err.splitlines()]


@pytest.fixture(autouse=True)
def _without_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of whoever runs the tests is traced."""
    for name in [each for each in os.environ if each.startswith("OTEL_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch, _without_variables: None) -> Iterator[Collector]:
    """One that the environment names."""
    with collecting() as found:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", found.endpoint)
        yield found
