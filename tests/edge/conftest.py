"""A served database for the tests of what comes before an operation."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest

from server.demo import DEMO_USER
from tests.server.commands import Served, serving

Serve = Callable[..., AbstractContextManager[Served]]


@pytest.fixture
def serve(tmp_path: Path, sqlite_template: Path) -> Serve:
    """`clinch serve` on a fresh database; settings go by name."""
    shutil.copyfile(sqlite_template, tmp_path / "clinch.db")
    return partial(serving, tmp_path, CLINCH_ACTOR=DEMO_USER)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Served]:
    """It runs, with settings as they are by default."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copyfile(sqlite_template, folder / "clinch.db")
    with serving(folder, CLINCH_ACTOR=DEMO_USER) as running:
        yield running
